// The root may sign for example.com only, and nodes dial each other by Service names.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes: privateCA({ generations: ["g1"], nameConstraints: { permitted: { dnsDomains: ["example.com"] } } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
});
