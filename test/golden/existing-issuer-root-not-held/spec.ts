// Laptops hold another root than the one that the issuer signs with.
import { defineTopology, existingIssuer, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";
import corporate from "../pki/corporate-root.pem";
import other from "../pki/other-root.pem";

export default defineTopology({
  clusters: {
    east,
    west: {
      platform: { kubernetes: "1.34" },
      dns: { serviceIP: "10.112.0.10" },
    },
  },
  authorities: {
    nodes: existingIssuer({ issuerRef: { name: "corporate", kind: "ClusterIssuer" }, roots: { g1: corporate, g2: other } }),
  },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g2"] }] },
  },
});
