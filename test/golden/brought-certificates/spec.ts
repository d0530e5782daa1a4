// A person brings the nodes' certificate as a Secret, with its public PEM in the repository.
import { broughtCA, defineTopology, kurrentdb } from "trueline";
import { east, rest } from "../base.ts";
import corporate from "../pki/corporate-root.pem";
import node from "../pki/orders-nodes.pem";

export default defineTopology({
  clusters: { east },
  authorities: { corporate: broughtCA({ roots: { g1: corporate } }) },
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
