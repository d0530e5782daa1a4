import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "../../src/terms/kube-object.ts";

// biome-ignore lint/suspicious/noExplicitAny: resources are spoilt by hand, as a person misspells them
type Loose = any;

/** A resource of the vendor's operator 1.6, and whether the API server takes it. */
export interface OperatorResource {
  readonly what: string;
  readonly object: KubeObject;
  readonly accepted: boolean;
}

const API = "kubernetes.kurrent.io/v1";
const LTS = "docker.kurrent.io/kurrent-lts/kurrentdb";
const key = { name: "users", key: "admin" };
const users = { adminPasswordSecret: key, opsPasswordSecret: key };
const certificateSecret = { name: "tls", keyName: "tls.crt", privateKeyName: "tls.key" };
const quorumNodes = ["orders-0.example.com:2113"];

function database(edit: (spec: Loose) => void): KubeObject {
  const spec: Loose = { replicas: 3, image: `${LTS}:26.0.1`, resources: {}, storage: {}, network: { domain: "example.com" } };
  edit(spec);
  return { apiVersion: API, kind: "KurrentDB", metadata: { name: "orders", namespace: "default" }, spec };
}

const archivedBy =
  (image: string) =>
  (spec: Loose): void => {
    Object.assign(spec, { archiver: { enabled: true }, image });
  };
const network =
  (fields: object) =>
  (spec: Loose): void => {
    Object.assign(spec.network, fields);
  };
const fields =
  (more: object) =>
  (spec: Loose): void => {
    Object.assign(spec, more);
  };
const without =
  (field: string) =>
  (spec: Loose): void => {
    delete spec[field];
  };

/** A change of a KurrentDB that is right, by what it is, and whether the API server takes it. */
const DATABASES: readonly (readonly [what: string, accepted: boolean, edit: (spec: Loose) => void])[] = [
  ["as it is", true, () => undefined],
  ["four nodes", false, fields({ replicas: 4 })],
  ["five nodes", true, fields({ replicas: 5 })],
  ["a number as a text", false, fields({ replicas: "3" })],
  ["no nodes", false, fields({ replicas: 0 })],
  ["replicas of a quorum elsewhere", true, fields({ replicas: 0, quorumNodes, readOnlyReplicas: { replicas: 1 } })],
  ["an archiver of a quorum elsewhere", true, fields({ replicas: 0, quorumNodes, archiver: { enabled: true } })],
  ["replicas of nobody", false, fields({ replicas: 0, readOnlyReplicas: { replicas: 1 } })],
  ["replicas of an empty list", false, fields({ replicas: 0, readOnlyReplicas: { replicas: 1 }, quorumNodes: [] })],
  ["a quorum here and elsewhere", false, fields({ quorumNodes })],
  ["an empty quorum elsewhere", true, fields({ quorumNodes: [] })],
  ["a replica of one node", false, fields({ replicas: 1, readOnlyReplicas: { replicas: 1 } })],
  ["no replica of one node", true, fields({ replicas: 1, readOnlyReplicas: { replicas: 0 } })],
  ["read-only replicas without a number", false, fields({ readOnlyReplicas: {} })],
  ["an archiver of one node", false, fields({ replicas: 1, archiver: { enabled: true } })],
  ["no archiver of one node", true, fields({ replicas: 1, archiver: { enabled: false } })],
  ["an archiver", true, archivedBy(`${LTS}:26.0.1`)],
  ["an archiver by a major version", true, archivedBy(`${LTS}:26`)],
  ["an archiver by tag and digest", true, archivedBy(`${LTS}:26.0.1@sha256:${"a".repeat(64)}`)],
  ["an archiver by digest", false, archivedBy(`${LTS}@sha256:${"a".repeat(64)}`)],
  ["an archiver from a registry's port", false, archivedBy("registry.example.com:5000/kurrentdb:26.0.1")],
  ["an archiver without a tag", false, archivedBy(LTS)],
  ["an archiver of v26", false, archivedBy(`${LTS}:v26.0`)],
  ["an archiver of an old server", false, archivedBy("docker.eventstore.com/eventstore/eventstoredb-ee:24.10.0")],
  ...["network", "resources", "storage", "image", "replicas"].map((field) => [`no ${field}`, false, without(field)] as const),
  ["no domain", false, fields({ network: {} })],
  ["a domain of null", false, network({ domain: null })],
  ["load balancers without enabled", false, network({ loadBalancer: {} })],
  ["allowedIps", false, network({ loadBalancer: { enabled: true, allowedIps: [] } })],
  ["allowedIPs", true, network({ loadBalancer: { enabled: true, allowedIPs: ["10.0.0.0/8"] } })],
  ["enable", false, network({ loadBalancer: { enabled: true, enable: true } })],
  ["allowInsecure", false, network({ allowInsecure: true })],
  ["another strategy", false, network({ internodeTrafficStrategy: "Split" })],
  ["SplitDNS for clients", false, network({ clientTrafficStrategy: "SplitDNS" })],
  ["a port that is none", false, network({ nodePort: 70000 })],
  ["port 0", true, network({ nodePort: 0 })],
  ["port -1", false, network({ replicationPort: -1 })],
  ["a rule without result", false, network({ splitDNSExtraRules: [{ host: "a" }] })],
  ["a rule", true, network({ splitDNSExtraRules: [{ host: "a", result: "b", regex: true }] })],
  ["a certificate without its key", false, fields({ security: { certificateSecret: { name: "a", keyName: "b" } } })],
  ["all keys of the roots", true, fields({ security: { certificateSecret, certificateAuthoritySecret: { name: "roots" } } })],
  ["certificateSubjectName", false, fields({ security: { certificateSubjectName: "a" } })],
  ["CertificateSubjectName", true, fields({ security: { CertificateSubjectName: "a" } })],
  ["users without TLS", false, fields({ users })],
  ["users", true, fields({ users, security: { certificateSecret } })],
  ["users of a backup", false, fields({ users, security: { certificateSecret }, sourceBackup: "monday" })],
  ["one user", false, fields({ users: { adminPasswordSecret: key }, security: { certificateSecret } })],
  ["a password without its key", false, fields({ users: { ...users, opsPasswordSecret: { name: "a" } }, security: { certificateSecret } })],
  ["a license without its key", false, fields({ licenseSecret: { name: "a" } })],
  ["replica", false, fields({ replica: 3 })],
  ["loadbalancers", false, fields({ extraMetadata: { loadbalancers: {} } })],
  ["a label", true, fields({ extraMetadata: { pods: { labels: { a: "b" } } } })],
  ["a label that is a number", false, fields({ extraMetadata: { pods: { labels: { a: 1 } } } })],
  ["options", true, fields({ configuration: { Archive: { Enabled: true, Days: [1] } } })],
  ["podDisruptionBudgets without disable", false, fields({ podDisruptionBudgets: {} })],
  ["telemetryOptOut as a text", false, fields({ telemetryOptOut: "yes" })],
  ["tolerations", true, fields({ constraints: { tolerations: [{ key: "a", operator: "Exists" }] } })],
  ["nodeSelectors", false, fields({ constraints: { nodeSelectors: {} } })],
];

