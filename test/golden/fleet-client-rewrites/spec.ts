// A fleet over public addresses, with load balancers that send packets out and back: in each cluster the DNS leads clients to the pods
// that run there, and only to those. Others may have keys in the same ConfigMap.
import { defineTopology, flux, kurrentdb } from "trueline";
import { rest } from "../base.ts";
import { east, image, nodes, replica, west } from "../fleets.ts";

const rewriting = (cluster: typeof east, path: string) => ({
  ...cluster,
  platform: { ...cluster.platform, loadBalancer: { address: "ip", ipMode: "Proxy" } as const },
  dns: { ...cluster.dns, customization: "k3s" as const },
  delivery: flux({ repository: "ssh://git@git.example.com/topology", path, secretRef: "deploy-key" }),
});

const network = {
  domain: "example.com",
  internodeTrafficStrategy: "SplitDNS",
  clientTrafficStrategy: "FQDN",
  loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
  clientRewrites: true,
} as const;

export default defineTopology({
  clusters: { east: rewriting(east, "dist/east"), west: rewriting(west, "dist/west") },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({ ...rest, image, network, security: { authority: "nodes" } }),
    "orders-west": kurrentdb({ ...replica, network }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    reports: { cluster: "west", namespace: "reports", dials: "orders", trusts: ["nodes"] },
  },
});
