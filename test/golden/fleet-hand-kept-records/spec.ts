// Nobody runs an external-dns: load balancers have fixed addresses, and a person keeps the peering's zone.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west, ZONE } from "../fleets.ts";

const network = (addresses: Readonly<Record<string, string>>) =>
  ({
    internodeTrafficStrategy: "ServiceName",
    clientTrafficStrategy: "ServiceName",
    peering: { name: "backbone", domain: ZONE, subnet: "databases", addresses },
  }) as const;
const { externalDNS: _, ...bare } = east.platform;
const eastern = { "orders-0": "10.20.0.5", "orders-1": "10.20.0.6", "orders-2": "10.20.0.7" };
const western = { "orders-west-replica-0": "10.60.0.5" };

export default defineTopology({
  clusters: {
    east: { ...east, platform: bare },
    west: { ...west, platform: { ...bare, region: "us-west1", cloud: "aws" } },
  },
  peerings: { backbone: { joins: ["east", "west"] } },
  zones: {
    [ZONE]: {
      peering: "backbone",
      records: Object.fromEntries(Object.entries({ ...eastern, ...western }).map(([pod, address]) => [`${pod}.${ZONE}`, address])),
    },
  },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network: network(eastern), security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network: network(western) }),
  },
  clients: { shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
