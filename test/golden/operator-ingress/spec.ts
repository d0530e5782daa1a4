// Around the nodes of the operator: Ingresses of Traefik, which reads at each Service how to speak to the node behind. The operator writes that there.
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
      network: { ...names, ingress: { ingressClassName: "traefik", authority: "letsencrypt" } },
      security: { authority: "nodes" },
    }),
  },
  clients: { laptops: clients.laptops },
});
