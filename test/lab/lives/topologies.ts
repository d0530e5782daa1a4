import { kurrentdb } from "../../../src/kinds/kurrentdb/language.ts";
import { argocd, defineTopology, privateCA } from "../../../src/spec/language.ts";

/** The generations of the authority in one commit, and how changes reach the servers. */
export interface OrdersChoice {
  readonly generations: readonly string[];
  readonly signsWith?: string;
  readonly trusted?: readonly string[];
  readonly reload?: "sidecar" | "rollingRestart";
}

/** Three nodes and one client in one cluster, with a private CA; what differs from commit to commit is the authority. */
export function ordersTopology({ reload = "sidecar", ...authority }: OrdersChoice): unknown {
  return defineTopology({
    clusters: {
      east: {
        platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" },
        dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" },
        delivery: argocd({ repository: "https://git.example.com/platform/manifests.git", path: "dist/east" }),
      },
    },
    // Small keys: making one of 4096 bits takes seconds of a processor that others need.
    authorities: { ordersNodes: privateCA({ ...authority, privateKey: { size: 2048 } }) },
    workloads: {
      orders: kurrentdb({
        cluster: "east",
        namespace: "kurrent",
        image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
        replicas: 3,
        storage: { size: "1Gi" },
        network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
        security: { authority: "ordersNodes", reload },
        users: {
          adminPasswordSecret: { name: "orders-users", key: "admin" },
          opsPasswordSecret: { name: "orders-users", key: "ops" },
        },
      }),
    },
    clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] } },
  });
}
