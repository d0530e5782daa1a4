// One public authority for the nodes and for the Ingress: whoever holds the key at the edge could pass for a node.
import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, rest } from "../base.ts";
import { clients, east, names } from "../edge-base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
      network: { ...names, internodeTrafficStrategy: "SplitDNS", gateway: { gatewayClassName: "edge", authority: "letsencrypt" } },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: { laptops: clients.laptops },
});
