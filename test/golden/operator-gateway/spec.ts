// Around the operator's nodes: the Gateway, its certificate, and how it verifies each node. The operator makes none of them.
import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

export default defineTopology({
  clusters: { east: { ...east, platform: { ...east.platform, kurrentdbOperator: "1.6" } } },
  authorities: { letsencrypt, nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      backend: "operator",
      image,
      network: { ...names, gateway: { gatewayClassName: "edge", authority: "letsencrypt" } },
      security: { authority: "nodes" },
    }),
  },
  clients: { laptops: clients.laptops },
});
