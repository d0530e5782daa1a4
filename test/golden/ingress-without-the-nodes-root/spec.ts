import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

// Without rootCAs Traefik trusts the public authorities alone, and a private one signs for the nodes.
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
  overrides: [{ target: { kind: "ServersTransport", name: "orders-1" }, patch: { spec: { rootCAs: null } } }],
});
