// The same, and a person vouches for the endpoints.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  assumptions: [0, 1, 2].map((ordinal) => ({
    endpoint: `orders-${ordinal}.orders.example.org:2113`,
    reason: "the network team publishes example.org by hand",
  })),
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { domain: "example.org", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
