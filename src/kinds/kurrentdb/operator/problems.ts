import { isPrivate } from "../../../spec/authority.ts";
import type { Cluster } from "../../../spec/topology.ts";
import { imageVersion, parseImage } from "../../../terms/image.ts";
import { atLeast, parseVersion } from "../../../terms/version.ts";
import type { WorkloadContext } from "../../kind.ts";
import type { SpecProblem } from "../../spec-problem.ts";
import type { NamedKurrentDB } from "../layout.ts";
import { operatorAtLeast } from "./operator.ts";

/** What a workload needs of the vendor's operator, and where its resource is refused. Nothing with `backend: "manifests"`. */
export function operatorProblems(spec: NamedKurrentDB, context: WorkloadContext): readonly SpecProblem[] {
  if (spec.backend !== "operator") return manifestsProblems(spec);
  const { cluster } = context;
  if (cluster.platform.kurrentdbOperator === undefined) {
    const message = `"operator" leaves the rest to the vendor's operator, and platform.kurrentdbOperator of cluster ${cluster.name} does not say that it runs there.`;
    return [{ path: ["backend"], message, hint: 'Add platform.kurrentdbOperator: "1.6" to the cluster, or use "manifests".' }];
  }
  return [
    ...kubernetesProblems(cluster),
    ...fieldProblems(spec, cluster),
    ...quorumProblems(spec),
    ...archiverProblems(spec),
    ...userProblems(spec),
    ...networkProblems(spec),
    ...securityProblems(spec, context),
  ];
}

/** Parts of fields that both back ends have, which only the operator makes something of. */
function manifestsProblems(spec: NamedKurrentDB): readonly SpecProblem[] {
  const { users, network } = spec;
  const found: SpecProblem[] = [];
  const hint = 'Leave it out, or say backend: "operator".';
  if (users?.customUsers) {
    found.push({
      path: ["users", "customUsers"],
      message: "needs the vendor's operator: the server itself makes admin and ops only.",
      hint,
    });
  }
  if (network.nodeTcpPort !== undefined) {
    const message = "needs the vendor's operator: what is compiled here does not open the port of the old TCP clients.";
    found.push({ path: ["network", "nodeTcpPort"], message, hint });
  }
  return found;
}

/** Source: the ClusterServiceVersion of operator 1.6, minKubeVersion. */
function kubernetesProblems(cluster: Cluster): readonly SpecProblem[] {
  const kubernetes = parseVersion(cluster.platform.kubernetes);
  if (!kubernetes || atLeast(kubernetes, "1.30") || !operatorAtLeast(cluster, "1.6")) return [];
  const message = `operator ${operatorOf(cluster)} needs Kubernetes 1.30, and cluster ${cluster.name} runs ${cluster.platform.kubernetes}.`;
  return [{ path: ["backend"], message, hint: 'Use an older operator, a newer Kubernetes, or "manifests".' }];
}

function operatorOf({ platform }: Cluster): string {
  return platform.kurrentdbOperator?.version ?? "";
}

/** A field of the resource, the version that it came with, and whether a spec asks for it. */
interface Newer {
  readonly path: readonly string[];
  readonly since: "1.5" | "1.6";
  readonly asked: (spec: NamedKurrentDB) => boolean;
  /** What else to do than to install a newer operator. */
  readonly instead?: string;
}

/** Source: the vendor's release notes, and the CustomResourceDefinitions of 1.4.3, 1.5.0 and 1.6.0. */
const NEWER: readonly Newer[] = [
  { path: ["replicas"], since: "1.5", asked: ({ replicas }) => replicas === 5, instead: "or choose 3" },
  { path: ["archiver"], since: "1.5", asked: ({ archiver }) => archiver !== undefined },
  { path: ["environmentSecret"], since: "1.5", asked: ({ environmentSecret }) => environmentSecret !== undefined },
  { path: ["serviceAccountName"], since: "1.5", asked: ({ serviceAccountName }) => serviceAccountName !== undefined },
  { path: ["telemetryOptOut"], since: "1.5", asked: ({ telemetryOptOut }) => telemetryOptOut },
  {
    path: ["users"],
    since: "1.5",
    asked: ({ users }) => users !== undefined,
    instead: "or leave users out, and change both passwords as soon as the database runs: until then everybody knows them",
  },
  { path: ["configReloadKey"], since: "1.5", asked: ({ configReloadKey }) => configReloadKey !== undefined },
  { path: ["rollingRestartKey"], since: "1.5", asked: ({ rollingRestartKey }) => rollingRestartKey !== undefined },
  { path: ["fullRestartKey"], since: "1.5", asked: ({ fullRestartKey }) => fullRestartKey !== undefined },
  {
    path: ["network", "loadBalancer", "loadBalancerClass"],
    since: "1.5",
    asked: ({ network }) => network.loadBalancer.loadBalancerClass !== undefined,
  },
  { path: ["network", "nodePort"], since: "1.5", asked: ({ network }) => network.nodePort !== 2113, instead: "or keep 2113" },
  { path: ["network", "replicationPort"], since: "1.5", asked: ({ network }) => network.replicationPort !== 1112, instead: "or keep 1112" },
  { path: ["network", "nodeTcpPort"], since: "1.5", asked: ({ network }) => network.nodeTcpPort !== undefined },
  { path: ["podDisruptionBudgets"], since: "1.6", asked: ({ podDisruptionBudgets }) => podDisruptionBudgets !== undefined },
];

