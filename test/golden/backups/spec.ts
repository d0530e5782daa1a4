// Snapshots every night of the read-only replica's volume, in a workload that itself began as a snapshot.
import { defineTopology, kurrentdb } from "trueline";
import { east, nodes, rest } from "../base.ts";

export default defineTopology({
  clusters: {
    east: {
      ...east,
      platform: { ...east.platform, volumeSnapshots: "v1" },
      images: { backups: "registry.example.com/kubectl-shell:1.33" },
    },
  },
  authorities: { nodes },
  workloads: {
    orders: kurrentdb({
      ...rest,
      image: "docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1",
      readOnlyReplicas: { replicas: 1 },
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "nodes" },
      sourceBackup: "before-the-move",
      backups: { schedule: "30 2 * * *", timeZone: "Europe/Berlin", keep: 7, ttl: "30d", volumeSnapshotClassName: "fast" },
    }),
  },
  clients: {
    shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["nodes"] },
  },
});
