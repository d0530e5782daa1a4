// SplitDNS for clients: nobody here deploys their pods.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        // @ts-expect-error no strategy of clients
        clientTrafficStrategy: "SplitDNS",
      },
      security: { authority: "nodes" },
    }),
  },
});
