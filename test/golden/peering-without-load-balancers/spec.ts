// A peering joins the client's cluster with the database's, and no load balancer carries the FQDNs there.
import { defineTopology, kurrentdb, vault } from "trueline";
import { rest } from "../base.ts";
import { east, image, south, west, ZONE } from "../fleets.ts";
import corporate from "../pki/corporate-root.pem";

const network = {
  domain: ZONE,
  fqdnTemplate: "{podName}.{domain}",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
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
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    stock: { cluster: "south", namespace: "stock", dials: "orders", trusts: ["nodes"] },
  },
});
