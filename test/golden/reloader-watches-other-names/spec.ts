// Overrides turn Reloader's annotations to a Secret of another name, and on the replicas to another ConfigMap.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

const platform = { ...east.platform, reloader: { version: "1.4", strategy: "annotations" as const } };

export default defineTopology({
  clusters: { east: { ...east, platform } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes", reload: "reloader" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
  overrides: [
    {
      target: { kind: "StatefulSet", name: "orders" },
      patch: { metadata: { annotations: { "secret.reloader.stakater.com/reload": "orders-tls" } } },
    },
    {
      target: { kind: "StatefulSet", name: "orders-replica" },
      patch: { metadata: { annotations: { "configmap.reloader.stakater.com/reload": "nodes" } } },
    },
  ],
});
