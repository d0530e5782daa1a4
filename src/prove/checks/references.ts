import { type ObjectId, objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import { claimedNames } from "../findings/claimed-names.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/**
 * TL5103: a ServiceAccount that nobody makes, of a pod, of a binding or of an issuer. Where no Environment says what there is, it is
 * counted only, as any object that may be made elsewhere.
 */
export const serviceAccounts: Check = (world) => {
  const byPlace = new Map<string, Finding>();
  const brought = new Set<string>();
  for (const each of world.environment.flatMap((environment) => environment.brought))
    if (each.kind === "ServiceAccount") brought.add(objectIdOf(each.cluster, "", each.kind, each.namespace, each.name));
  for (const reference of world.references) {
    if (reference.kind !== "ServiceAccount" || reference.name === "default" || reference.optional) continue;
    const id = objectIdOf(reference.cluster, "", "ServiceAccount", reference.namespace, reference.name);
    if (world.objects.has(id) || brought.has(id)) continue;
    byPlace.set(reference.place.object, finding("TL5103", reference.place, { missing: `ServiceAccount ${reference.name}` }));
  }
  const found = [...byPlace.values()];
  return world.environment.length > 0 ? found : found.map((each) => ({ ...each, severity: "note" }));
};

/** Namespaces that are there before anything is applied. */
const BUILT_IN = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** TL5106: objects in a namespace that nobody declares. Only where an Environment says what there is. */
export const namespaces: Check = (world) => {
  const declared = new Set<string>();
  for (const environment of world.environment) {
    for (const [cluster, { platform }] of Object.entries(environment.clusters)) {
      if (platform.certManager) declared.add(`${cluster}/${platform.certManager.clusterResourceNamespace}`);
      if (platform.trustManager) declared.add(`${cluster}/${platform.trustManager.trustNamespace}`);
    }
    for (const brought of environment.brought) if (brought.kind === "Namespace") declared.add(`${brought.cluster}/${brought.name}`);
  }
  const clusters = new Set(world.environment.flatMap((each) => Object.keys(each.clusters)));
  const missing = new Map<string, ObjectId>();
  for (const id of world.objects.keys()) {
    const { cluster, group, namespace } = parseObjectId(id);
    // What Argo CD and Flux read lives where they run.
    if (namespace === "" || !clusters.has(cluster) || group === "argoproj.io" || group.endsWith("toolkit.fluxcd.io")) continue;
    const key = `${cluster}/${namespace}`;
    if (BUILT_IN.has(namespace) || declared.has(key) || world.objects.has(objectIdOf(cluster, "", "Namespace", "", namespace))) continue;
    if (!missing.has(key)) missing.set(key, id);
  }
  return [...missing.values()].map((id) =>
    finding("TL5106", place(id, "metadata", "namespace"), { namespace: parseObjectId(id).namespace }),
  );
};

/** TL2201: a name outside of clusters that two objects of a cluster claim. TL2110: objects of several clusters. */
export const recordOwners: Check = (world) =>
  [...claimedNames(world).values()].map(({ code, place: at, values, related }) => finding(code, at, values, related));
