import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt, nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { ...names, ingress: { ingressClassName: "traefik", authority: "letsencrypt" } },
      security: { authority: "nodes" },
    }),
  },
  clients,
});
