import type { Cluster, FluxDelivery } from "../spec/topology.ts";
import type { KubeObject } from "../terms/kube-object.ts";
import type { DeliveryObject } from "./delivery-object.ts";
import type { UnitOrder } from "./order.ts";

/**
 * One GitRepository, and a Flux Kustomization per unit that depends on the units it refers to. `wait` makes a
 * dependency mean "is healthy"; the time allowed is that of a database which starts on a large volume.
 *
 * @param encrypted units with a Secret that SOPS encrypted
 */
export function fluxObjects(
  cluster: Cluster,
  delivery: FluxDelivery,
  units: readonly UnitOrder[],
  encrypted: ReadonlySet<string>,
): readonly DeliveryObject[] {
  const namespace = delivery.namespace ?? "flux-system";
  const interval = delivery.interval ?? "10m";
  const labels = { "app.kubernetes.io/managed-by": "trueline" };
  const source = `${cluster.name}-trueline`;
  const repository: KubeObject = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: source, namespace, labels },
    spec: {
      interval,
      url: delivery.repository,
      ref: { branch: delivery.branch ?? "main" },
      ...(delivery.secretRef === undefined ? {} : { secretRef: { name: delivery.secretRef } }),
    },
  };
  const kustomizations = units.map(
    ({ unit, needs }): DeliveryObject => ({
      unit,
      object: {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: `${cluster.name}-${unit}`, namespace, labels },
        spec: {
          interval,
          retryInterval: "1m",
          timeout: "30m",
          path: `./${delivery.path.replace(/^\.\/|\/+$/g, "")}/${unit}`,
          prune: true,
          wait: true,
          sourceRef: { kind: "GitRepository", name: source },
          ...(encrypted.has(unit) && delivery.decryption ? { decryption: decryptionOf(delivery.decryption) } : {}),
          ...(needs.length > 0 ? { dependsOn: needs.map((each) => ({ name: `${cluster.name}-${each}` })) } : {}),
        },
      },
    }),
  );
  return [{ object: repository }, ...kustomizations];
}

function decryptionOf({ provider, secretRef }: NonNullable<FluxDelivery["decryption"]>): object {
  return { provider, ...(secretRef === undefined ? {} : { secretRef: { name: secretRef } }) };
}
