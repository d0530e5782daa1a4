// The sidecar's rule is for a domain that the nodes do not advertise, so that their dials leave the cluster and come back.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

const corefile = `.:53 {
    bind 127.0.0.1
    errors
    ready :8181
    rewrite stop {
        name regex ^(orders-\\d+)\\.example\\.org\\.$ {1}.kurrent.svc.cluster.local
        answer auto
    }
    forward . 10.96.0.10
}
`;

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: { domain: "example.com", fqdnTemplate: "{podName}.{domain}", internodeTrafficStrategy: "SplitDNS" },
      security: { authority: "nodes" },
    }),
  },
  overrides: [{ target: { kind: "ConfigMap", name: "orders-dns" }, patch: { data: { Corefile: corefile } } }],
});
