import type { Compiled } from "../compile.ts";
import { planFiles } from "../output/plan-files.ts";
import { objectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";

/** By topology, the spec's file. */
export function specFilesOf(compiled: Compiled): ReadonlyMap<string, string> {
  return new Map(compiled.topologies.map((topology) => [topology.name, topology.file]));
}

/** The topologies that emit a manifest. */
function ownersOf({ owners }: Compiled): (manifest: Manifest) => readonly string[] {
  return ({ cluster, object }) => owners.get(objectId(cluster, object)) ?? [];
}

/** What `dist/` should hold, by path below it. */
export function distFilesOf(compiled: Compiled): ReadonlyMap<string, string> {
  return planFiles(compiled.manifests, compiled.environments, ownersOf(compiled));
}
