import { defineTopology, flux, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";
import users from "../secrets/orders-users.sops.yaml";

export default defineTopology({
  clusters: {
    east: {
      ...east,
      delivery: flux({
        repository: "https://git.example.com/platform/manifests.git",
        path: "dist/east",
        decryption: { provider: "sops", secretRef: "sops-age" },
      }),
    },
  },
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
