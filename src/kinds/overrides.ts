import { didYouMean } from "../spec/did-you-mean.ts";
import type { OverrideSpec, Topology } from "../spec/topology.ts";
import type { KubeObject } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Path } from "../terms/place.ts";
import { mergePatch, patchedPaths } from "./merge-patch.ts";
import type { SpecProblem } from "./spec-problem.ts";

export interface Overridden {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly (SpecProblem & { readonly file: string })[];
}

/**
 * Applies a topology's overrides in their order. What a patch sets comes from the override from then on. An override
 * has to fit exactly one object, and may not change which object it is.
 */
export function applyOverrides(topology: Topology, manifests: readonly Manifest[]): Overridden {
  const result = [...manifests];
  const problems: (SpecProblem & { readonly file: string })[] = [];
  topology.overrides.forEach((override, index) => {
    const fitting = [...result.keys()].filter((at) => fits(result[at] as Manifest, override));
    const [only] = fitting;
    const problem =
      only === undefined || fitting.length > 1
        ? targetProblem(override, result, fitting)
        : identityProblem(override, result[only]?.object as KubeObject);
    if (problem) problems.push({ file: topology.file, ...problem, path: ["overrides", index, ...problem.path] });
    else if (only !== undefined) result[only] = patched(result[only] as Manifest, override, index);
  });
  return { manifests: result, problems };
}

function fits({ cluster, object }: Manifest, { target }: OverrideSpec): boolean {
  return (
    object.kind === target.kind &&
    object.metadata.name === target.name &&
    (target.namespace === undefined || object.metadata.namespace === target.namespace) &&
    (target.cluster === undefined || cluster === target.cluster)
  );
}

function patched(manifest: Manifest, { patch }: OverrideSpec, index: number): Manifest {
  const object = mergePatch(manifest.object, patch) as KubeObject;
  if (manifest.origin.kind !== "spec") return { ...manifest, object };
  const paths = patchedPaths(patch);
  const kept = manifest.origin.fields.filter(({ path }) => !paths.some((set) => isBelow(path, set)));
  const set = paths.map((path) => ({ path, spec: ["overrides", index, "patch", ...path] }));
  return { ...manifest, object, origin: { ...manifest.origin, fields: [...kept, ...set] } };
}

function isBelow(path: Path, above: Path): boolean {
  return above.every((step, i) => path[i] === step);
}

/** Fields that say which object it is: changed, the object would be another one, and nobody would make this one. */
const IDENTITY: readonly Path[] = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]];

function identityProblem({ patch }: OverrideSpec, object: KubeObject): SpecProblem | undefined {
  const after = mergePatch(object, patch);
  const changed = IDENTITY.find((path) => valueAt(after, path) !== valueAt(object, path));
  if (!changed) return undefined;
  const message = `changes ${changed.join(".")} of ${object.kind} "${object.metadata.name}", which would make it another object; what refers to it would be left without.`;
  return { path: ["patch", ...changed.slice(0, 1)], message, hint: "Leave it out." };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[step] : undefined),
    value,
  );
}

function targetProblem({ target }: OverrideSpec, manifests: readonly Manifest[], fitting: readonly number[]): SpecProblem {
  if (fitting.length > 1) {
    const where = fitting
      .map((at) => manifests[at] as Manifest)
      .map(({ cluster, object }) => `${cluster}/${object.metadata.namespace ?? "_cluster"}`);
    return {
      path: ["target"],
      message: `fits ${fitting.length} objects: ${target.kind} "${target.name}" is in ${where.join(", ")}.`,
      hint: "Add namespace or cluster to the target.",
    };
  }
  const ofKind = manifests.filter(({ object }) => object.kind === target.kind);
  if (ofKind.length === 0) {
    const known = [...new Set(manifests.map(({ object }) => object.kind))].sort();
    return { path: ["target", "kind"], message: `no object of kind "${target.kind}" is made.`, hint: didYouMean(target.kind, known) };
  }
  const named = ofKind.filter(({ object }) => object.metadata.name === target.name);
  if (named.length === 0) {
    const known = [...new Set(ofKind.map(({ object }) => object.metadata.name))].sort();
    return { path: ["target", "name"], message: `no ${target.kind} is called "${target.name}".`, hint: didYouMean(target.name, known) };
  }
  const where = named.map(({ cluster, object }) => `${object.metadata.namespace ?? "no namespace"} of cluster ${cluster}`);
  return {
    path: ["target"],
    message: `${target.kind} "${target.name}" is elsewhere: in ${where.join(", ")}.`,
    hint: "Change namespace or cluster of the target.",
  };
}
