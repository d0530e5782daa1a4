import type { ArgocdDelivery, Cluster } from "../spec/topology.ts";
import type { KubeObject } from "../terms/kube-object.ts";
import type { DeliveryObject } from "./delivery-object.ts";
import type { UnitOrder } from "./order.ts";

/**
 * Argo CD Applications, one per unit, named `CLUSTER-UNIT` since one Argo CD may serve several clusters. What the sync
 * waves take, and why `retry` has no limit, is said in this folder's README. Server-side apply leaves alone what others
 * write into the same object: the roots in their ConfigMaps.
 *
 * @param encrypted units with a Secret that SOPS encrypted
 */
export function argocdObjects(
  cluster: Cluster,
  delivery: ArgocdDelivery,
  units: readonly UnitOrder[],
  encrypted: ReadonlySet<string>,
): readonly DeliveryObject[] {
  const application = ({ unit, wave }: UnitOrder): KubeObject => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `${cluster.name}-${unit}`,
      namespace: delivery.namespace ?? "argocd",
      labels: { "app.kubernetes.io/managed-by": "trueline" },
      annotations: { "argocd.argoproj.io/sync-wave": String(wave) },
    },
    spec: {
      project: delivery.project ?? "default",
      source: {
        repoURL: delivery.repository,
        targetRevision: delivery.revision ?? "main",
        path: `${delivery.path.replace(/\/+$/, "")}/${unit}`,
        // One tool makes the manifests: a plugin takes the place of reading the folder.
        ...(encrypted.has(unit) && delivery.plugin !== undefined
          ? { plugin: { name: delivery.plugin } }
          : { directory: { recurse: true } }),
      },
      destination: { server: delivery.server ?? "https://kubernetes.default.svc" },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: { limit: -1, backoff: { duration: "10s", factor: 2, maxDuration: "3m" } },
        syncOptions: ["ServerSideApply=true"],
      },
    },
  });
  return units.map((each) => ({ unit: each.unit, object: application(each) }));
}
