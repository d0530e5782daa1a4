// The certificate that is brought holds Service names, and clients dial FQDNs.
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
      network: { domain: "example.com", internodeTrafficStrategy: "ServiceName", clientTrafficStrategy: "FQDN", loadBalancer: { enabled: true } },
      security: { authority: "corporate", certificateSecret: { name: "orders-tls", certificate: node } },
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: [{ authority: "corporate", generations: ["g1"] }] } },
});
