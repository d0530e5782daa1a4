import { serviceHost } from "../../parts/names.ts";
import { covers } from "../../terms/address-range.ts";
import { inWords } from "../../terms/in-words.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { carriedName, type FarCallers, farCallers, wayFrom } from "./far-names.ts";
import type { Layout } from "./layout.ts";
import { memberName } from "./node-names.ts";
import { closestZone, publisherOf } from "./publishers.ts";

/** What is wrong with the way from a cluster to servers in another one, said of whoever comes that way. */
interface WayProblem {
  readonly path: SpecProblem["path"];
  /** `callers`: `servers of its fleet and clients in cluster west` */
  readonly message: (callers: string) => string;
  readonly hint: string;
}

/** Why a workload's servers would not be reached from clusters that dial them: one problem a cause, whoever has it. */
export function wayProblems(layout: Layout, context: WorkloadContext): readonly SpecProblem[] {
  const byCause = new Map<string, { readonly problem: WayProblem; readonly callers: FarCallers[] }>();
  for (const callers of farCallers(layout, context.around)) {
    for (const problem of problemsOf(layout, callers, context)) {
      const cause = JSON.stringify([problem.path, problem.message(""), problem.hint]);
      const known = byCause.get(cause) ?? { problem, callers: [] };
      known.callers.push(callers);
      byCause.set(cause, known);
    }
  }
  return [...byCause.values()].map(({ problem: { path, message, hint }, callers }) => ({
    path,
    message: message(callersInWords(callers)),
    hint,
  }));
}

function callersInWords(callers: readonly FarCallers[]): string {
  const byCluster = new Map<string, string[]>();
  for (const { cluster, strategy } of callers) {
    const who = strategy === "clientTrafficStrategy" ? "clients" : "servers of its fleet";
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), who]);
  }
  return [...byCluster].map(([cluster, who]) => `${inWords(who)} in cluster ${cluster}`).join(", and ");
}

function problemsOf(layout: Layout, { cluster: name, strategy }: FarCallers, { around }: WorkloadContext): readonly WayProblem[] {
  const { spec } = layout;
  const byServiceName = spec.network[strategy] === "ServiceName";
  const far = around.clusters[name];
  // Without a load balancer FQDNs of clients may still lead somewhere that a person vouches for.
  if (!far || (strategy === "clientTrafficStrategy" && !byServiceName)) return [];
  const path = ["network", strategy];
  const [first] = layout.nodeTypes.flatMap((type) => type.pods.map((pod) => ({ type, pod })));
  if (!first) return [];
  if (byServiceName && spec.backend === "operator") {
    const message = (callers: string) =>
      `"ServiceName" makes ${callers} dial ${memberName(layout, first.type, first.pod)}: the operator names pods below a Service, and no Service elsewhere can have such a name.`;
    const hint = strategy === "clientTrafficStrategy" ? 'Use "FQDN".' : 'Use "SplitDNS" with a domain, or backend: "manifests".';
    return [{ path, message, hint }];
  }
  const { clusterDomain } = layout.cluster.dns;
  const dialled = serviceHost(first.pod, spec.namespace.name, clusterDomain);
  if (byServiceName && far.dns.clusterDomain !== clusterDomain) {
    const message = (callers: string) =>
      `"ServiceName" makes ${callers} dial ${dialled}, and the domain of cluster ${name} is ${far.dns.clusterDomain}: no Service there can have this name.`;
    const hint = strategy === "clientTrafficStrategy" ? 'Use "FQDN".' : 'Use "SplitDNS", which goes by names in a domain of yours.';
    return [{ path, message, hint }];
  }
  const carried = carriedName(layout, name, first.type, first.pod);
  if (!carried) {
    const lacks =
      wayFrom(layout, name) === undefined
        ? "has no load balancer that is reached from there"
        : "has a load balancer, but no name for it: network.domain is missing";
    const message = (callers: string) => `${callers} dial ${first.pod}, which ${lacks}.`;
    const hint =
      "Add network.domain and network.peering with a peering that joins the clusters, or network.loadBalancer where public addresses will do.";
    return [{ path: ["network"], message, hint }];
  }
  if (byServiceName && publisherOf(carried.name, layout.cluster, around.zones) === undefined) {
    const message = () =>
      `${dialled} would be an alias of ${carried.name} in cluster ${name}, and nobody publishes that name: an alias leads to a name, never to an address.`;
    return [{ path: ["network"], message, hint: publishing(layout, carried.name, first.pod, wayFrom(layout, name), around.zones) }];
  }
  return admission(layout, name, far.platform.egress);
}

/** Who could publish the name of a pod's load balancer, and where a person who keeps the record gets its address from. */
function publishing(
  { spec }: Layout,
  name: string,
  pod: string,
  way: ReturnType<typeof wayFrom>,
  zones: Parameters<typeof closestZone>[1],
): string {
  const closest = closestZone(name, zones);
  const others = closest?.owner !== undefined && closest.owner !== spec.cluster;
  const writing = others
    ? `Let the external-dns of ${spec.cluster} write into ${closest.name} too (take owner: "${closest.owner}" out of zones)`
    : `Let the external-dns of ${spec.cluster} own its zone (clusters.${spec.cluster}.platform.externalDNS.zones)`;
  const zone = closest?.name ?? name.split(".").slice(1).join(".");
  const balancer = way === "peering" ? `${pod}-peering (network.peering.addresses sets it)` : `${pod}-lb`;
  return `${writing}, or keep records by hand: zones: { "${zone}": { records: { "${name}": "<address>" } } }, with the address of the load balancer ${balancer}.`;
}

/** Ranges from which a cluster's traffic comes, as it declares, that a public load balancer does not let in. */
function admission(layout: Layout, cluster: string, egress: readonly string[] | undefined): readonly WayProblem[] {
  const { allowedIPs } = layout.spec.network.loadBalancer;
  if (wayFrom(layout, cluster) !== "public" || allowedIPs.length === 0 || egress === undefined) return [];
  const missing = egress.filter((range) => !allowedIPs.some((allowed) => covers(allowed, range)));
  if (missing.length === 0) return [];
  const message = () =>
    `they leave out ${inWords(missing)}, from where cluster ${cluster} dials these load balancers (its platform.egress).`;
  return [{ path: ["network", "loadBalancer", "allowedIPs"], message, hint: `Add ${missing.map((range) => `"${range}"`).join(", ")}.` }];
}
