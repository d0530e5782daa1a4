// A load balancer in the second cluster also carries the name of a server in the first, in the zone that both write into.
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
      target: { cluster: "west", kind: "Service", name: "orders-west-replica-0-peering" },
      patch: { metadata: { annotations: { "external-dns.kubernetes.io/hostname": `orders-west-replica-0.${ZONE},orders-0.${ZONE}` } } },
    },
  ],
});
