import { contextOf } from "../kinds/context.ts";
import type { Kind, Surroundings } from "../kinds/kind.ts";
import type { SpecProblem } from "../kinds/spec-problem.ts";
import type { Workload } from "../kinds/workload.ts";
import { deepFreeze } from "../terms/freeze.ts";
import { alertProblems } from "./alert-problems.ts";
import { authorityProblems } from "./authority-problems.ts";
import { clientProblems, resolveClient } from "./check-clients.ts";
import { networkProblems } from "./check-networks.ts";
import { show } from "./explain-issue.ts";
import { nameProblems } from "./name-problems.ts";
import { type ParsedParts, parseParts, unknownReference } from "./parse-parts.ts";
import { checkPassThrough } from "./pass-through/check.ts";
import type { Topology } from "./topology.ts";

/**
 * Checks what a spec default-exports: fields, references, and the rules of each workload's kind. Gives a frozen
 * Topology with defaults filled in, or all that is wrong, with paths from the topology's root; a message is a
 * sentence whose subject is the value at its path.
 */
export function checkTopology(
  loaded: { readonly file: string; readonly name: string; readonly data: unknown },
  kinds: ReadonlyMap<string, Kind>,
): { readonly kind: "checked"; readonly topology: Topology } | { readonly kind: "wrong"; readonly problems: readonly SpecProblem[] } {
  const { data, file, name } = loaded;
  if (typeof data !== "object" || data === null || (data as { kind?: unknown }).kind !== "topology") {
    return {
      kind: "wrong",
      problems: [{ path: [], message: `${show(data)} is no topology.`, hint: "Write export default defineTopology({ ... })." }],
    };
  }
  const parts = parseParts(data as Readonly<Record<string, unknown>>, kinds);
  const passed = checkPassThrough(parts);
  const problems = [
    ...parts.problems,
    ...nameProblems(name, parts),
    ...networkProblems(parts),
    ...workloadProblems(parts, kinds),
    ...authorityProblems(parts, kinds),
    ...clientProblems(parts, kinds),
    ...alertProblems(parts),
    ...overrideProblems(parts),
    ...passed.problems,
  ];
  if (problems.length > 0) return { kind: "wrong", problems };
  const topology: Topology = {
    kind: "topology",
    name,
    file,
    test: parts.test,
    ...surroundingsOf(parts),
    overrides: parts.overrides,
    assumptions: parts.assumptions,
    passThrough: passed.passThrough,
  };
  return { kind: "checked", topology: deepFreeze(topology) };
}

/** References that workloads make, and the rules of their kinds where the references hold. */
function workloadProblems(parts: ParsedParts, kinds: ReadonlyMap<string, Kind>): readonly SpecProblem[] {
  const around = surroundingsOf(parts);
  return [...parts.workloads].flatMap(([name, workload]): readonly SpecProblem[] => {
    const kind = kinds.get(workload.kind) as Kind;
    const path = ["workloads", name];
    const references = kind.references?.(workload) ?? [];
    const unknown = [
      ...unknownReference(parts, "clusters", workload.cluster, [...path, "cluster"]),
      ...kind
        .authorities(workload)
        .flatMap((name) => unknownReference(parts, "authorities", name, [...path, ...authorityPath(workload, name)])),
      ...references.flatMap(({ to, name, path: within }) => unknownReference(parts, to, name, [...path, ...within])),
    ];
    const cluster = parts.clusters.get(workload.cluster);
    const missing =
      kind.authorities(workload).some((key) => !parts.authorities.has(key)) || references.some(({ to, name }) => !parts[to].has(name));
    if (!cluster || missing) return unknown;
    const own = kind.problems({ ...workload, name }, contextOf(around, parts.test, cluster, kind.authorities(workload)));
    return [...unknown, ...own.map((problem) => ({ ...problem, path: [...path, ...problem.path] }))];
  });
}

/** What kinds see of the parts that fit their schemas. */
function surroundingsOf(parts: ParsedParts): Surroundings {
  return {
    clusters: Object.fromEntries(parts.clusters),
    peerings: Object.fromEntries(parts.peerings),
    zones: Object.fromEntries(parts.zones),
    authorities: Object.fromEntries(parts.authorities),
    workloads: Object.fromEntries([...parts.workloads].map(([key, workload]) => [key, { ...workload, name: key }])),
    clients: Object.fromEntries([...parts.clients].map(([key, client]) => [key, resolveClient(key, client, parts)])),
  };
}

/** Where a workload names its authority: all kinds do so in `security.authority`, which is what the language types. */
function authorityPath(workload: Workload, name: string): readonly string[] {
  const paths = [
    ["security", "authority"],
    ["network", "ingress", "authority"],
    ["network", "gateway", "authority"],
  ];
  const at = (path: readonly string[]): unknown => path.reduce<unknown>((value, step) => Object(value)[step], workload);
  return paths.find((path) => at(path) === name) ?? ("security" in workload ? ["security", "authority"] : []);
}

function overrideProblems(parts: ParsedParts): readonly SpecProblem[] {
  return parts.overrides.flatMap(({ target }, index) =>
    target.cluster === undefined ? [] : unknownReference(parts, "clusters", target.cluster, ["overrides", index, "target", "cluster"]),
  );
}
