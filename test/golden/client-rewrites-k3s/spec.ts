// Clients in the cluster reach the nodes straight: the CoreDNS of k3s rewrites their FQDNs.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east: { ...east, dns: { ...east.dns, customization: "k3s" } } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
        clientRewrites: true,
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
