// Load balancers admit some addresses only: whether a caller is among them is assumed.
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
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        loadBalancer: { enabled: true, allowedIPs: ["203.0.113.0/24"] },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
