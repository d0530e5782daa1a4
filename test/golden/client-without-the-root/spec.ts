// A client that was given no root of the servers' private authority.
import { defineTopology, kurrentdb } from "trueline";
import { east, letsencrypt, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes, letsencrypt },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["letsencrypt"] } },
});
