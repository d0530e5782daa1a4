// Beside the workload a team may read Secrets in its namespace: those of the nodes too.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