const BACKUPS: readonly (readonly [what: string, accepted: boolean, spec: object])[] = [
  ["as it is", true, { clusterName: "orders" }],
  ["of nobody", false, {}],
  ["for a time", true, { clusterName: "orders", ttl: "1y2w30d" }],
  ["for no time", true, { clusterName: "orders", ttl: "" }],
  ["for a time in another order", false, { clusterName: "orders", ttl: "12h1d" }],
  ["for months", false, { clusterName: "orders", ttl: "6m" }],
  ["of a node", true, { clusterName: "orders", nodeName: "orders-0" }],
  ["on a schedule of its own", false, { clusterName: "orders", schedule: "@daily" }],
];

const of = (clusterName: string) => ({ spec: { clusterName } });
const SCHEDULES: readonly (readonly [what: string, accepted: boolean, spec: object])[] = [
  ["as it is", true, { schedule: "@daily", template: of("orders") }],
  [
    "with all",
    true,
    { schedule: "@daily", timeZone: "UTC", keep: 0, suspend: true, template: { metadata: { labels: { a: "b" } }, ...of("a") } },
  ],
  ["of nothing", false, { schedule: "@daily" }],
  ["of an empty template", false, { schedule: "@daily", template: {} }],
  ["of nobody", false, { schedule: "@daily", template: { spec: {} } }],
  ["that keeps -1", false, { schedule: "@daily", keep: -1, template: of("orders") }],
];

const resource = (kind: string, spec: object): KubeObject => ({
  apiVersion: API,
  kind,
  metadata: { name: "nightly", namespace: "default" },
  spec,
});

/** Resources that are right and wrong, in every way that a rule or a part of the schema speaks of. */
export const OPERATOR_RESOURCES: readonly OperatorResource[] = [
  ...DATABASES.map(([what, accepted, edit]) => ({ what: `KurrentDB: ${what}`, accepted, object: database(edit) })),
  ...BACKUPS.map(([what, accepted, spec]) => ({ what: `KurrentDBBackup: ${what}`, accepted, object: resource("KurrentDBBackup", spec) })),
  ...SCHEDULES.map(([what, accepted, spec]) => ({
    what: `Schedule: ${what}`,
    accepted,
    object: resource("KurrentDBBackupSchedule", spec),
  })),
];

/** The resources that specs compile to, as they stand in the dist/ of the checkout and of golden cases: all are to be taken. */
export function compiledOperatorResources(root: string): readonly OperatorResource[] {
  const folders = [
    join(root, "dist"),
    ...readdirSync(join(root, "test", "golden")).map((name) => join(root, "test", "golden", name, "dist")),
  ];
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((file) => /\/kurrentdb[a-z]*\.kubernetes\.kurrent\.io-[^/]*\.yaml$/.test(file))
    .map((file) => {
      const object = parse(readFileSync(file, "utf8")) as KubeObject;
      return {
        what: file.slice(root.length),
        accepted: true,
        object: { ...object, metadata: { ...object.metadata, namespace: "default" } },
      };
    });
}
