// Nodes of public certificates that admit every name below their domain.
import { defineTopology, kurrentdb } from "trueline";
import { east, letsencrypt, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
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
      security: { authority: "letsencrypt", wildcard: true },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] } },
});
