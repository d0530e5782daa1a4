// stakater's Reloader restarts the nodes when their certificate or their roots change.
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
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes", reload: "reloader" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
