// Clients of another cluster dial Service names, and no load balancer leads to the servers.
import { defineTopology, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, west } from "../fleets.ts";

export default defineTopology({
  clusters: { east, west },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
