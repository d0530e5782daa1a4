// Prometheus scrapes all nodes with a user of its own, and is admitted by the policy.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east: { ...east, platform: { ...east.platform, prometheusOperator: "0.86" } } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: { clientTrafficStrategy: "ServiceName", networkPolicy: true },
      security: { authority: "nodes" },
      monitoring: {
        labels: { release: "kube-prometheus-stack" },
        interval: "30s",
        basicAuth: { username: { name: "orders-metrics", key: "username" }, password: { name: "orders-metrics", key: "password" } },
        namespace: "monitoring",
      },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
