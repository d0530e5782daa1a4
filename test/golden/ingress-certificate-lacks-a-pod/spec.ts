import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

// Somebody listed the names by hand, and forgot the third node.
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
  clients: { laptops: clients.laptops },
  overrides: [{ target: { kind: "Certificate", name: "orders-edge-tls" }, patch: { spec: { dnsNames: ["orders-0.orders.example.com", "orders-1.orders.example.com"] } } }],
});
