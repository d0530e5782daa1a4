// Nodes of public certificates in a zone into which another team writes too.
import { defineTopology, kurrentdb } from "trueline";
import { east, letsencrypt, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  zones: { "example.com": { sharedWith: ["marketing"] } },
  authorities: { letsencrypt },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
      },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] } },
});
