// A client outside of the cluster is told Service names.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
