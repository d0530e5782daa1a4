import type { Cluster, Topology } from "../spec/topology.ts";
import { deepFreeze } from "../terms/freeze.ts";
import { type KubeObject, objectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Path } from "../terms/place.ts";
import { argocdObjects } from "./argocd.ts";
import { fluxObjects } from "./flux.ts";
import { guarded } from "./guards.ts";
import { unitOrder } from "./order.ts";
import type { Owners } from "./owners.ts";

/** The unit of the Applications and Kustomizations themselves. */
const DELIVERY_UNIT = "delivery";

/**
 * Adds to each cluster that has a delivery the objects by which Argo CD or Flux applies its units, and guards on what
 * pruning must not take. `manifests` are those of all topologies, merged; topologies that share a cluster agree on it.
 * An object that delivers what several topologies emit is given once for each of them.
 */
export function deliver(topologies: readonly Topology[], manifests: readonly Manifest[], owners: Owners): readonly Manifest[] {
  const clusters = clustersOf(topologies);
  const byCluster = groupByCluster(manifests);
  const delivered = [...clusters].flatMap(([name, cluster]) => {
    const own = byCluster.get(name) ?? [];
    const { delivery } = cluster;
    if (!delivery || own.length === 0) return own;
    const guard = own.map((manifest) => withGuard(manifest, guarded(manifest.object, delivery)));
    const units = unitOrder(cluster, own);
    const encrypted = new Set(own.filter(({ object }) => object.kind === "Secret" && object["sops"] !== undefined).map(({ unit }) => unit));
    const objects =
      delivery.kind === "argocd" ? argocdObjects(cluster, delivery, units, encrypted) : fluxObjects(cluster, delivery, units, encrypted);
    const emitters = emittersByUnit(own, owners);
    const delivering = objects.flatMap(({ object, unit }) =>
      (unit === undefined ? all(emitters) : (emitters.get(unit) ?? [])).map((topology) => deliveryManifest(cluster, topology, object)),
    );
    return [...guard, ...delivering];
  });
  return deepFreeze(delivered);
}

function emittersByUnit(manifests: readonly Manifest[], owners: Owners): ReadonlyMap<string, readonly string[]> {
  const byUnit = new Map<string, Set<string>>();
  for (const { cluster, unit, object } of manifests) {
    const emitters = byUnit.get(unit) ?? new Set<string>();
    byUnit.set(unit, emitters);
    for (const topology of owners.get(objectId(cluster, object)) ?? []) emitters.add(topology);
  }
  return new Map([...byUnit].map(([unit, emitters]) => [unit, [...emitters]]));
}

function all(emitters: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...new Set([...emitters.values()].flat())];
}

function withGuard(manifest: Manifest, object: KubeObject): Manifest {
  return object === manifest.object ? manifest : { ...manifest, object };
}

function deliveryManifest({ name }: Cluster, topology: string, object: KubeObject): Manifest {
  const base: Path = ["clusters", name, "delivery"];
  const fields = FIELDS.map(([path, field]) => ({ path, spec: [...base, field] }));
  return { kind: "manifest", cluster: name, unit: DELIVERY_UNIT, object, origin: { kind: "spec", topology, base, fields } };
}

/** Which property of the delivery sets which field, for all of its objects. */
const FIELDS: readonly (readonly [path: Path, field: string])[] = [
  [["metadata", "namespace"], "namespace"],
  [["spec", "source", "repoURL"], "repository"],
  [["spec", "source", "targetRevision"], "revision"],
  [["spec", "source", "path"], "path"],
  [["spec", "project"], "project"],
  [["spec", "destination"], "server"],
  [["spec", "url"], "repository"],
  [["spec", "ref"], "branch"],
  [["spec", "secretRef"], "secretRef"],
  [["spec", "interval"], "interval"],
  [["spec", "decryption"], "decryption"],
  [["spec", "source", "plugin"], "plugin"],
  [["spec", "path"], "path"],
];

/** Each cluster once: topologies that share it agree. */
function clustersOf(topologies: readonly Topology[]): ReadonlyMap<string, Cluster> {
  return new Map(topologies.flatMap((topology) => Object.entries(topology.clusters)));
}

function groupByCluster(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const group = groups.get(manifest.cluster);
    if (group) group.push(manifest);
    else groups.set(manifest.cluster, [manifest]);
  }
  return groups;
}
