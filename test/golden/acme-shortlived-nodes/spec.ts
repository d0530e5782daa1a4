// A profile whose certificates have no common name, by which nodes know each other: they don't start.
import { acme, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  scope: "ClusterIssuer",
  profile: "shortlived",
  solvers: [{ dns01: { route53: { region: "eu-central-1" } } }],
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
