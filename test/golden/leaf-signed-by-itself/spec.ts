// The nodes' certificate comes straight from the self-signed issuer, so that nobody has a root to verify it by.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
  overrides: [{ target: { kind: "Certificate", name: "orders-node-tls" }, patch: { spec: { issuerRef: { name: "nodes-selfsigned" } } } }],
});
