// By the vendor's operator: servers anywhere, clients anywhere, read-only replicas and an archiver with settings of their own, roots
// in git, and a backup each night. All that the operator knows since 1.6 is used.
import { defineTopology, kurrentdb, privateCA } from "trueline";
import { rest, withOperator } from "../base.ts";
import g1 from "../pki/nodes-g1.pem";

export default defineTopology({
  clusters: { east: withOperator("1.6.0") },
  authorities: { nodes: privateCA({ generations: ["g1"], roots: { g1 } }) },
  workloads: {
    orders: kurrentdb({
      ...rest,
      backend: "operator",
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } },
      readOnlyReplicas: { replicas: 2, storage: { size: "20Gi", storageClassName: "fast" } },
      archiver: { enabled: true, resources: { requests: { memory: "8Gi" } } },
      configuration: { StatsPeriodSec: 60 },
      constraints: { nodeSelector: { disk: "ssd" } },
      network: {
        domain: "example.com",
        fqdnTemplate: "{podName}.{domain}",
        internodeTrafficStrategy: "SplitDNS",
        clientTrafficStrategy: "FQDN",
        loadBalancer: { enabled: true, allowedIPs: ["203.0.113.0/24"], loadBalancerClass: "networking.example.com/public" },
      },
      security: { authority: "nodes", wildcard: true },
      users: {
        ...rest.users,
        customUsers: [{ loginName: "shop", fullName: "Shop", passwordSecret: { name: "orders-users", key: "shop" }, groups: ["$admins"] }],
      },
      environmentSecret: "orders-archive",
      serviceAccountName: "orders-archive",
      volumeSnapshotClassName: "snapshots",
      podDisruptionBudgets: { disable: false },
      configReloadKey: "1",
      rollingRestartKey: "1",
      fullRestartKey: "1",
      telemetryOptOut: true,
      backups: { schedule: "30 2 * * *", timeZone: "Europe/Berlin", keep: 14, ttl: "30d", volumeSnapshotClassName: "snapshots" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
    laptops: { outside: true, dials: "orders", trusts: [{ authority: "nodes", generations: ["g1"] }] },
  },
});
