// A client of another cluster comes from addresses that the policy does not admit.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, west } from "../fleets.ts";

export default defineTopology({
  clusters: { east, west: { ...west, platform: { ...west.platform, egress: ["203.0.113.7/32"] } } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true, allowedIPs: ["198.51.100.0/24"], externalTrafficPolicy: "Local" },
        networkPolicy: true,
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
