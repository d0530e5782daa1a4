// A record of one workload is given to another's load balancer: external-dns lets a name have one owner only.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";

const common = {
  ...rest,
  image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
  network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS", loadBalancer: { enabled: true } },
} as const;

export default defineTopology({
  clusters: { east },
  authorities: { first: privateCA({ generations: ["g1"] }), second: privateCA({ generations: ["g1"] }) },
  workloads: {
    carts: kurrentdb({ ...common, security: { authority: "first" } }),
    stock: kurrentdb({ ...common, namespace: "stock", security: { authority: "second" } }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "carts", trusts: ["first"] },
    till: { cluster: "east", namespace: "shop", dials: "stock", trusts: ["second"] },
  },
  overrides: [
    {
      target: { kind: "Service", name: "stock-0-lb" },
      patch: { metadata: { annotations: { "external-dns.kubernetes.io/hostname": "carts-0.carts.example.com" } } },
    },
  ],
});
