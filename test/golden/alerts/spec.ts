// Alerts with the defaults, beside what they watch; certificates that are renewed 15 days before their end.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";

export default defineTopology({
  clusters: { east: { ...east, platform: { ...east.platform, prometheusOperator: "0.94" }, alerts: {} } },
  authorities: { nodes: privateCA({ generations: ["g1", "g2"], leaves: { duration: "2160h", renewBefore: "360h" } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
