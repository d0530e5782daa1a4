import type { k8s } from "cdk8s-plus-28";
import type { SecretKeyRef } from "../../spec/topology.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import { reservedCommonName } from "./common-name.ts";
import type { Layout, NodeType } from "./layout.ts";
import { clientName, hasPeers, memberName, nameFrom } from "./node-names.ts";

/** An environment variable and the spec property that its value was computed from. */
export interface Variable {
  readonly variable: k8s.EnvVar;
  readonly from: SpecPath;
}

/** Where the file that holds `configuration` is mounted. */
export const CONFIGURATION_FILE = "kurrentdb.conf";

/**
 * The server's options as environment variables, which win over its configuration file: what Trueline decides can't be
 * undone there. Options that the vendor's operator only presets, and that a container needs, give way to
 * `configuration`. Names and meaning: the vendor's pages on configuration, networking and security.
 */
export function nodeEnvironment(layout: Layout, type: NodeType): readonly Variable[] {
  const { spec, server, at } = layout;
  const variables: Variable[] = [];
  const set = (option: string, value: string | number | boolean, from: SpecPath) =>
    variables.push({ variable: { name: environmentName(server.prefix, option), value: String(value) }, from });
  const secret = (option: string, { name, key }: SecretKeyRef, from: SpecPath) =>
    variables.push({ variable: { name: environmentName(server.prefix, option), valueFrom: { secretKeyRef: { name, key } } }, from });

  // First, since a variable can only refer to those before it.
  variables.push({ variable: { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } }, from: at() });
  // Read-only replicas are not counted, wherever they are.
  const { spec: head } = layout.fleet.head;
  const clustered = head.replicas > 1;

  set("ClusterSize", head.replicas, ["workloads", head.name, "replicas"]);
  if (clustered) {
    // DNS discovery dials addresses, which no certificate holds.
    set("DiscoverViaDns", false, at("replicas"));
    set("GossipSeed", gossipSeeds(layout).join(","), nameFrom(layout.fleet.head, "internodeTrafficStrategy"));
  }
  if (type.readOnly) set("ReadOnlyReplica", true, type.at());

  set("NodeIp", "0.0.0.0", at("network"));
  set("NodePort", spec.network.nodePort, at("network", "nodePort"));
  set("NodeHostAdvertiseAs", memberName(layout, type, "$(POD_NAME)"), nameFrom(layout, "internodeTrafficStrategy"));
  set("ReplicationIp", "0.0.0.0", at("network"));
  set("ReplicationPort", spec.network.replicationPort, at("network", "replicationPort"));
  set("ReplicationHostAdvertiseAs", memberName(layout, type, "$(POD_NAME)"), nameFrom(layout, "internodeTrafficStrategy"));
  set("AdvertiseHostToClientAs", clientName(layout, type, "$(POD_NAME)"), nameFrom(layout, "clientTrafficStrategy"));

  if (layout.edge) set("AdvertiseNodePortToClientAs", layout.edge.port, layout.edge.portFrom);

  if (layout.authority) {
    set("CertificateFile", `${server.certificatesPath}/tls.crt`, at("security"));
    set("CertificatePrivateKeyFile", `${server.certificatesPath}/tls.key`, at("security"));
    // Without this the server reads the system's roots, which hold the public authorities'.
    if (layout.rootsConfigMap !== undefined) set("TrustedRootCertificatesPath", server.rootsPath, at("security", "authority"));
    const commonName = reservedCommonName(layout);
    if (commonName !== undefined) set("CertificateReservedNodeCommonName", commonName, at("security", "certificateReservedNodeCommonName"));
    // Public authorities issue no certificates for clients any more, and nodes are clients of each other. A node without peers goes on
    // asking for client auth, which makes it harder to pass for one.
    if (layout.authority.kind === "acme" && server.acceptsServerOnlyCertificates && hasPeers(layout)) {
      set("DisableClientAuthEkuValidation", true, at("security", "authority"));
    }
  } else {
    set("Insecure", true, at("security", "insecure"));
  }
  if (spec.users) {
    secret("DefaultAdminPassword", spec.users.adminPasswordSecret, at("users", "adminPasswordSecret"));
    secret("DefaultOpsPassword", spec.users.opsPasswordSecret, at("users", "opsPasswordSecret"));
  }

  if (spec.licenseSecret) secret("Licensing__LicenseKey", spec.licenseSecret, at("licenseSecret"));

  // Folders of their own below the mount, which may hold a file system's `lost+found`.
  set("Db", `${server.dataPath}/db`, at("storage"));
  set("Index", `${server.dataPath}/index`, at("storage"));
  set("Log", server.logPath, at());
  set("TelemetryOptout", spec.telemetryOptOut, at("telemetryOptOut"));
  if (Object.keys(type.configuration).length > 0) {
    set("Config", `${server.configurationPath}/${CONFIGURATION_FILE}`, type.at("configuration"));
  }
  const chosen = new Set(Object.keys(type.configuration).map(normalised));
  for (const [option, value] of Object.entries({ ...PRESETS, ...(clustered ? CLUSTER_PRESETS : {}) })) {
    if (!chosen.has(normalised(option))) set(option, value, at("configuration"));
  }
  return variables;
}

/** The quorum's nodes, under exactly the names that they advertise: members are known by these. */
function gossipSeeds({ fleet: { head } }: Layout): readonly string[] {
  const { quorum, spec } = head;
  return quorum.pods.map((pod) => `${memberName(head, quorum, pod)}:${spec.network.nodePort}`);
}

/** Logs go to standard output, where Kubernetes collects them. */
const PRESETS = { DisableLogFile: true } as const;

/** The vendor's operator presets these, in milliseconds: pods are throttled and moved, which the server's own take for death. */
const CLUSTER_PRESETS = {
  GossipTimeoutMs: 5000,
  LeaderElectionTimeoutMs: 2000,
  PrepareTimeoutMs: 3000,
  CommitTimeoutMs: 3000,
  ReplicationHeartbeatInterval: 1000,
  ReplicationHeartbeatTimeout: 2500,
} as const;

/** `NodeHostAdvertiseAs` gives `KURRENTDB_NODE_HOST_ADVERTISE_AS`. */
function environmentName(prefix: string, option: string): string {
  return prefix + option.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}

/** An option's name as all its spellings agree. */
function normalised(option: string): string {
  return option.replace(/[-_]/g, "").toLowerCase();
}
