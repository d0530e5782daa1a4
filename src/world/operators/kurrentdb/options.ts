import { imageVersion } from "../../../terms/image.ts";
import type { Path } from "../../../terms/place.ts";
import { atLeast } from "../../../terms/version.ts";
import { at, text } from "../../data.ts";
import { clientName, memberName, type NodeType, podsOf, type Resource } from "./resource.ts";

/** An argument of the server, and the field of the resource that it follows from. */
export interface Argument {
  readonly text: string;
  readonly from: Path;
}

/** Presets that `configuration` may change. In milliseconds where they are times. */
const PRESETS: Readonly<Record<string, string | number | boolean>> = {
  DisableLogFile: true,
  EnableAtomPubOverHTTP: true,
  PrepareTimeoutMs: 3000,
  CommitTimeoutMs: 3000,
  GossipIntervalMs: 2000,
  GossipTimeoutMs: 5000,
  LeaderElectionTimeoutMs: 2000,
  ReplicationHeartbeatInterval: 1000,
  ReplicationHeartbeatTimeout: 2500,
};

interface Paths {
  readonly prefix: string;
  readonly data: string;
  readonly certificates: string;
  readonly roots: string;
  readonly configuration: string;
}

const pathsBelow = (folder: string, data: string, prefix: string): Paths => ({
  prefix,
  data,
  certificates: `${folder}/certificates`,
  roots: `${folder}/ca`,
  configuration: `${folder}/configuration`,
});
const NOW = pathsBelow("/kurrentdb", "/var/lib/kurrentdb", "KURRENTDB_");
const BEFORE_25 = pathsBelow("/eventstore", "/var/lib/eventstore", "EVENTSTORE_");

/** Where a server of this image has its files. Source: KurrentDB operator documentation, managing certificates: older ones below `/eventstore`. */
export function pathsOf({ image }: Resource): Paths {
  const version = imageVersion(image);
  return version === undefined || atLeast(version, "25.0") ? NOW : BEFORE_25;
}

/** The server's configuration file: the presets, and over them what the resource says. */
export function configurationFile(type: NodeType): string {
  const chosen = new Set(Object.keys(type.configuration.data).map((name) => name.toLowerCase()));
  const presets = Object.entries(PRESETS).filter(([name]) => !chosen.has(name.toLowerCase()));
  return JSON.stringify({ ...Object.fromEntries(presets), ...type.configuration.data });
}

/**
 * What the operator forces, whatever `configuration` says. In truth those that differ by pod travel as arguments and the rest stands in
 * the configuration file; here all are arguments, so that each can be told apart. Source: KurrentDB operator documentation (1.6),
 * resource types, configuring KurrentDB.
 */
export function forcedOptions(resource: Resource, type: NodeType): readonly Argument[] {
  const { spec, quorum, quorumNodes, ports, secure } = resource;
  const paths = pathsOf(resource);
  const found: Argument[] = [];
  const set = (name: string, value: string | number | boolean, ...from: Path) =>
    found.push({ text: `--${name}=${String(value)}`, from: ["spec", ...from] });
  const named = (name: string, { name: value, from }: { name: string; from: Path }) => found.push({ text: `--${name}=${value}`, from });

  set("AllowUnknownOptions", true);
  set("AllowAnonymousEndpointAccess", true);
  set("ClusterSize", Math.max(quorum > 0 ? quorum : quorumNodes.length, 1), quorum > 0 ? "replicas" : "quorumNodes");
  set("DiscoverViaDns", false);
  const seeds = quorum > 0 ? seedsOf(resource) : { text: quorumNodes.join(","), from: ["spec", "quorumNodes"] };
  if (quorum !== 1) found.push({ text: `--GossipSeed=${seeds.text}`, from: seeds.from });
  if (type.readOnly) found.push({ text: "--ReadOnlyReplica=true", from: type.from });
  if (type.archiver) found.push({ text: "--Archiver=true", from: type.from });
  set("NodeIp", "0.0.0.0", "network");
  set("ReplicationIp", "0.0.0.0", "network");
  set("NodePort", ports.http, "network", "nodePort");
  set("ReplicationPort", ports.replication, "network", "replicationPort");
  const member = memberName(resource, type, "$(POD_NAME)");
  named("NodeHostAdvertiseAs", member);
  named("ReplicationHostAdvertiseAs", member);
  // Where it follows from the template, clients are told the FQDN.
  named("AdvertiseHostToClientAs", clientName(resource, type, "$(POD_NAME)"));
  set("Db", `${paths.data}/db`, "storage");
  set("Index", `${paths.data}/index`, "storage");
  if (!secure) {
    set("Insecure", true, "security");
    return found;
  }
  set("CertificateFile", `${paths.certificates}/tls.crt`, "security", "certificateSecret");
  set("CertificatePrivateKeyFile", `${paths.certificates}/tls.key`, "security", "certificateSecret");
  if (text(at(spec, "security", "certificateAuthoritySecret", "name")) !== undefined) {
    set("TrustedRootCertificatesPath", paths.roots, "security", "certificateAuthoritySecret");
  }
  const reserved = text(at(spec, "security", "certificateReservedNodeCommonName"));
  if (reserved !== undefined) set("CertificateReservedNodeCommonName", reserved, "security", "certificateReservedNodeCommonName");
  return found;
}

/** The nodes of the quorum under the names that they give each other. */
function seedsOf(resource: Resource): Argument {
  const [quorum] = resource.nodeTypes.filter(({ readOnly }) => !readOnly);
  const names = quorum ? podsOf(quorum).map((pod) => memberName(resource, quorum, pod)) : [];
  return { text: names.map(({ name }) => `${name}:${resource.ports.http}`).join(","), from: names[0]?.from ?? ["spec", "network"] };
}
