import type { KubeObject } from "./kube-object.ts";
import type { Path } from "./place.ts";

/** A path into a topology: `["workloads", "orders", "network", "fqdnTemplate"]`. */
export type SpecPath = Path;

/**
 * Where an object comes from. For compiled objects: which property of the spec each of its fields was computed
 * from (the longest `path` that is a prefix of the field wins; `base` where none is). For objects read from a
 * folder: the file.
 */
export type Origin =
  | {
      readonly kind: "spec";
      readonly topology: string;
      readonly base: SpecPath;
      readonly fields: readonly { readonly path: Path; readonly spec: SpecPath }[];
    }
  | {
      readonly kind: "file";
      readonly file: string;
      /** The number of the YAML document in the file, from 0. */
      readonly document: number;
      /** For an item of a `List`: where it stands in the document. Paths into the object go after it. */
      readonly within?: Path;
    };

/** An object together with the cluster and the unit (what one Application or Kustomization syncs) it belongs to. */
export interface Manifest {
  readonly kind: "manifest";
  readonly cluster: string;
  readonly unit: string;
  readonly object: KubeObject;
  /** The file of an object that somebody else wrote and may have signed: it is written byte for byte. */
  readonly text?: string;
  readonly origin: Origin;
}

/** The spec property that a field of a compiled object was computed from. */
export function specPathOf(origin: Extract<Origin, { kind: "spec" }>, path: Path): SpecPath {
  let best: { length: number; spec: SpecPath } = { length: -1, spec: origin.base };
  for (const field of origin.fields) {
    if (field.path.length > best.length && field.path.every((step, i) => step === path[i])) {
      best = { length: field.path.length, spec: field.spec };
    }
  }
  return best.spec;
}
