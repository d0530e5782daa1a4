import { type ObjectId, objectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";

/** By object, the topologies that emit it: a Namespace that two of them use has two owners. */
export type Owners = ReadonlyMap<ObjectId, readonly string[]>;

/** The owners of compiled objects, before what several topologies emit is merged. */
export function ownersOf(manifests: readonly Manifest[]): Owners {
  const owners = new Map<ObjectId, string[]>();
  for (const { cluster, object, origin } of manifests) {
    if (origin.kind !== "spec") continue;
    const id = objectId(cluster, object);
    const known = owners.get(id);
    if (!known) owners.set(id, [origin.topology]);
    else if (!known.includes(origin.topology)) known.push(origin.topology);
  }
  return owners;
}
