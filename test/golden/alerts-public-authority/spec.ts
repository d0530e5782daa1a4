// A public authority, whose server alone knows how long certificates live, and a ClusterIssuer.
import { defineTopology, kurrentdb } from "trueline";
import { east, letsencrypt, rest } from "../base.ts";

export default defineTopology({
  clusters: {
    east: {
      ...east,
      platform: { ...east.platform, prometheusOperator: "0.94" },
      alerts: { probe: { prober: { url: "blackbox-exporter.monitoring.svc:9115" } } },
    },
  },
  authorities: { letsencrypt },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-latest/kurrentdb:26.1.0",
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "letsencrypt" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["letsencrypt"] },
    laptops: { outside: true, dials: "orders", trusts: ["letsencrypt"] },
  },
});
