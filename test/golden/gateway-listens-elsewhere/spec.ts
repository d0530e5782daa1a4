import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, nodes, rest } from "../base.ts";
import { clients, east, image, names } from "../edge-base.ts";

// The platform team moved the Gateway to another port, and nodes still tell clients to dial 443.
export default defineTopology({
  clusters: { east },
  authorities: { letsencrypt, nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image,
      network: { ...names, gateway: { gatewayClassName: "edge", authority: "letsencrypt" } },
      security: { authority: "nodes" },
    }),
  },
  clients: { laptops: clients.laptops },
  overrides: [{ target: { kind: "Gateway", name: "orders" }, patch: { spec: { listeners: [0, 1, 2].map((pod) => ({ name: `orders-${pod}`, hostname: `orders-${pod}.orders.example.com`, port: 8443, protocol: "HTTPS", tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: "orders-edge-tls" }] } })) } } }],
});
