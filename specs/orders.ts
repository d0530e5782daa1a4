// Everything in one Kubernetes cluster: servers and clients dial Service names, a private authority signs for them,
// and trust-manager hands its root to the clients. No dial leaves the cluster.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east } from "./clusters.ts";

export default defineTopology({
  clusters: { east },
  authorities: {
    ordersNodes: privateCA({ generations: ["g1"], subject: { organizations: ["Example"], organizationalUnits: ["Orders"] } }),
  },
  workloads: {
    orders: kurrentdb({
      cluster: "east",
      namespace: "kurrent",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 3,
      resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } },
      storage: { size: "100Gi" },
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "ordersNodes" },
      users: {
        adminPasswordSecret: { name: "orders-users", key: "admin" },
        opsPasswordSecret: { name: "orders-users", key: "ops" },
      },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] },
  },
});
