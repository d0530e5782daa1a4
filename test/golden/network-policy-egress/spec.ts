// Both ways closed but for what the nodes need: each other, the cluster's DNS, and a rule of the person's own.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        clientTrafficStrategy: "ServiceName",
        networkPolicy: {
          policyTypes: ["Ingress", "Egress"],
          egress: [{ to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] }],
        },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    reports: { cluster: "east", namespace: "reports", dials: "orders", trusts: ["nodes"] },
  },
});
