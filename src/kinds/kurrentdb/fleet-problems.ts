import { serviceHost } from "../../parts/names.ts";
import { type Authority, isPrivate, knownRoots } from "../../spec/authority.ts";
import { covers } from "../../terms/address-range.ts";
import { imageVersion } from "../../terms/image.ts";
import { inWords } from "../../terms/in-words.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { carriedName, type FarCallers, farCallers, wayFrom } from "./far-names.ts";
import type { Layout, Member, NamedKurrentDB } from "./layout.ts";
import { clientName, memberName } from "./node-names.ts";
import { publisherOf } from "./publishers.ts";

/** What is wrong between a workload and those in other clusters that it makes a fleet with, and with how these reach it. */
export function fleetProblems(layout: Layout, context: WorkloadContext): readonly SpecProblem[] {
  const { spec } = layout;
  const own = quorumProblems(spec, context);
  if (own.length > 0) return own;
  return [
    ...(spec.quorumOf === undefined ? [] : replicaProblems(layout, layout.fleet.head)),
    ...twiceNamed(layout),
    ...publicServiceNames(layout),
    ...farCallers(layout, context.around).flatMap((callers) => wayProblems(layout, callers, context)),
  ];
}

/** Whether `replicas`, `quorumOf` and `readOnlyReplicas` go together, and the quorum is one. */
function quorumProblems(spec: NamedKurrentDB, { around }: WorkloadContext): readonly SpecProblem[] {
  const { replicas, quorumOf, readOnlyReplicas, name } = spec;
  if (quorumOf === undefined) {
    // The vendor's operator also takes a quorum by its nodes' names.
    if (replicas !== 0 || spec.backend === "operator") return [];
    const message = "0 is for read-only replicas alone, of a quorum that runs in another cluster, and quorumOf does not name it.";
    return [{ path: ["replicas"], message, hint: "Choose 1, 3 or 5, or add quorumOf with the name of a workload." }];
  }
  const path = ["quorumOf"];
  if (replicas !== 0) {
    const message = `"${quorumOf}" would be another quorum than that of its own ${replicas} ${replicas === 1 ? "node" : "nodes"}; read-only replicas of it have none.`;
    return [{ path, message, hint: "Set replicas to 0, or leave quorumOf out." }];
  }
  if (quorumOf === name) return [{ path, message: "names this workload itself.", hint: "Name the workload with the quorum." }];
  const quorum = around.workloads[quorumOf];
  if (!quorum) {
    const message = `"${quorumOf}" is a workload of a topology, which is not known here.`;
    return [{ path, message, hint: "Declare both in one defineTopology()." }];
  }
  if (quorum.kind !== spec.kind) return [{ path, message: `${quorumOf} is no KurrentDB.` }];
  const head = quorum as NamedKurrentDB;
  if (head.quorumOf !== undefined) {
    const hint = `Write "${head.quorumOf}", from which it replicates itself.`;
    return [{ path, message: `${quorumOf} has no quorum: it is a cluster of read-only replicas too.`, hint }];
  }
  if (head.replicas < 3) {
    const message = `${quorumOf} is a single node, and the vendor's rule is a quorum of 3 or 5 for read-only replicas.`;
    return [{ path, message, hint: `Set replicas of ${quorumOf} to 3.` }];
  }
  if (head.cluster === spec.cluster) {
    const message = `${quorumOf} runs in cluster ${spec.cluster} too.`;
    return [
      {
        path,
        message,
        hint: `There, add readOnlyReplicas: { replicas: ${Math.max(1, readOnlyReplicas.replicas)} } to ${quorumOf} itself.`,
      },
    ];
  }
  if (readOnlyReplicas.replicas > 0) return [];
  const message = "0 with replicas: 0 leaves no node at all.";
  return [{ path: ["readOnlyReplicas", "replicas"], message, hint: "Add readOnlyReplicas: { replicas: 1 }." }];
}

