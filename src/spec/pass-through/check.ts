import type { SpecProblem } from "../../kinds/spec-problem.ts";
import { kebabCase } from "../../terms/names.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { ParsedParts } from "../parse-parts.ts";
import { unknownReference } from "../parse-parts.ts";
import type { Delivery } from "../topology.ts";
import { madeSecret } from "./made-secret.ts";
import { type PassThrough, type PassThroughSpec, SECRETS_UNIT } from "./pass-through.ts";
import { readPassThrough } from "./read.ts";

/** The files that pass through, read, and what is wrong with them and with where they go. */
export function checkPassThrough(parts: ParsedParts): {
  readonly passThrough: readonly PassThrough[];
  readonly problems: readonly SpecProblem[];
} {
  const passThrough: PassThrough[] = [];
  const problems: SpecProblem[] = [];
  const makers = new Map<string, number>();
  for (const [index, given] of parts.passThrough.entries()) {
    const path = ["passThrough", index];
    const wrongPlace = [...unknownReference(parts, "clusters", given.cluster, [...path, "cluster"]), ...unitProblems(parts, given, path)];
    problems.push(...wrongPlace);
    const read = readPassThrough(given.yaml);
    if (read.kind === "wrong") {
      problems.push({ ...read.problem, path: [...path, "yaml"] });
      continue;
    }
    const { object } = read;
    problems.push(...undecrypted(object.kind === "Secret", parts.clusters.get(given.cluster)?.delivery, given.cluster, [...path, "yaml"]));
    const secret = madeSecret(object);
    const key = secret && `${given.cluster}/${secret.namespace}/${secret.name}`;
    const other = key === undefined ? undefined : makers.get(key);
    if (key !== undefined && other === undefined) makers.set(key, index);
    if (secret && other !== undefined) {
      const message = `becomes the Secret "${secret.name}" of namespace ${secret.namespace}, and so does passThrough[${other}]; the two would overwrite each other.`;
      problems.push({ path: [...path, "yaml"], message });
    }
    passThrough.push({ cluster: given.cluster, unit: given.unit ?? SECRETS_UNIT, yaml: given.yaml, object });
  }
  return { passThrough, problems };
}

/** A unit is named by a workload, client or authority that has objects in this cluster. */
function unitProblems(parts: ParsedParts, { unit, cluster }: PassThroughSpec, path: readonly (string | number)[]): readonly SpecProblem[] {
  if (unit === undefined || unit === SECRETS_UNIT) return [];
  const workloads = [...parts.workloads].filter(([, workload]) => workload.cluster === cluster).map(([name]) => name);
  const clients = [...parts.clients].filter(([, client]) => !client.outside && client.cluster === cluster).map(([name]) => name);
  const known = [...workloads, ...clients, ...[...parts.authorities.keys()].map(kebabCase)];
  if (known.includes(unit)) return [];
  // A part that could not be read is one mistake already.
  const named = [...(parts.named.workloads ?? []), ...(parts.named.clients ?? []), ...(parts.named.authorities ?? []).map(kebabCase)];
  if (named.includes(unit) && !parts.workloads.has(unit) && !parts.clients.has(unit)) return [];
  const message = `cluster ${cluster} has no unit "${unit}": a unit is the folder of a workload, client or authority.`;
  return [{ path: [...path, "unit"], message, hint: `${didYouMean(unit, known)} Or leave it out.` }];
}

/**
 * Whether whoever applies a Secret of SOPS decrypts it. Source: Flux documentation, Kustomization, Decryption; Argo CD
 * documentation, Secret Management (no decryption of its own).
 */
function undecrypted(
  sops: boolean,
  delivery: Delivery | undefined,
  cluster: string,
  path: readonly (string | number)[],
): readonly SpecProblem[] {
  if (!sops || delivery === undefined) return [];
  if (delivery.kind === "flux") {
    if (delivery.decryption) return [];
    const hint = 'Add decryption: { provider: "sops", secretRef: "sops-age" } to flux({ ... }).';
    return [{ path, message: `is encrypted by SOPS, and nothing tells Flux in cluster ${cluster} how to decrypt it.`, hint }];
  }
  if (delivery.plugin !== undefined) return [];
  return [
    {
      path,
      message: `is encrypted by SOPS, and Argo CD in cluster ${cluster} can't decrypt: it would apply the ciphertext as the Secret's values.`,
      hint: "Commit a SealedSecret or an ExternalSecret, or name the config management plugin that decrypts: argocd({ ..., plugin }).",
    },
  ];
}
