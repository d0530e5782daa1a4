// A NetworkPolicy that is computed from the spec: members, the namespaces of declared clients, and what comes through load balancers.
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
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
        networkPolicy: true,
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
