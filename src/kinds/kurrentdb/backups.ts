import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { containerSecurity, podSecurity } from "../../parts/pod-security.ts";
import { BACKUP_SCRIPT } from "./backup-script.ts";
import { KURRENTDB, type Layout } from "./layout.ts";
import type { BackupsSpec } from "./spec.ts";

/** For how many seconds a Job waits until its snapshot can be used. Storage that copies first, such as a cloud's, may take an hour or more. */
const WAIT = 3 * 3600;

/** Any user that is not root and owns nothing. */
const USER = 65532;

/** The CronJob, and what it runs as. */
export function backupName(workload: string): string {
  return `${workload}-backup`;
}

/**
 * The node whose volume is copied. Trueline's choice: the first read-only replica where there is one, else the last node of the quorum.
 * The vendor's operator takes the leader, whom a CronJob can't know without asking the database; and the copy costs the node's disk, which
 * the leader needs most. Its page on backups says that any node that is up to date will do, and a read-only replica too.
 */
function backupSource({ nodeTypes, quorum }: Layout): string {
  const replica = nodeTypes.find(({ readOnly }) => readOnly);
  return replica?.pods[0] ?? quorum.pods.at(-1) ?? quorum.name;
}

/**
 * Adds a CronJob that makes VolumeSnapshots of one node's volume, with the rights for that and nothing else. Data and index are on one
 * volume, of which a snapshot is a whole backup (the vendor's page on backups). Nothing is added where there are no nodes.
 */
export function addBackups(scope: Construct, layout: Layout): void {
  const { spec, cluster, at } = layout;
  const { backups } = spec;
  const { backups: image } = cluster.images;
  if (!backups || image === undefined || layout.nodeTypes.length === 0) return;
  const name = backupName(spec.name);
  const metadata = { name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "backup") };
  const from = at("backups");
  emit(scope, k8s.KubeServiceAccount.manifest({ metadata, automountServiceAccountToken: false }), from);
  // RBAC can't tell snapshots of this workload from others of the namespace: the script looks at labels and names.
  const rules = [
    { apiGroups: ["snapshot.storage.k8s.io"], resources: ["volumesnapshots"], verbs: ["create", "delete", "get", "list", "watch"] },
  ];
  emit(scope, k8s.KubeRole.manifest({ metadata, rules }), from);
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name };
  const subjects = [{ kind: "ServiceAccount", name, namespace: spec.namespace.name }];
  emit(scope, k8s.KubeRoleBinding.manifest({ metadata, roleRef, subjects }), from);
  const object = k8s.KubeCronJob.manifest({
    metadata,
    spec: {
      schedule: backups.schedule,
      timeZone: backups.timeZone,
      suspend: backups.suspend,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: metadata.labels },
        spec: {
          // A pod that is lost is replaced, and goes on with the snapshot that it finds.
          backoffLimit: 2,
          activeDeadlineSeconds: WAIT + 900,
          template: { metadata: { labels: metadata.labels }, spec: podSpec(layout, backups, image) },
        },
      },
    },
  });
  emit(scope, object, from, [
    ...(["schedule", "timeZone", "suspend"] as const).map((field) => [["spec", field], at("backups", field)] as const),
    [
      ["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "image"],
      ["clusters", cluster.name, "images", "backups"],
    ],
  ]);
}

function podSpec(layout: Layout, backups: BackupsSpec, image: string): k8s.PodSpec {
  const { name } = layout.spec;
  const { volumeSnapshotClassName = "", keep = 0, ttl } = backups;
  const seconds = ttl === undefined ? 0 : secondsOf(ttl);
  const given = [name, `data-${backupSource(layout)}`, volumeSnapshotClassName, keep, seconds, WAIT].map(String);
  return {
    restartPolicy: "Never",
    serviceAccountName: backupName(name),
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    securityContext: podSecurity(USER),
    containers: [
      {
        name: "backup",
        image,
        command: ["/bin/sh", "-c", BACKUP_SCRIPT, "backup", ...given],
        env: [
          { name: "JOB", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } } },
          // kubectl keeps what it discovers below its home.
          { name: "HOME", value: "/tmp" },
        ],
        resources: {
          requests: { cpu: k8s.Quantity.fromString("10m"), memory: k8s.Quantity.fromString("64Mi") },
          limits: { memory: k8s.Quantity.fromString("256Mi") },
        },
        securityContext: { ...containerSecurity(), readOnlyRootFilesystem: true },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      },
    ],
    volumes: [{ name: "tmp", emptyDir: {} }],
  };
}

const SECONDS: Readonly<Record<string, number>> = { y: 365 * 86_400, w: 7 * 86_400, d: 86_400, h: 3600, s: 1 };

/** `1w12h` in seconds. A year is taken to have 365 days. */
export function secondsOf(ttl: string): number {
  return [...ttl.matchAll(/(\d+)([ywdhs])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ""] ?? 0), 0);
}
