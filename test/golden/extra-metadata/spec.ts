// Labels and annotations of the person's own on all kinds of objects, a licence key, and no telemetry.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: { east },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      network: {
        domain: "example.com",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true },
      },
      security: { authority: "nodes" },
      licenseSecret: { name: "kurrentdb-license", key: "key" },
      telemetryOptOut: true,
      extraMetadata: {
        all: { labels: { "example.com/team": "orders" } },
        loadBalancers: { annotations: { "example.com/owner": "{podName}.{namespace}" } },
        persistentVolumeClaims: { annotations: { "example.com/keep": "yes" } },
      },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
