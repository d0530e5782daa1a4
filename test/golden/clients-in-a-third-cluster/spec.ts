// Clients alone in a cluster, by Service names: it gets the names of all servers of the fleet.
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
  peerings: { backbone: { joins: ["east", "west", "south"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "south", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    stock: { cluster: "south", namespace: "stock", dials: "orders", trusts: ["nodes"] },
  },
});
