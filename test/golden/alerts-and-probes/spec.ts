// trueline probe in the cluster, and Probes of what nodes present under their FQDNs, everything in a namespace of its own, pages at a URL of ours; nodes that take
// a renewed certificate only when they are restarted.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: {
    east: {
      ...east,
      platform: { ...east.platform, prometheusOperator: "0.94" },
      alerts: {
        namespace: "monitoring",
        labels: { prometheus: "platform", role: "alert-rules" },
        runbookURL: "https://git.example.com/platform/manifests/docs/alerts/{alert}.md",
        probe: { prober: { url: "blackbox-exporter.monitoring.svc:9115", scheme: "https" }, module: "tcp_tls", interval: "30s" },
        cronJob: { image: "registry.example.com/platform/manifests:2026-11-01" },
      },
    },
  },
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
      security: { authority: "nodes", reload: "rollingRestart" },
      rollingRestartKey: "1",
    }),
  },
  clients: { laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] } },
});
