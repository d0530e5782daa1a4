// A template of pod and domain alone: one wildcard covers the nodes and the read-only replicas.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: {
        domain: "orders.example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        loadBalancer: { enabled: true },
      },
      security: { authority: "nodes", wildcard: true },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
