// Certificates of a public authority in each cluster, on servers that ask callers for client auth: nobody signs that any more.
import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, rest } from "../base.ts";
import { east, replica, west } from "../fleets.ts";

const shared = {
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  network: {
    domain: "example.com",
    internodeTrafficStrategy: "SplitDNS",
    clientTrafficStrategy: "FQDN",
    loadBalancer: { enabled: true },
  },
  security: { authority: "letsencrypt" },
} as const;

export default defineTopology({
  clusters: { east, west },
  authorities: { letsencrypt },
  workloads: {
    orders: kurrentdb({ ...rest, ...shared }),
    "orders-west": kurrentdb({ ...replica, ...shared }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] } },
});
