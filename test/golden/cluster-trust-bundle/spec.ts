// Roots as ClusterTrustBundles in prepared slots: one root more is an object more, and no change of a pod.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";
import g1 from "../pki/nodes-g1.pem";

export default defineTopology({
  clusters: { east: { ...east, platform: { ...east.platform, kubernetes: "1.34", clusterTrustBundles: "v1beta1" } } },
  authorities: { nodes: privateCA({ generations: ["g1"], roots: { g1 }, clusterTrustBundle: { slots: 3 } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] } },
});
