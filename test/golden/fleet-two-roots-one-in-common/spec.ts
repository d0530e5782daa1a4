// The far side's authority trusts the quorum's root and signs with another one, which the quorum does not trust.
import { defineTopology, existingIssuer, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";
import corporate from "../pki/corporate-root.pem";
import other from "../pki/other-root.pem";

const others = existingIssuer({ issuerRef: { name: "others", kind: "Issuer" }, roots: { g1: other, g2: corporate } });

const network = {
  internodeTrafficStrategy: "ServiceName",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE },
} as const;

export default defineTopology({
  clusters: { east, west },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes, others },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network, security: { authority: "others" } }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    reports: { cluster: "west", namespace: "reports", dials: "orders-west", trusts: ["nodes"] },
  },
});
