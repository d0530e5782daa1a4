// Vault's leaves chain to g1, and only g2 is trusted.
import { defineTopology, kurrentdb, vault } from "trueline";
import { east, rest } from "../base.ts";
import corporate from "../pki/corporate-root.pem";
import other from "../pki/other-root.pem";

export default defineTopology({
  clusters: { east },
  authorities: {
    nodes: vault({
      server: "https://vault.example.com:8200",
      path: "pki_int/sign/orders",
      scope: "ClusterIssuer",
      auth: { kubernetes: { role: "orders", serviceAccountRef: { name: "vault-issuer" } } },
      roots: { g1: corporate, g2: other },
      trusted: ["g2"],
    }),
  },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
});