/** What read-only replicas have to have in common with their quorum. */
function replicaProblems(layout: Layout, head: Member): readonly SpecProblem[] {
  const { spec } = layout;
  const found: SpecProblem[] = [];
  const [mine, its] = [imageVersion(spec.image), imageVersion(head.spec.image)];
  if (mine && its && (mine.major !== its.major || mine.minor !== its.minor)) {
    const message = `is server ${mine.major}.${mine.minor}, and the quorum ${head.spec.name} runs ${its.major}.${its.minor}: nodes of one cluster are of one version, but for the time of an upgrade.`;
    found.push({ path: ["image"], message, hint: "Give both the same image." });
  }
  if (spec.security.insecure !== head.spec.security.insecure) {
    const path = spec.security.insecure ? ["security", "insecure"] : ["security"];
    found.push({
      path,
      message: `the quorum ${head.spec.name} is ${head.spec.security.insecure ? "insecure" : "not insecure"}, and this is its replica.`,
    });
  } else if (!haveOneTrust(layout.authority, head.authority)) {
    const message = `"${spec.security.authority}" is not the authority of ${head.spec.name} ("${head.spec.security.authority}"), and the roots of the two differ: nodes would refuse each other.`;
    found.push({ path: ["security", "authority"], message, hint: `Write "${head.spec.security.authority}".` });
  }
  const given = spec.security.certificateReservedNodeCommonName;
  if (given !== undefined && given !== head.spec.security.certificateReservedNodeCommonName) {
    const message = `nodes of one cluster demand one common name of each other, which ${head.spec.name} decides.`;
    found.push({ path: ["security", "certificateReservedNodeCommonName"], message, hint: "Leave it out here." });
  }
  if (spec.users) {
    const message = `users are those of ${head.spec.name}: replicas get them with its data.`;
    found.push({ path: ["users"], message, hint: "Leave users out." });
  }
  return found;
}

/** One authority, two public ones, or two whose signing roots each trusts of the other. */
function haveOneTrust(mine: Authority | undefined, its: Authority | undefined): boolean {
  if (!mine || !its || mine.name === its.name) return true;
  if (!isPrivate(mine) || !isPrivate(its)) return !isPrivate(mine) && !isPrivate(its);
  const roots = (authority: Authority) => (isPrivate(authority) ? Object.values(knownRoots(authority) ?? {}).map((pem) => pem.trim()) : []);
  const [own, other] = [roots(mine), roots(its)];
  return own.length > 0 && own.some((pem) => other.includes(pem));
}

/** Servers of one fleet that others would dial by one name. The later one by the order of the fleet has the problem. */
function twiceNamed(layout: Layout): readonly SpecProblem[] {
  const owners = new Map<string, string>();
  for (const member of layout.fleet.members) {
    for (const type of member.nodeTypes) {
      for (const pod of type.pods) {
        for (const name of new Set([memberName(member, type, pod), clientName(member, type, pod)])) {
          const owner = owners.get(name);
          if (owner !== undefined && owner !== member.spec.name && member.spec.name === layout.spec.name) {
            const message = `its ${pod} would be dialled as ${name}, and so would a node of ${owner}, with which it is one cluster.`;
            return [{ path: [], message, hint: "Rename one of the two workloads." }];
          }
          owners.set(name, member.spec.name);
        }
      }
    }
  }
  return [];
}

/** A public authority certifies no Service name, and in a fleet nodes can't do without: there is nothing to compile. */
function publicServiceNames({ spec, authority, fleet }: Layout): readonly SpecProblem[] {
  if (authority?.kind !== "acme" || spec.network.internodeTrafficStrategy !== "ServiceName" || fleet.members.length === 1) return [];
  const message = `"ServiceName" makes nodes dial each other by Service names, which the public authority "${authority.name}" certifies for nobody.`;
  const hint =
    'Use "SplitDNS" with a domain of yours, or an authority of your own: privateCA() with carried, vault(), existingIssuer() or broughtCA().';
  return [{ path: ["network", "internodeTrafficStrategy"], message, hint }];
}

