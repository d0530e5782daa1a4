// Options of one's own, other ports, a namespace that is there already.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      namespace: { name: "databases", create: false },
      network: { clientTrafficStrategy: "ServiceName", nodePort: 2213, replicationPort: 1212 },
      security: { authority: "nodes" },
      configuration: { RunProjections: "All", StreamInfoCacheCapacity: 200000, ScavengeHistoryMaxAge: 30 },
      constraints: { nodeSelector: { "example.com/pool": "databases" } },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
