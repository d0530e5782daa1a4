import { z } from "zod";
import { certificatePem } from "../../spec/authorities/roots-schema.ts";
import { namespaceChoice } from "../../spec/client-schema.ts";
import { cidr, dataKey, dnsName, domain, port, quantity, secretKeyRef, strict, text } from "../../spec/fields.ts";
import { imageVersion, parseImage } from "../../terms/image.ts";
import { dnsNameProblem } from "../../terms/names.ts";
import { parseQuantity } from "../../terms/quantity.ts";
import { atLeast, formatVersion } from "../../terms/version.ts";
import { backupsSchema } from "./backups-schema.ts";
import { extraMetadataSchema } from "./extra-metadata-schema.ts";
import { monitoringSchema } from "./monitoring-schema.ts";
import { networkPolicySchema } from "./network-policy-schema.ts";
import { peering, splitDNSRule } from "./network-schema.ts";
import { DEFAULT_FQDN_TEMPLATE } from "./node-names.ts";
import { OPERATOR_FIELDS } from "./operator/spec.ts";
import type { KurrentDBWorkload } from "./spec.ts";

/** The oldest server whose options and rules are known here; the vendor's operator supports the same (its README, 1.5.0). */
const OLDEST_SERVER = "23.10";

const image = z.string().superRefine((value, context) => {
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (!parseImage(value)) return problem(`"${value}" is no image reference.`);
  const version = imageVersion(value);
  if (!version) {
    const why = "rules and option names depend on the server's version, which the tag has to say (a digest may follow).";
    return problem(`"${value}" does not say a version: ${why}\nWrite it as in docker.kurrent.io/kurrent-lts/kurrentdb:26.0.1.`);
  }
  if (!atLeast(version, OLDEST_SERVER))
    problem(`server ${formatVersion(version)} is older than ${OLDEST_SERVER}, the oldest that is supported.`);
});

const replicas = z.int().superRefine((value, context) => {
  // Whether 0 comes with quorumOf is looked at where both are known.
  if (value === 0 || value === 1 || value === 3 || value === 5) return;
  const problem = (message: string) => context.addIssue({ code: "custom", message });
  if (value === 2) return problem("2 nodes need both for a majority, so two fail more often than one.\nChoose 1 or 3.");
  const why =
    value > 5
      ? "the vendor supports at most 5"
      : value < 0
        ? "a count can't be negative"
        : "an even count survives no more failures than the odd one below it";
  problem(`${value} is not 1, 3 or 5: ${why}.${value > 5 ? "\nFor more readers add readOnlyReplicas." : ""}`);
});

const storage = strict({
  size: quantity.superRefine((value, context) => {
    if (parseQuantity(value)?.nano === 0n) context.addIssue({ code: "custom", message: "a volume of size 0 can't be made." });
  }),
  storageClassName: dnsName.exactOptional(),
  accessModes: z
    .array(z.enum(["ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"]))
    .min(1)
    .exactOptional(),
});

const amounts = z.record(z.string(), quantity);
const resources = strict({ requests: amounts.exactOptional(), limits: amounts.exactOptional() }).superRefine(
  ({ requests, limits }, context) => {
    for (const [name, request] of Object.entries(requests ?? {})) {
      const limit = limits?.[name];
      if (limit === undefined || (parseQuantity(request)?.nano ?? 0n) <= (parseQuantity(limit)?.nano ?? 0n)) continue;
      context.addIssue({
        code: "custom",
        path: ["requests", name],
        message: `${request} is more than the limit of ${limit}, which Kubernetes refuses.`,
      });
    }
  },
);

const hostPort = z.string().superRefine((value, context) => {
  const [, host = "", number = ""] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  if (dnsNameProblem(host) === undefined && Number(number) > 0 && Number(number) < 65536) return;
  context.addIssue({ code: "custom", message: `"${value}" is no host and port, as in orders-0.example.com:2113.` });
});

const configuration = z.record(z.string(), z.unknown());
const anything = z.record(z.string(), z.unknown());
const constraints = strict({
  nodeSelector: z.record(z.string(), z.string()).exactOptional(),
  affinity: anything.exactOptional(),
  tolerations: z.array(anything).exactOptional(),
  topologySpreadConstraints: z.array(anything).exactOptional(),
});

const clientTrafficStrategy = z
  .string()
  .superRefine((value, context) => {
    if (value !== "SplitDNS") return;
    const why = "its DNS sidecar can be added to the servers' pods, but not to those of clients, which others deploy.";
    const way =
      'Choose "FQDN", and where clients in the cluster should stay inside it, let the cluster\'s CoreDNS rewrite the names to Services.';
    context.addIssue({ code: "custom", message: `"SplitDNS" is for traffic between servers only: ${why}\n${way}` });
  })
  .pipe(z.enum(["ServiceName", "FQDN"]));

