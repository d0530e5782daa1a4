// The certificate that is brought chains to a root that nobody trusts.
import { broughtCA, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";
import node from "../pki/orders-nodes.pem";
import other from "../pki/other-root.pem";

export default defineTopology({
  clusters: { east },
  authorities: { corporate: broughtCA({ roots: { g1: other } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "ServiceName" },
      security: { authority: "corporate", certificateSecret: { name: "orders-tls", certificate: node } },
    }),
  },
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["corporate"] } },
});
