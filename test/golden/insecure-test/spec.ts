// No security at all, which only a test may have.
import { defineTopology, kurrentdb } from "trueline";
import { east } from "../base.ts";

export default defineTopology({
  test: true,
  clusters: { east },
  workloads: {
    orders: kurrentdb({
      cluster: "east",
      namespace: "kurrent",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      replicas: 1,
      storage: { size: "1Gi" },
      network: { clientTrafficStrategy: "ServiceName" },
      security: { insecure: true },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: [] },
  },
});
