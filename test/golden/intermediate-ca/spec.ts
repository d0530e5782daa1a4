// An intermediate signs the leaves, so the root's key is used once; and the root may sign for names of the cluster only.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: {
    nodes: privateCA({
      generations: ["g1", "g2"],
      intermediate: {},
      nameConstraints: { critical: true, permitted: { dnsDomains: ["cluster.local"] } },
      leaves: { policy: "starlingx" },
    }),
  },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
