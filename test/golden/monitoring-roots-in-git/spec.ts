// Metrics for everybody, and all trusted roots in one file, since the spec holds them.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";
import g1 from "../pki/nodes-g1.pem";

export default defineTopology({
  clusters: { east: { ...east, platform: { ...east.platform, prometheusOperator: "0.86" } } },
  authorities: { nodes: privateCA({ generations: ["g1"], roots: { g1 } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } },
      security: { authority: "nodes", wildcard: true },
      configuration: { AllowAnonymousEndpointAccess: true },
      monitoring: {},
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
