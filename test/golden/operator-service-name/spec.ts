// By the vendor's operator: everything in one cluster, Service names both ways, roots copied into a Secret by the Job.
import { defineTopology, kurrentdb } from "trueline";
import { nodes, rest, withOperator } from "../base.ts";

export default defineTopology({
  clusters: { east: withOperator("1.6") },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      backend: "operator",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        internodeTrafficStrategy: "ServiceName",
        clientTrafficStrategy: "ServiceName",
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