const network = strict({
  domain: domain.exactOptional(),
  fqdnTemplate: text.default(DEFAULT_FQDN_TEMPLATE),
  internodeTrafficStrategy: z.enum(["ServiceName", "FQDN", "SplitDNS"]).default("ServiceName"),
  clientTrafficStrategy: clientTrafficStrategy.default("FQDN"),
  loadBalancer: strict({
    enabled: z.boolean(),
    allowedIPs: z.array(cidr).default([]),
    loadBalancerClass: text.exactOptional(),
    externalTrafficPolicy: z.enum(["Cluster", "Local"]).exactOptional(),
  }).default({ enabled: false, allowedIPs: [] }),
  peering: peering.exactOptional(),
  clientRewrites: z.boolean().default(false),
  splitDNSExtraRules: z.array(splitDNSRule).default([]),
  ingress: strict({
    ingressClassName: dnsName,
    authority: z.string().exactOptional(),
    passthrough: z.boolean().default(false),
  }).exactOptional(),
  gateway: strict({
    gatewayClassName: dnsName,
    authority: z.string().exactOptional(),
    passthrough: z.boolean().default(false),
    port: z.int().min(1).max(65535).default(443),
  }).exactOptional(),
  nodePort: port.default(2113),
  replicationPort: port.default(1112),
  networkPolicy: networkPolicySchema.exactOptional(),
  nodeTcpPort: port.exactOptional(),
});

const security = strict({
  authority: z.string().exactOptional(),
  certificateSecret: strict({
    name: dnsName,
    keyName: dataKey.default("tls.crt"),
    privateKeyName: dataKey.default("tls.key"),
    certificate: certificatePem,
  }).exactOptional(),
  insecure: z.boolean().default(false),
  certificateReservedNodeCommonName: text.exactOptional(),
  wildcard: z.boolean().default(false),
  reload: z.enum(["sidecar", "reloader", "rollingRestart"]).default("sidecar"),
});

/** Fields whose work only the vendor's operator does, and what to say of each: why, and how to do without where there is a way. */
const OF_OPERATOR: Readonly<Record<(typeof OPERATOR_FIELDS)[number], string>> = {
  quorumNodes: "nodes elsewhere are joined by quorumOf.",
  archiver: "archivers are not compiled here.",
  environmentSecret: "servers get the variables that are compiled.\nUse configuration for options that are no secrets.",
  serviceAccountName: "pods get a ServiceAccount of their own, named like the workload.\nAnnotate that one by overrides.",
  volumeSnapshotClassName: "nothing else takes snapshots to add nodes.\nFor backups use backups.volumeSnapshotClassName.",
  podDisruptionBudgets: "a PodDisruptionBudget is always compiled.",
  fullRestartKey:
    "a StatefulSet restarts its pods one by one, and no field of it restarts all at once.\nUse rollingRestartKey; where all nodes have to be down at once, delete the pods by hand.",
};

const operatorOnly = z.unknown().superRefine((value, context) => {
  if (typeof value !== "object" || value === null || ("backend" in value && value.backend !== "manifests")) return;
  for (const field of OPERATOR_FIELDS) {
    if (!(field in value)) continue;
    const [why = "", way = 'Leave it out, or say backend: "operator".'] = OF_OPERATOR[field].split("\n");
    context.addIssue({ code: "custom", path: [field], message: `needs the vendor's operator: ${why}\n${way}` });
  }
});

const customUser = strict({ loginName: text, fullName: text, passwordSecret: secretKeyRef, groups: z.array(text).exactOptional() });

/** What a node type may have of its own. */
const ofNodeType = {
  resources: resources.exactOptional(),
  storage: storage.exactOptional(),
  configuration: configuration.exactOptional(),
  constraints: constraints.exactOptional(),
};

const fields = strict({
  kind: z.literal("kurrentdb"),
  backend: z.enum(["manifests", "operator"]).default("manifests"),
  cluster: z.string(),
  namespace: namespaceChoice,
  image,
  replicas,
  quorumOf: z.string().exactOptional(),
  readOnlyReplicas: strict({
    replicas: z.int().min(0),
    ...ofNodeType,
  }).exactOptional(),
  resources: resources.default({}),
  storage,
  network: network.prefault({}),
  security: security.prefault({}),
  users: strict({
    adminPasswordSecret: secretKeyRef,
    opsPasswordSecret: secretKeyRef,
    customUsers: z.array(customUser).exactOptional(),
  }).exactOptional(),
  configuration: configuration.default({}),
  constraints: constraints.default({}),
  configReloadKey: z.string().exactOptional(),
  rollingRestartKey: z.string().exactOptional(),
  telemetryOptOut: z.boolean().default(false),
  backups: backupsSchema.exactOptional(),
  quorumNodes: z.array(hostPort).min(1).exactOptional(),
  archiver: strict({ enabled: z.boolean(), ...ofNodeType }).exactOptional(),
  sourceBackup: dnsName.exactOptional(),
  environmentSecret: dnsName.exactOptional(),
  serviceAccountName: dnsName.exactOptional(),
  volumeSnapshotClassName: dnsName.exactOptional(),
  podDisruptionBudgets: strict({ disable: z.boolean() }).exactOptional(),
  fullRestartKey: z.string().exactOptional(),
  monitoring: monitoringSchema.exactOptional(),
  licenseSecret: secretKeyRef.exactOptional(),
  extraMetadata: extraMetadataSchema.exactOptional(),
});

const withDefaults = fields.transform(({ readOnlyReplicas, ...main }) => ({
  ...main,
  // As in the vendor's resource: an unset field falls back to the main one, and a set one replaces it whole.
  readOnlyReplicas: {
    replicas: readOnlyReplicas?.replicas ?? 0,
    resources: readOnlyReplicas?.resources ?? main.resources,
    storage: readOnlyReplicas?.storage ?? main.storage,
    configuration: readOnlyReplicas?.configuration ?? main.configuration,
    constraints: readOnlyReplicas?.constraints ?? main.constraints,
  },
}));

/** From what `kurrentdb()` gives to a workload with its defaults. */
export const kurrentdbSchema: z.ZodType<KurrentDBWorkload> = operatorOnly.pipe(withDefaults);
