// The peering joins two other clusters, and its private zone is not known where the replica runs.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, south, west, ZONE } from "../fleets.ts";

const network = {
  internodeTrafficStrategy: "ServiceName",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE },
} as const;

export default defineTopology({
  clusters: { east, west, south },
  peerings: { backbone: { joins: ["east", "west"] }, other: { joins: ["east", "south"] } },
  zones: { [ZONE]: { peering: "other" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    reports: { cluster: "west", namespace: "reports", dials: "orders-west", trusts: ["nodes"] },
  },
});
