// Five nodes and two read-only replicas, the default template: a wildcard for each node type.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 5,
      readOnlyReplicas: { replicas: 2, storage: { size: "20Gi" } },
      network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } },
      security: { authority: "nodes", wildcard: true },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
