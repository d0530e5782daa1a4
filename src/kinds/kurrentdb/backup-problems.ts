import { atLeast, parseVersion } from "../../terms/version.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { backupName } from "./backups.ts";
import type { NamedKurrentDB } from "./layout.ts";

/** The names of a CronJob's Jobs add "-" and ten digits to its own. Source: Kubernetes documentation, CronJob. */
const CRON_JOB_LIMIT = 52;

/** What `backups` and `sourceBackup` need of the cluster, and do not get. */
export function backupProblems(spec: NamedKurrentDB, { cluster }: WorkloadContext): readonly SpecProblem[] {
  // The vendor's operator brings what it needs.
  if (spec.backend === "operator") return [];
  const { backups, sourceBackup } = spec;
  const snapshots = cluster.platform.volumeSnapshots !== undefined;
  const found: SpecProblem[] = [];
  const lacks = `needs VolumeSnapshots, and cluster ${cluster.name} does not say that it serves them.`;
  const hint = 'Say platform: { volumeSnapshots: "v1" } once the CRDs and the controller of external-snapshotter are installed.';
  if (sourceBackup !== undefined && !snapshots) found.push({ path: ["sourceBackup"], message: lacks, hint });
  if (!backups) return found;
  const path = ["backups"];
  if (!snapshots) found.push({ path, message: lacks, hint });
  if (cluster.images.backups === undefined) {
    found.push({
      path,
      message: `needs an image with kubectl and a shell, and cluster ${cluster.name} names none: Kubernetes' own kubectl image has no shell.`,
      hint: 'Name one that you trust: images: { backups: "registry.example.com/kubectl-shell:1.33" }.',
    });
  }
  const kubernetes = parseVersion(cluster.platform.kubernetes);
  if (kubernetes && !atLeast(kubernetes, "1.27")) {
    const message = `needs Kubernetes 1.27 or newer, for time zones of CronJobs; cluster ${cluster.name} runs ${cluster.platform.kubernetes}.`;
    found.push({ path, message });
  }
  const name = backupName(spec.name);
  if (name.length > CRON_JOB_LIMIT) {
    const message = `its CronJob would be called "${name}", which has ${name.length} characters; ${CRON_JOB_LIMIT} is the limit.`;
    found.push({ path, message, hint: "Choose a shorter name for the workload." });
  }
  return found;
}
