// An override that admits pods of the own namespace only, and so denies the client.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName", networkPolicy: true },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
  overrides: [
    {
      target: { kind: "NetworkPolicy", name: "orders" },
      patch: { spec: { ingress: [{ from: [{ podSelector: {} }] }] } },
    },
  ],
});
