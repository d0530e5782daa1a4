// The root of a private CA, once fetched, is trusted from git: no Job copies it, and a client of another cluster has it too.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { east, rest } from "../base.ts";
import g1 from "../pki/nodes-g1.pem";

export default defineTopology({
  clusters: { east, west: { platform: { kubernetes: "1.34" }, dns: { serviceIP: "10.112.0.10" } } },
  authorities: { nodes: privateCA({ generations: ["g1", "g2"], trusted: ["g1"], roots: { g1 }, privateKey: { size: 2048 } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "nodes" },
    }),
  },
  clients: {
    shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
