import { isDeepStrictEqual } from "node:util";
import type { Topology } from "../spec/topology.ts";
import { type ObjectId, objectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Path } from "../terms/place.ts";

/** Two objects of one id that are not the same, at the spec property of the later one. */
export interface Conflict {
  readonly file: string;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

export interface Merged {
  /** Each object once, in the order in which they were first given. */
  readonly manifests: readonly Manifest[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Puts together what several topologies made: an object that two of them emit, such as a Namespace that both use, has
 * to be the same in the same unit, and stands there once. All else with one id is a conflict.
 */
export function mergeManifests(manifests: readonly Manifest[], topologies: readonly Topology[]): Merged {
  const files = new Map(topologies.map(({ name, file }) => [name, file]));
  const byId = new Map<ObjectId, Manifest>();
  const conflicts: Conflict[] = [];
  for (const manifest of manifests) {
    const id = objectId(manifest.cluster, manifest.object);
    const known = byId.get(id);
    if (!known) byId.set(id, manifest);
    else if (known.unit !== manifest.unit || known.text !== manifest.text || !isDeepStrictEqual(known.object, manifest.object))
      conflicts.push(conflict(known, manifest, files));
  }
  return { manifests: [...byId.values()], conflicts };
}

function conflict(known: Manifest, manifest: Manifest, files: ReadonlyMap<string, string>): Conflict {
  const { kind, metadata } = manifest.object;
  const where = metadata.namespace === undefined ? "" : ` in namespace ${metadata.namespace}`;
  const other = fileOf(known, files);
  const file = fileOf(manifest, files);
  const also = other === file ? "unit" : `${other}, unit`;
  return {
    file,
    path: manifest.origin.kind === "spec" ? manifest.origin.base : [],
    message: `makes ${kind} "${metadata.name}"${where} of cluster ${manifest.cluster} in unit ${manifest.unit}, and so does ${also} ${known.unit}; the two are not the same object, and the one applied last would win.`,
    hint: "Rename one of the two, or use another namespace.",
  };
}

function fileOf({ origin }: Manifest, files: ReadonlyMap<string, string>): string {
  return origin.kind === "file" ? origin.file : (files.get(origin.topology) ?? origin.topology);
}
