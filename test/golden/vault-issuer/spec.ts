// Vault signs: what its role allows is not known here, so dials that rely on it count as assumed.
import { defineTopology, kurrentdb, vault } from "trueline";
import { east, rest } from "../base.ts";
import corporate from "../pki/corporate-root.pem";

export default defineTopology({
  clusters: { east },
  authorities: {
    nodes: vault({
      server: "https://vault.example.com:8200",
      path: "pki_int/sign/orders",
      caBundle: corporate,
      auth: { appRole: { roleId: "291b9d21-8ff5-5a8a-9b04-d1c3a3e6e4f5", secretRef: { name: "vault-approle", key: "secretId" } } },
      roots: { g1: corporate },
      leaves: { duration: "720h", renewBefore: "240h" },
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
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
