import { argocd, defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";
import external from "../secrets/orders-ops.external.yaml";
import sealed from "../secrets/orders-users.sealed.yaml";
import store from "../secrets/vault.store.yaml";

export default defineTopology({
  clusters: { east: { ...east, delivery: argocd({ repository: "https://git.example.com/platform/manifests.git", path: "dist/east" }) } },
  authorities: { ordersNodes: nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "ordersNodes" },
      users: { adminPasswordSecret: { name: "orders-users", key: "admin" }, opsPasswordSecret: { name: "orders-ops-user", key: "ops" } },
    }),
  },
  passThrough: [
    { cluster: "east", yaml: sealed },
    { cluster: "east", yaml: store },
    { cluster: "east", unit: "orders", yaml: external },
  ],
});
