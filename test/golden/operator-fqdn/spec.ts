// By the vendor's operator: nodes dial each other by their public names, through their load balancers.
import { defineTopology, kurrentdb } from "trueline";
import { nodes, rest, withOperator } from "../base.ts";

export default defineTopology({
  clusters: { east: withOperator("1.5.0") },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      backend: "operator",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "FQDN",
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
