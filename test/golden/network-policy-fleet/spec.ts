// Both workloads of a fleet closed both ways: servers come and go through the peering's load balancers.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = {
  internodeTrafficStrategy: "ServiceName",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE, allowedIPs: ["10.0.0.0/8"] },
  networkPolicy: { policyTypes: ["Ingress", "Egress"] },
} as const;

export default defineTopology({
  clusters: { east, west },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
