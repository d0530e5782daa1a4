import { row } from "./row.ts";

/** TL55xx: backups, monitoring, versions. */
export const operations = [
  row(
    "TL5501",
    "error",
    (v) =>
      `${v["what"] ?? "an object"} needs VolumeSnapshots, which ${v["cluster"] ? `cluster ${v["cluster"]}` : "the cluster"} does not say that it serves`,
    "Their API and controller are no part of Kubernetes: without them no backup is taken, and a claim that begins as a snapshot is never bound.",
    'Install external-snapshotter and say platform: { volumeSnapshots: "v1" }, or take the object away.',
  ),
] as const;
