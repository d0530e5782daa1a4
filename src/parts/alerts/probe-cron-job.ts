import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { probeCronJobName } from "../../spec/alerts.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import { emit } from "../emit.ts";
import { labels } from "../labels.ts";
import { containerSecurity, podSecurity } from "../pod-security.ts";

export interface ProbeCronJob {
  /** The cluster whose `alerts` ask for it. */
  readonly cluster: string;
  readonly workload: string;
  readonly namespace: string;
  readonly image: string;
  readonly schedule: string;
}

/** Any user that is not root and owns nothing: the command only reads. */
const USER = 65532;

/**
 * Runs `trueline probe WORKLOAD` where the workload runs, from an image that holds the repository. It dials servers under the
 * names that they advertise, without the API and any token, and fails when one differs: the Job's status and log say which.
 */
export function addProbeCronJob(scope: Construct, { cluster, workload, namespace, image, schedule }: ProbeCronJob): void {
  const all = labels("certificate-probe", workload, "probe");
  const object = k8s.KubeCronJob.manifest({
    metadata: { name: probeCronJobName(workload), namespace, labels: all },
    spec: {
      schedule,
      concurrencyPolicy: "Forbid",
      // A Job that could not start for an hour has nothing to say any more.
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          // What differs still differs a moment later; the next run looks again.
          backoffLimit: 0,
          activeDeadlineSeconds: 600,
          template: {
            metadata: { labels: all },
            spec: {
              restartPolicy: "Never",
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              securityContext: podSecurity(USER),
              containers: [
                {
                  name: "probe",
                  image,
                  // Relative to the image's working folder: the repository.
                  command: ["node_modules/.bin/trueline", "probe", workload],
                  resources: {
                    requests: { cpu: k8s.Quantity.fromString("50m"), memory: k8s.Quantity.fromString("128Mi") },
                    limits: { memory: k8s.Quantity.fromString("512Mi") },
                  },
                  securityContext: { ...containerSecurity(), readOnlyRootFilesystem: true },
                },
              ],
            },
          },
        },
      },
    },
  });
  const at = (...path: SpecPath): SpecPath => ["clusters", cluster, "alerts", "cronJob", ...path];
  emit(scope, object, at(), [
    [["spec", "schedule"], at("schedule")],
    [["spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "image"], at("image")],
  ]);
}
