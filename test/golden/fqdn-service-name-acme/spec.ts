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
        internodeTrafficStrategy: "FQDN",
        clientTrafficStrategy: "ServiceName",
        loadBalancer: { enabled: true },
      },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["letsencrypt"] },
  },
});
