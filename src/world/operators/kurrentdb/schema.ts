import { atLeast, parseVersion } from "../../../terms/version.ts";
import { array, boolean, int32, object, oneOf, type Schema, string, strings, textsByKey } from "../../certificates/admission/schema.ts";

/** A version of the operator as `MAJOR.MINOR`, or undefined where it is not known. */
export type OperatorVersion = string | undefined;

/** Whether a version has what came with another. One that is not known is taken for the newest. */
export function has(version: OperatorVersion, since: `${number}.${number}`): boolean {
  const parsed = version === undefined ? undefined : parseVersion(version);
  return parsed === undefined || atLeast(parsed, since);
}

/** Free data, or a type of Kubernetes' own that its definition lists in full: not looked at here. */
const anything = object({});
const secretKey = object({ "key!": string, name: string, optional: boolean });
const metadata = object({ labels: textsByKey, annotations: textsByKey });
const constraints = object({
  nodeSelector: textsByKey,
  affinity: anything,
  tolerations: array(anything),
  topologySpreadConstraints: array(anything),
});
const own = { resources: anything, storage: anything, configuration: anything, constraints };
const port = { type: "integer", minimum: 0, maximum: 65535 } as const satisfies Schema;
const certificate = { "name!": string, privateKeyName: string };

/**
 * The `spec` of a KurrentDB. Source: the CustomResourceDefinitions of operator 1.4.3, 1.5.0 and 1.6.0 in
 * redhat-openshift-ecosystem/certified-operators. Fields of all versions are listed: which one lacks a field says {@link SINCE}.
 */
export function kurrentDBSchema(version: OperatorVersion): Schema {
  const since15 = has(version, "1.5");
  return object({
    "replicas!": int32,
    "image!": string,
    "resources!": anything,
    "storage!": anything,
    "network!": object({
      "domain!": string,
      fqdnTemplate: string,
      internodeTrafficStrategy: oneOf("ServiceName", "FQDN", "SplitDNS"),
      clientTrafficStrategy: oneOf("ServiceName", "FQDN"),
      splitDNSExtraRules: array(object({ "host!": string, "result!": string, regex: boolean })),
      loadBalancer: object({ "enabled!": boolean, allowedIPs: strings, loadBalancerClass: string }),
      nodePort: port,
      replicationPort: port,
      nodeTcpPort: port,
    }),
    configuration: anything,
    environmentSecret: string,
    sourceBackup: string,
    security: object({
      certificateReservedNodeCommonName: string,
      CertificateSubjectName: string,
      certificateSecret: object({ ...certificate, "keyName!": string, ...(since15 ? { "privateKeyName!": string } : {}) }),
      certificateAuthoritySecret: object({ ...certificate, ...(since15 ? { keyName: string } : { "keyName!": string }) }),
    }),
    licenseSecret: secretKey,
    constraints,
    readOnlyReplicas: object({ "replicas!": int32, ...own }),
    archiver: object({ "enabled!": boolean, ...own }),
    quorumNodes: strings,
    extraMetadata: object({
      all: metadata,
      configMaps: metadata,
      statefulSets: metadata,
      pods: metadata,
      persistentVolumeClaims: metadata,
      headlessServices: metadata,
      headlessPodServices: metadata,
      loadBalancers: metadata,
      podDisruptionBudgets: metadata,
    }),
    serviceAccountName: string,
    telemetryOptOut: boolean,
    users: object({
      "adminPasswordSecret!": secretKey,
      "opsPasswordSecret!": secretKey,
      customUsers: array(object({ "loginName!": string, "fullName!": string, "passwordSecret!": secretKey, groups: strings })),
    }),
    configReloadKey: string,
    rollingRestartKey: string,
    fullRestartKey: string,
    volumeSnapshotClassName: string,
    podDisruptionBudgets: object({ "disable!": boolean }),
  });
}

const ttl = /^(?:0*[1-9][0-9]*y)?(?:0*[1-9][0-9]*w)?(?:0*[1-9][0-9]*d)?(?:0*[1-9][0-9]*h)?(?:0*[1-9][0-9]*s)?$/;

/** The `spec` of a KurrentDBBackup. */
export const backupSchema: Schema = object({
  "clusterName!": string,
  nodeName: string,
  volumeSnapshotClassName: string,
  ttl: { type: "string", pattern: ttl },
  extraMetadata: object({ all: metadata, volumeSnapshots: metadata }),
});

/** The `spec` of a KurrentDBBackupSchedule. */
export const scheduleSchema: Schema = object({
  "schedule!": string,
  timeZone: string,
  keep: { type: "integer", minimum: 0 },
  suspend: boolean,
  "template!": object({ metadata: object({ name: string, labels: textsByKey, annotations: textsByKey }), "spec!": backupSchema }),
});

/** Fields of a KurrentDB that came after 1.4, and with which version. Source: as above, and the vendor's release notes. */
export const SINCE: Readonly<Record<string, "1.5" | "1.6">> = {
  archiver: "1.5",
  environmentSecret: "1.5",
  serviceAccountName: "1.5",
  telemetryOptOut: "1.5",
  users: "1.5",
  configReloadKey: "1.5",
  rollingRestartKey: "1.5",
  fullRestartKey: "1.5",
  "network.loadBalancer.loadBalancerClass": "1.5",
  "network.nodePort": "1.5",
  "network.replicationPort": "1.5",
  "network.nodeTcpPort": "1.5",
  podDisruptionBudgets: "1.6",
  "extraMetadata.podDisruptionBudgets": "1.6",
};
