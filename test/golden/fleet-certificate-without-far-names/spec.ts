// The certificate of the far replica has its name inside of its own cluster, and lacks the FQDN that servers elsewhere dial.
import { defineTopology, kurrentdb, vault } from "trueline";
import { rest } from "../base.ts";
import { east, image, replica, south, west, ZONE } from "../fleets.ts";
import corporate from "../pki/corporate-root.pem";

const network = {
  domain: ZONE,
  fqdnTemplate: "{podName}.{domain}",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  peering: { name: "backbone", allowedIPs: ["10.0.0.0/8"] },
} as const;

export default defineTopology({
  clusters: { east, west, south },
  peerings: { backbone: { joins: ["east", "west", "south"] } },
  zones: { [ZONE]: { peering: "backbone" } },
  authorities: {
    nodes: vault({
      server: "https://vault.example.com:8200",
      path: "pki_int/sign/orders",
      auth: { appRole: { roleId: "291b9d21", secretRef: { name: "vault-approle", key: "secretId" } } },
      roots: { g1: corporate },
    }),
  },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    stock: { cluster: "south", namespace: "stock", dials: "orders", trusts: ["nodes"] },
  },
  overrides: [
    {
      target: { cluster: "west", kind: "Certificate", name: "orders-west-replica-node-tls" },
      patch: { spec: { dnsNames: ["orders-west-replica-0.kurrent.svc.cluster.local"] } },
    },
  ],
});
