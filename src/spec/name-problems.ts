import type { SpecProblem } from "../kinds/spec-problem.ts";
import { kebabCase, labelProblem } from "../terms/names.ts";
import type { ParsedParts } from "./parse-parts.ts";
import { SECRETS_UNIT } from "./pass-through/pass-through.ts";

/**
 * The Job that hands an authority's roots out is named `UNIT-roots-HASH`, and Kubernetes puts a Job's name into a
 * label of its pods (63 characters).
 */
const AUTHORITY_LIMIT = 45;
/** Names of a root's objects end in `-anchor`, and cert-manager allows common names of 64 characters. */
const ANCHOR_LIMIT = 63;

/** Units that each cluster has besides those that are named after parts of the spec. */
const RESERVED = ["namespaces", "delivery", "cluster-dns", SECRETS_UNIT];

/** Wrong and clashing names of the topology, clusters, authorities, workloads and clients. */
export function nameProblems(topology: string, parts: ParsedParts): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const wrong = labelProblem(topology);
  if (wrong !== undefined) {
    problems.push({
      path: [],
      message: `its file's name is the topology's, and ${wrong}`,
      hint: `Rename the file, for example to ${kebabCase(topology)}.ts.`,
    });
  }
  for (const field of ["clusters", "workloads", "clients"] as const) {
    for (const name of parts.named[field] ?? []) {
      const problem = labelProblem(name);
      if (problem === undefined) continue;
      const label = kebabCase(name);
      problems.push({ path: [field, name], message: problem, ...(labelProblem(label) === undefined && { hint: `Write "${label}".` }) });
    }
  }
  for (const name of parts.named.authorities ?? []) problems.push(...authorityName(name, parts));
  problems.push(...clashes(parts));
  return problems;
}

function authorityName(name: string, parts: ParsedParts): readonly SpecProblem[] {
  const path = ["authorities", name];
  const unit = kebabCase(name);
  const problem = labelProblem(unit);
  if (problem !== undefined) return [{ path, message: `its objects are named after it in kebab case, and ${problem}` }];
  if (unit.length > AUTHORITY_LIMIT) {
    const message = `"${unit}" has ${unit.length} characters; ${AUTHORITY_LIMIT} is the limit, since its Job is called ${unit}-roots-HASH and a Job's name has to fit a label of 63.`;
    return [{ path, message }];
  }
  const authority = parts.authorities.get(name);
  if (authority?.kind !== "privateCA") return [];
  return authority.generations.flatMap((generation, index): readonly SpecProblem[] => {
    const anchor = `${unit}-${generation}-anchor`;
    if (anchor.length <= ANCHOR_LIMIT) return [];
    const message = `"${anchor}" would be the name of its anchor and has ${anchor.length} characters; ${ANCHOR_LIMIT} is the limit.`;
    return [{ path: [...path, "generations", index], message }];
  });
}

/** Two units of one name: a unit is a folder of dist/ and what one Application or Kustomization syncs. */
function clashes(parts: ParsedParts): readonly SpecProblem[] {
  const owners = new Map<string, string>(RESERVED.map((unit) => [unit, "Trueline itself"]));
  const problems: SpecProblem[] = [];
  for (const field of ["workloads", "clients", "authorities"] as const) {
    for (const name of parts.named[field] ?? []) {
      const unit = field === "authorities" ? kebabCase(name) : name;
      const owner = owners.get(unit);
      const what = `${{ workloads: "the workload", clients: "the client", authorities: "the authority" }[field]} ${name}`;
      if (owner === undefined) owners.set(unit, what);
      else
        problems.push({
          path: [field, name],
          message: `its folder in dist/ would be "${unit}", which is that of ${owner}.`,
          hint: "Rename one of the two.",
        });
    }
  }
  return problems;
}
