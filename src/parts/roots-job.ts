import { k8s } from "cdk8s-plus-28";

/** Where the Job's folder with the kustomization and the roots is mounted. */
const FOLDER = "/roots";

export interface RootsJob {
  readonly image: string;
  readonly serviceAccount: string;
  /** One for all keys, so that a root that is no longer in the folder is removed from the ConfigMaps. */
  readonly fieldManager: string;
  readonly labels: Readonly<Record<string, string>>;
  /** From the Job's name to that of the ConfigMap with `kustomization.yaml`. */
  readonly kustomization: (jobName: string) => string;
  /** Secrets of which only `ca.crt` is mounted, and the file that it becomes. */
  readonly anchors: readonly { readonly secret: string; readonly file: string }[];
}

/**
 * The spec of the Job that writes roots into ConfigMaps. The image holds kubectl and nothing else, no shell either, so
 * its arguments do all the work. The pod waits, unstarted, until every anchor's Secret exists. No time to live: whoever
 * applies from git would make the Job anew each time that it has been removed.
 */
export function rootsJobSpec(job: RootsJob): (jobName: string) => k8s.JobSpec {
  return (jobName) => ({
    backoffLimit: 20,
    template: {
      metadata: { labels: { ...job.labels } },
      spec: {
        restartPolicy: "OnFailure",
        serviceAccountName: job.serviceAccount,
        automountServiceAccountToken: true,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          runAsGroup: 65532,
          fsGroup: 65532,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: "kubectl",
            image: job.image,
            command: ["kubectl", "apply", "--server-side", `--field-manager=${job.fieldManager}`, "--force-conflicts", "-k", FOLDER],
            // kubectl keeps what it discovers below its home.
            env: [{ name: "HOME", value: "/tmp" }],
            resources: {
              requests: { cpu: k8s.Quantity.fromString("50m"), memory: k8s.Quantity.fromString("64Mi") },
              limits: { memory: k8s.Quantity.fromString("256Mi") },
            },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true },
            volumeMounts: [
              { name: "roots", mountPath: FOLDER, readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
        volumes: [
          {
            name: "roots",
            projected: {
              sources: [
                { configMap: { name: job.kustomization(jobName), items: [{ key: "kustomization.yaml", path: "kustomization.yaml" }] } },
                ...job.anchors.map(({ secret, file }) => ({ secret: { name: secret, items: [{ key: "ca.crt", path: file }] } })),
              ],
            },
          },
          { name: "tmp", emptyDir: {} },
        ],
      },
    },
  });
}
