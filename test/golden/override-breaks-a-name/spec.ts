// An override takes a name off the certificate.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  overrides: [
    {
      target: { kind: "Certificate", name: "orders-node-tls" },
      patch: { spec: { dnsNames: ["orders-0.kurrent.svc.cluster.local", "orders-1.kurrent.svc.cluster.local"] } },
    },
  ],
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