/** Why this workload's servers would not be reached from a cluster that dials them. */
function wayProblems(layout: Layout, { cluster: name, strategy }: FarCallers, { around }: WorkloadContext): readonly SpecProblem[] {
  const { spec } = layout;
  const byServiceName = spec.network[strategy] === "ServiceName";
  const who = strategy === "clientTrafficStrategy" ? "clients" : "servers of its fleet";
  const far = around.clusters[name];
  // Without a load balancer FQDNs of clients may still lead somewhere that a person vouches for.
  if (!far || (strategy === "clientTrafficStrategy" && !byServiceName)) return [];
  const path = ["network", strategy];
  const [first] = layout.nodeTypes.flatMap((type) => type.pods.map((pod) => ({ type, pod })));
  if (!first) return [];
  if (byServiceName && spec.backend === "operator") {
    const message = `"ServiceName" makes ${who} in cluster ${name} dial ${memberName(layout, first.type, first.pod)}: the operator names pods below a Service, and no Service elsewhere can have such a name.`;
    const hint = strategy === "clientTrafficStrategy" ? 'Use "FQDN".' : 'Use "SplitDNS" with a domain, or backend: "manifests".';
    return [{ path, message, hint }];
  }
  const { clusterDomain } = layout.cluster.dns;
  const dialled = serviceHost(first.pod, spec.namespace.name, clusterDomain);
  if (byServiceName && far.dns.clusterDomain !== clusterDomain) {
    const message = `"ServiceName" makes ${who} in cluster ${name} dial ${dialled}, and that cluster's own domain is ${far.dns.clusterDomain}: no Service there can have this name.`;
    const hint = strategy === "clientTrafficStrategy" ? 'Use "FQDN".' : 'Use "SplitDNS", which goes by names in a domain of yours.';
    return [{ path, message, hint }];
  }
  const carried = carriedName(layout, name, first.type, first.pod);
  if (!carried) {
    const lacks =
      wayFrom(layout, name) === undefined
        ? "has no load balancer that is reached from there"
        : "has a load balancer, but no name for it: network.domain is missing";
    const message = `${who} in cluster ${name} dial ${byServiceName ? dialled : first.pod}, which ${lacks}.`;
    const hint =
      "Add network.domain and network.peering with a peering that joins the two clusters, or network.loadBalancer where public addresses will do.";
    return [{ path: ["network"], message, hint }];
  }
  const unpublished = byServiceName && publisherOf(carried.name, layout.cluster, around.zones) === undefined;
  if (unpublished) {
    const message = `${dialled} would be an alias of ${carried.name} in cluster ${name}, and nobody publishes that name: an alias leads to a name, never to an address.`;
    const hint = `Let the external-dns of ${spec.cluster} own its zone (clusters.${spec.cluster}.platform.externalDNS.zones), or keep records by hand: zones: { "${zoneOf(carried.name)}": { records: { "${carried.name}": "10.20.0.5" } } }.`;
    return [{ path: ["network"], message, hint }];
  }
  return admission(layout, name, far.platform.egress);
}

/** Ranges from which a cluster's traffic comes, as it declares, that a public load balancer does not let in. */
function admission(layout: Layout, cluster: string, egress: readonly string[] | undefined): readonly SpecProblem[] {
  const { allowedIPs } = layout.spec.network.loadBalancer;
  if (wayFrom(layout, cluster) !== "public" || allowedIPs.length === 0 || egress === undefined) return [];
  const missing = egress.filter((range) => !allowedIPs.some((allowed) => covers(allowed, range)));
  if (missing.length === 0) return [];
  const message = `they leave out ${inWords(missing)}, from where cluster ${cluster} dials these load balancers (its platform.egress).`;
  return [{ path: ["network", "loadBalancer", "allowedIPs"], message, hint: `Add ${missing.map((range) => `"${range}"`).join(", ")}.` }];
}

function zoneOf(name: string): string {
  return name.split(".").slice(1).join(".");
}
