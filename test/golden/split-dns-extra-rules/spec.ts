// Rules that a person adds to SplitDNS: the far servers by address, and by a pattern that leads to names in the peering.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = {
  domain: "example.com",
  fqdnTemplate: "{podName}.{domain}",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE },
} as const;

export default defineTopology({
  clusters: { east, west },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { ...network, splitDNSExtraRules: [{ host: "orders-west-replica-0.example.com", result: "10.60.0.5" }] },
      security: { authority: "nodes" },
    }),
    "orders-west": kurrentdb({
      ...replica,
      network: {
        ...network,
        peering: { ...network.peering, addresses: { "orders-west-replica-0": "10.60.0.5" } },
        splitDNSExtraRules: [{ host: "^(orders-[0-9])\\.example\\.com$", result: `\${1}.${ZONE}`, regex: true }],
      },
    }),
  },
  clients: { shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
