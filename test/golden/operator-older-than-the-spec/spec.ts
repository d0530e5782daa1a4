// Operator 1.4 knows neither five nodes nor users nor the keys by which a spec asks for a restart, and mounts one root alone.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { rest, withOperator } from "../base.ts";

export default defineTopology({
  clusters: { east: withOperator("1.4.3") },
  authorities: { nodes: privateCA({ generations: ["g1", "g2"] }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      backend: "operator",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 5,
      network: {
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "ServiceName",
      },
      security: { authority: "nodes" },
      rollingRestartKey: "1",
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
