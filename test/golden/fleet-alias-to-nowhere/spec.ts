// An ExternalName Service that leads to a name which nobody publishes.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = {
  internodeTrafficStrategy: "ServiceName",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE },
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
    reports: { cluster: "west", namespace: "reports", dials: "orders-west", trusts: ["nodes"] },
  },
  overrides: [{ target: { kind: "Service", name: "orders-1", cluster: "west" }, patch: { spec: { externalName: "orders-9.backbone.example.internal" } } }],
});