function fieldProblems(spec: NamedKurrentDB, cluster: Cluster): readonly SpecProblem[] {
  return NEWER.filter(({ since, asked }) => asked(spec) && !operatorAtLeast(cluster, since)).map(({ path, since, instead }) => {
    const what = path.at(-1) === "replicas" ? "5 nodes" : path.at(-1);
    const message = `${what} came with operator ${since}, and cluster ${cluster.name} has ${operatorOf(cluster)}.`;
    return { path, message, hint: `Install operator ${since} or newer, ${instead ?? "or leave it out"}.` };
  });
}

/** Rules of the CustomResourceDefinition between replicas, quorumNodes and read-only replicas. */
function quorumProblems(spec: NamedKurrentDB): readonly SpecProblem[] {
  const { replicas, quorumNodes, readOnlyReplicas, archiver, security } = spec;
  if (replicas !== 0) {
    if (!quorumNodes) return [];
    const message = `names a quorum elsewhere, and replicas: ${replicas} makes one here.`;
    return [{ path: ["quorumNodes"], message, hint: "Leave it out, or set replicas to 0." }];
  }
  const found: SpecProblem[] = [];
  if (!quorumNodes && spec.quorumOf === undefined) {
    const hint = 'Add quorumNodes: ["orders-0.example.com:2113", ...] with all nodes of the quorum, or quorumOf with a workload.';
    found.push({
      path: ["replicas"],
      message: "0 is a cluster of read-only replicas of a quorum elsewhere, and quorumNodes is missing.",
      hint,
    });
  }
  if (readOnlyReplicas.replicas === 0 && archiver?.enabled !== true) {
    const message = "0 leaves no node at all: neither read-only replicas nor an archiver are asked for.";
    found.push({ path: ["replicas"], message, hint: "Add readOnlyReplicas: { replicas: 1 }." });
  }
  if (quorumNodes && !security.insecure && security.certificateReservedNodeCommonName === undefined && !security.certificateSecret) {
    const message = "the quorum lets in only nodes with its own common name, and nothing here says which that is.";
    const hint = "Add certificateReservedNodeCommonName with the quorum's value: by default NAME.NAMESPACE of its workload.";
    found.push({ path: ["security"], message, hint });
  }
  return found;
}

function archiverProblems({ archiver, replicas, image }: NamedKurrentDB): readonly SpecProblem[] {
  if (archiver?.enabled !== true) return [];
  const path = ["archiver", "enabled"];
  const found: SpecProblem[] = [];
  if (replicas === 1) {
    found.push({
      path,
      message: "a single node can't have an archiver: the vendor's rule is a quorum of 3 or 5 for it.",
      hint: "Set replicas to 3.",
    });
  }
  const version = imageVersion(image);
  if (version && !atLeast(version, "25.0")) {
    found.push({ path, message: "an archiver needs server 25.0 or newer.", hint: "Use a newer image, or leave archiver out." });
  }
  // The rule of the definition takes what stands between the first and the second colon for the server's version.
  const parsed = parseImage(image);
  if (parsed && !/^\d+\./.test(image.split(":")[1] ?? "")) {
    const message = `the operator's rule for archivers looks for the server's version after the first ":" of "${image}", and there is none.`;
    found.push({ path: ["image"], message, hint: "Name a registry without a port, and a tag." });
  }
  return found;
}

function userProblems({ users, sourceBackup }: NamedKurrentDB): readonly SpecProblem[] {
  if (!users || sourceBackup === undefined) return [];
  const message = `can't be set where a database starts from a backup: "${sourceBackup}" brings its own users.`;
  return [{ path: ["users"], message, hint: "Leave users out." }];
}

function networkProblems({ network }: NamedKurrentDB): readonly SpecProblem[] {
  const found: SpecProblem[] = [];
  if (network.loadBalancer.enabled && network.domain === undefined) {
    const message = "makes load balancers with names in a domain, and network.domain is missing.";
    found.push({ path: ["network", "loadBalancer", "enabled"], message, hint: "Add network.domain." });
  }
  if (network.loadBalancer.externalTrafficPolicy !== undefined) {
    const message = "can't be said to the operator: its resource has no such field, and the load balancers are the operator's.";
    const hint = 'Leave it out, or use backend: "manifests".';
    found.push({ path: ["network", "loadBalancer", "externalTrafficPolicy"], message, hint });
  }
  return found;
}

function securityProblems({ security }: NamedKurrentDB, { authorities, cluster }: WorkloadContext): readonly SpecProblem[] {
  const found: SpecProblem[] = [];
  if (security.reload !== "sidecar") {
    const message = `"${security.reload}" is how nodes without the operator take over changed certificates; the operator has them reloaded by itself.`;
    found.push({ path: ["security", "reload"], message, hint: "Leave reload out." });
  }
  const authority = security.authority === undefined ? undefined : authorities[security.authority];
  if (!isPrivate(authority)) return found;
  if (authority.clusterTrustBundle) {
    const message = `"${authority.name}" hands its roots out as ClusterTrustBundles, and the operator mounts roots from a Secret only.`;
    found.push({ path: ["security", "authority"], message, hint: "Leave clusterTrustBundle out of the authority." });
  }
  if (authority.trusted.length > 1 && !operatorAtLeast(cluster, "1.5")) {
    const message = `"${authority.name}" has ${authority.trusted.length} trusted generations, and operator ${operatorOf(cluster)} mounts a single root: several came with 1.5.`;
    found.push({ path: ["security", "authority"], message, hint: "Install operator 1.5 or newer: without it no CA can be replaced." });
  }
  return found;
}
