// Clients come by public names, servers of the other cluster by names in the peering: rules lead there for the far ones.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = {
  domain: "example.com",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  loadBalancer: { enabled: true, externalTrafficPolicy: "Local" },
  peering: { name: "backbone", domain: ZONE },
} as const;

export default defineTopology({
  clusters: { east, west },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" }, readOnlyReplicas: { replicas: 1 } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] } },
});
