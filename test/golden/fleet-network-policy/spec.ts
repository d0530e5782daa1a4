// NetworkPolicies of a fleet, both ways: servers of the other cluster come and are gone to by load balancers in the peering, and
// the key of a private CA is carried to the other cluster.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { rest } from "../base.ts";
import { east, image, replica, west, ZONE } from "../fleets.ts";
import nodesG1 from "../pki/nodes-g1.pem";

const network = {
  internodeTrafficStrategy: "ServiceName",
  clientTrafficStrategy: "ServiceName",
  peering: { name: "backbone", domain: ZONE },
  networkPolicy: { policyTypes: ["Ingress", "Egress"] },
} as const;

export default defineTopology({
  clusters: { east, west },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: {
    nodes: privateCA({
      generations: ["g1"],
      roots: { g1: nodesG1 },
      privateKey: { size: 2048 },
      carried: { from: "east", secrets: { g1: "nodes-ca-g1" } },
    }),
  },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    till: { cluster: "east", namespace: "till", dials: "orders", trusts: ["nodes"] },
  },
});
