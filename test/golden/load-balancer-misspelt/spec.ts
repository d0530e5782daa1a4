// The vendor's page writes the field as loadBalancer.enable; the resource calls it enabled.
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
        // @ts-expect-error no field of the resource
        loadBalancer: { enable: true },
      },
      security: { authority: "nodes" },
    }),
  },
});
