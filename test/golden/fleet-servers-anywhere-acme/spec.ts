// The same with a public authority, whose certificates identify no callers: servers from 26.1 on let such in.
import { defineTopology, kurrentdb } from "trueline";
import { letsencrypt, rest } from "../base.ts";
import { east, replica, west } from "../fleets.ts";

const shared = {
  image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
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
