// The CoreDNS of AKS rewrites FQDNs for clients, but another team's rule, which comes first, takes the same names.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east: { ...east, dns: { ...east.dns, customization: "aks" } } },
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
