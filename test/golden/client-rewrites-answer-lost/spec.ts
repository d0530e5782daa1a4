// With kubeadm a person puts the rewrite into the cluster's Corefile and states it; without its answer option clients drop what they get.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

const corefile = `.:53 {
    errors
    health
    ready
    rewrite name regex ^(orders-\\d+)\\.example\\.com\\.$ {1}.kurrent.svc.cluster.local
    kubernetes cluster.local in-addr.arpa ip6.arpa
    forward . /etc/resolv.conf
    cache 30
}
`;

export default defineTopology({
  clusters: { east: { ...east, dns: { ...east.dns, customization: "kubeadm", corefile } } },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        loadBalancer: { enabled: true, allowedIPs: ["0.0.0.0/0"] },
        clientRewrites: true,
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
