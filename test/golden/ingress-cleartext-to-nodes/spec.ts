import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

// Without the annotation ingress-nginx speaks cleartext HTTP/1.1 to the nodes, which listen with TLS.
export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt, nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { ...names, ingress: { ingressClassName: "nginx", authority: "letsencrypt" } },
      security: { authority: "nodes" },
    }),
  },
  clients: { laptops: clients.laptops },
  overrides: [{ target: { kind: "Ingress", name: "orders-1" }, patch: { metadata: { annotations: { "nginx.ingress.kubernetes.io/backend-protocol": null } } } }],
});
