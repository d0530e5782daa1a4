// Names of load balancers, which listen on no port but the database's, are to be proven over HTTP.
import { acme, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";

const letsencrypt = acme({
  server: "letsencrypt",
  email: "platform@example.com",
  solvers: [{ http01: { ingress: { ingressClassName: "nginx" } } }],
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
