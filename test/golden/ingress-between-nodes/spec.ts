// Nodes that dial each other by the names that lead to the Ingress, and a load balancer that claims the same names.
import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image } from "../edge-base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt, nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "FQDN",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
        ingress: { ingressClassName: "traefik", authority: "letsencrypt" },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: { laptops: clients.laptops },
});
