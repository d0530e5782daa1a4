import type { Kind } from "../kinds/kind.ts";
import type { SpecProblem } from "../kinds/spec-problem.ts";
import { inWords } from "../terms/in-words.ts";
import { type Authority, isPrivate } from "./authority.ts";
import { type ParsedParts, unknownReference } from "./parse-parts.ts";

/** A workload that has leaves from an authority. */
interface User {
  readonly workload: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly authenticatesCallers: boolean;
  /** The workload that it is one with, as far as callers are concerned. */
  readonly trustDomain: string;
}

/** What is wrong with the use of authorities: who shares them, where they would be born, what has to be installed. */
export function authorityProblems(parts: ParsedParts, kinds: ReadonlyMap<string, Kind>): readonly SpecProblem[] {
  const users = new Map<string, User[]>();
  for (const [workload, spec] of parts.workloads) {
    const kind = kinds.get(spec.kind) as Kind;
    for (const authority of kind.authorities(spec)) {
      const user = {
        workload,
        cluster: spec.cluster,
        namespace: kind.namespace(spec).name,
        authenticatesCallers: kind.authenticatesCallers(spec),
        trustDomain: kind.trustDomain?.({ ...spec, name: workload }) ?? workload,
      };
      users.set(authority, [...(users.get(authority) ?? []), user]);
    }
  }
  return [...parts.authorities].flatMap(([name, authority]) => {
    const own = users.get(name) ?? [];
    return [
      ...birth(parts, name, authority, own),
      ...sharing(name, authority, own),
      ...trustBundles(parts, name, authority, own),
      ...(authority.kind === "broughtCA" ? [] : platform(parts, own)),
    ];
  });
}

function sharing(name: string, authority: Authority, users: readonly User[]): readonly SpecProblem[] {
  const path = ["authorities", name];
  const [first, ...others] = users;
  if (!first || !isPrivate(authority)) return [];
  const elsewhere = authority.kind === "privateCA" && others.find((user) => bornTwice(authority.carried !== undefined, first, user));
  if (elsewhere) {
    const place = ({ workload, cluster, namespace }: User): string => `${workload} (namespace ${namespace} of cluster ${cluster})`;
    const message = `is used by ${place(first)} and by ${place(elsewhere)}. A private CA is born in one namespace of one cluster, and its key never leaves it.`;
    const hint = `Give each its own privateCA. Or carry its key: carried: { from: "${first.cluster}", secrets }. vault(), existingIssuer() and broughtCA() sign in several clusters.`;
    return [{ path, message, hint: first.cluster === elsewhere.cluster ? "Give each its own privateCA." : hint }];
  }
  const domains = new Set(users.map((user) => user.trustDomain));
  if (authority.shared || users.filter((user) => user.authenticatesCallers).length === 0 || domains.size === 1) return [];
  const names = inWords(users.map((user) => user.workload));
  const message = `is used by ${names}. Their servers authenticate callers by this root, so whoever gets a certificate of one is let into the other.`;
  return [{ path, message, hint: 'Give each an authority of its own, or say shared: { reason: "..." }.' }];
}

/** Whether a CA would be made in two places: in two namespaces of one cluster, or in two clusters without a word on which. */
function bornTwice(isCarried: boolean, one: User, other: User): boolean {
  return one.cluster === other.cluster ? one.namespace !== other.namespace : !isCarried;
}

/** A CA whose key is carried is made for a workload of the cluster that it is carried from. */
function birth(parts: ParsedParts, name: string, authority: Authority, users: readonly User[]): readonly SpecProblem[] {
  if (authority.kind !== "privateCA" || !authority.carried) return [];
  const { from } = authority.carried;
  const path = ["authorities", name, "carried", "from"];
  const unknown = unknownReference(parts, "clusters", from, path);
  if (unknown.length > 0 || users.length === 0 || users.some((user) => user.cluster === from)) return unknown;
  const message = `no workload of ${from} has leaves of ${name}, so it would be made nowhere.`;
  return [{ path, message, hint: `Its workloads run in ${[...new Set(users.map((user) => user.cluster))].join(", ")}.` }];
}

/** ClusterTrustBundles need their API in each cluster where the roots are mounted. */
function trustBundles(parts: ParsedParts, name: string, authority: Authority, users: readonly User[]): readonly SpecProblem[] {
  if (!isPrivate(authority) || !authority.clusterTrustBundle) return [];
  const lacking = users.map((user) => parts.clusters.get(user.cluster)).find((cluster) => cluster && !cluster.platform.clusterTrustBundles);
  if (!lacking) return [];
  const message = `needs ClusterTrustBundles in cluster ${lacking.name}, which serves none as far as its platform says.`;
  const hint = 'Switch on their API and projection there and say so in platform: clusterTrustBundles: "v1beta1".';
  return [{ path: ["authorities", name, "clusterTrustBundle"], message, hint }];
}

/** Certificates need cert-manager in the cluster. One problem per cluster is enough. */
function platform(parts: ParsedParts, users: readonly User[]): readonly SpecProblem[] {
  return [...new Set(users.map((user) => user.cluster))].flatMap((name): readonly SpecProblem[] => {
    const cluster = parts.clusters.get(name);
    if (!cluster || cluster.platform.certManager) return [];
    const workload = users.find((user) => user.cluster === name)?.workload ?? "";
    const message = `has no certManager, and ${workload} needs it for its certificates.`;
    return [{ path: ["clusters", name, "platform"], message, hint: 'Add the version that is installed: certManager: "1.21".' }];
  });
}
