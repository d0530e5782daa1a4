// A role for cert-manager itself, and an Issuer, which may not use it: nothing is ever issued.
import { acme, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  solvers: [{ dns01: { route53: { region: "eu-central-1", role: "arn:aws:iam::123456789012:role/dns" } } }],
});

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
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] } },
});
