/**
 * Server options that the compiler sets itself, and what to write in place of them. Source: the vendor's list of options
 * that its operator forces (resource types, 1.6), the server's networking and security pages, and for the names before
 * 25.0 its upgrade guide.
 */
const OWNED: Readonly<Record<string, string>> = {
  ClusterSize: "it follows from replicas.",
  ReadOnlyReplica: "use readOnlyReplicas.",
  Archiver: 'use archiver, with backend: "operator".',
  Db: "the data volume is always mounted at one path; use storage for its size and class.",
  Index: "the data volume is always mounted at one path; use storage for its size and class.",
  Log: "the server logs to standard output.",
  Insecure: "use security.insecure.",
  DiscoverViaDns: "the nodes find each other by gossip seeds; use network.internodeTrafficStrategy to choose their names.",
  GossipSeed: "it follows from replicas and network.internodeTrafficStrategy.",
  ClusterDns: "the nodes find each other by gossip seeds; use network.internodeTrafficStrategy to choose their names.",
  ClusterGossipPort: "use network.nodePort.",
  NodeIp: "the server listens on all addresses of its pod.",
  ReplicationIp: "the server listens on all addresses of its pod.",
  NodePort: "use network.nodePort.",
  ReplicationPort: "use network.replicationPort.",
  NodeHostAdvertiseAs: "use network.internodeTrafficStrategy.",
  ReplicationHostAdvertiseAs: "use network.internodeTrafficStrategy.",
  AdvertiseHostToClientAs: "use network.clientTrafficStrategy and network.fqdnTemplate.",
  NodePortAdvertiseAs: "use network.nodePort.",
  ReplicationTcpPortAdvertiseAs: "use network.replicationPort.",
  AdvertiseNodePortToClientAs: "use network.nodePort.",
  CertificateFile: "use security.authority.",
  CertificatePrivateKeyFile: "use security.authority.",
  CertificatePassword: "use security.authority.",
  CertificatePrivateKeyPassword: "use security.authority.",
  TrustedRootCertificatesPath: "use security.authority.",
  CertificateReservedNodeCommonName: "use security.certificateReservedNodeCommonName.",
  DefaultAdminPassword: "use users.adminPasswordSecret: a password does not belong into a ConfigMap.",
  DefaultOpsPassword: "use users.opsPasswordSecret: a password does not belong into a ConfigMap.",
  TelemetryOptout: "use telemetryOptOut.",
  Config: "the configuration is always mounted at one path.",
  IntIp: "the server listens on all addresses of its pod.",
  ExtIp: "the server listens on all addresses of its pod.",
  HttpPort: "use network.nodePort.",
  IntTcpPort: "use network.replicationPort.",
  ExtHostAdvertiseAs: "use network.internodeTrafficStrategy.",
  IntHostAdvertiseAs: "use network.internodeTrafficStrategy.",
  AdvertiseHttpPortToClientAs: "use network.nodePort.",
};

/** The server reads option names without regard to case, and with `-` or `_` between words from elsewhere. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

const BY_NORMAL_NAME = new Map(Object.entries(OWNED).map(([name, instead]) => [normal(name), instead]));

/** What to write in place of an option that the compiler sets itself; undefined for all others. */
export function insteadOf(option: string): string | undefined {
  return BY_NORMAL_NAME.get(normal(option));
}

/** Whether an option belongs to the mode without TLS that came with server 26.2. */
export function switchesOffTls(option: string): boolean {
  return ["disabletls", "clustersecret"].includes(normal(option));
}
