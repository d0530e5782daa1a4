import type { Traffic } from "../kinds/strategies.ts";
import type { Change, Choice } from "../report/strategies/strategies.ts";
import { type CertificateOption, certificateOptions, change, SOME_DOMAIN } from "./certificate-options.ts";
import type { Given, Member } from "./given.ts";
import { published } from "./published.ts";

/** A spec that a workload could have: the one that was written, with changes. */
export interface Candidate {
  readonly kind: "candidate";
  readonly choice: Choice;
  /** Whether it is the spec as it was written. */
  readonly current: boolean;
  readonly changes: readonly Change[];
}

/**
 * Every combination of names for servers, names for clients and whose certificates, each with the changes that lead to
 * it. What a combination needs is taken from the spec; what nobody has said there is marked as still to say.
 */
export function candidates(given: Given): readonly Candidate[] {
  const { strategies } = given;
  const options = certificateOptions(given);
  return strategies.internode.values.flatMap((internode) =>
    strategies.clients.values.flatMap((clients) => options.map((option) => candidate(given, internode, clients, option))),
  );
}

function candidate(given: Given, internode: string, clients: string, { certificates, changes }: CertificateOption): Candidate {
  const { chosen } = given;
  const choice = { internode, clients, certificates };
  const proxied = certificates.by === "both";
  if (
    internode === chosen.internode &&
    clients === chosen.clients &&
    certificates.authority === chosen.authority &&
    proxied === chosen.proxied
  )
    return { kind: "candidate", choice, current: true, changes: [] };
  const names = trafficChanges(given, { internode, clients, proxied });
  return { kind: "candidate", choice, current: false, changes: [...names.changes, ...changes(names.domain)] };
}

/** Without another authority: the spec with other names only. */
export function withTraffic(given: Given, traffic: Traffic): readonly Change[] {
  return trafficChanges(given, traffic).changes;
}

function trafficChanges(given: Given, traffic: Traffic): { readonly changes: readonly Change[]; readonly domain: string | undefined } {
  const all = given.fleet.map((member) => changesOf(given, member, traffic));
  return { changes: distinct(all.flatMap(({ changes }) => changes)), domain: all[0]?.domain };
}

/** Two members in one cluster may need the same of it. */
export function distinct(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((each) => [JSON.stringify(each.path), each])).values()];
}

function changesOf(
  given: Given,
  member: Member,
  traffic: Traffic,
): { readonly changes: readonly Change[]; readonly domain: string | undefined } {
  const { strategies } = given;
  const { workload, chosen, cluster } = member;
  const at = (path: Change["path"]) => ["workloads", workload.name, ...path];
  const changes: Change[] = [];
  const set = (path: Change["path"], after: unknown, before: unknown): void => {
    if (after !== before) changes.push(change(given, at(path), after, before));
  };
  set(strategies.internode.path, traffic.internode, chosen.internode);
  set(strategies.clients.path, traffic.clients, chosen.clients);
  let domain = chosen.domain;
  if (domain === undefined && strategies.usesDomain(traffic)) {
    // The first zone that the cluster publishes into and everybody sees; a person may mean another one.
    const zone = cluster.platform.externalDNS?.zones.find((each) => given.topology.zones[each]?.peering === undefined);
    domain = zone ?? SOME_DOMAIN;
    const needed = change(given, at(strategies.domain), domain);
    changes.push(zone === undefined ? { ...needed, toSay: "a domain for the servers' names" } : needed);
  }
  if (strategies.usesLoadBalancers(traffic, workload)) {
    set(strategies.loadBalancers, true, chosen.loadBalancers);
    changes.push(...published(given, cluster, domain));
  } else if (strategies.usesLoadBalancers(chosen, workload) && given.fleet.length === 1) {
    // Nobody dials them any more. Those of a fleet may be the only way from one cluster to the other.
    set(strategies.loadBalancers, false, chosen.loadBalancers);
  }
  if (!strategies.usesClientRewrites(traffic)) set(strategies.clientRewrites, false, chosen.clientRewrites);
  if (traffic.proxied) changes.push(...published(given, cluster, domain, strategies.proxy(workload, cluster).source));
  else changes.push(...strategies.withoutProxy(workload).map(({ path, value }) => change(given, at(path), value)));
  return { changes, domain };
}
