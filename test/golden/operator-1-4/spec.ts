// Operator 1.4: one root, and nothing that came with 1.5. It can make no users, which only a test may do without.
import { defineTopology, kurrentdb } from "trueline";
import { nodes, rest, withOperator } from "../base.ts";

const { users: _, ...others } = rest;

export default defineTopology({
  test: true,
  clusters: { east: withOperator("1.4.3") },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...others,
      backend: "operator",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
