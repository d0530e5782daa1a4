// An outside client was given the first root only, and the second signs.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes: privateCA({ generations: ["g1", "g2"], signsWith: "g2" }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
