import { type Authority, isPrivate, knownRoots } from "../../spec/authority.ts";
import { imageVersion } from "../../terms/image.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import type { Layout, Member, NamedKurrentDB } from "./layout.ts";
import { clientName, memberName } from "./node-names.ts";
import { wayProblems } from "./way-problems.ts";

/** What is wrong between a workload and those in other clusters that it makes a fleet with, and with how these reach it. */
export function fleetProblems(layout: Layout, context: WorkloadContext): readonly SpecProblem[] {
  const { spec } = layout;
  const own = quorumProblems(spec, context);
  if (own.length > 0) return own;
  return [
    ...(spec.quorumOf === undefined ? [] : replicaProblems(layout, layout.fleet.head)),
    ...twiceNamed(layout),
    ...publicServiceNames(layout),
    ...wayProblems(layout, context),
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

/** One authority, two public ones, or two with a root in common: whether that is the one that signs is for the proof to say. */
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
