import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";
import users from "../secrets/orders-users-without-ops.sealed.yaml";

export default defineTopology({
  clusters: { east },
  authorities: { ordersNodes: nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "ordersNodes" },
    }),
  },
  passThrough: [{ cluster: "east", yaml: users }],
});
