import { isIP } from "node:net";
import { applyRewrites, type Rewritten } from "../../programs/coredns/apply-rewrites.ts";
import { clusterDns, leadThroughClusterDns } from "../../programs/coredns/cluster-dns.ts";
import { askHosts } from "../../programs/coredns/hosts.ts";
import { rules as coredns } from "../../programs/coredns/rules.ts";
import { applyRules } from "../../programs/kurrentdb-dns/apply-rules.ts";
import { rules as splitDns } from "../../programs/kurrentdb-dns/rules.ts";
import type { ClusterFacts } from "../../terms/environment.ts";
import type { Rule, Rules } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import { type LookUp, lookUpClusterName, lookUpPublicName } from "../../world/names/resolve.ts";
import type { Address, Dial, DnsServer, Fqdn, Listener, SplitDnsServer } from "../../world/network.ts";
import type { NameRecord, Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Disposition, Failure, Mix } from "../trace.ts";
import { admitDns } from "./admit-dns.ts";
import { failed, type Hop } from "./hop.ts";
import { isLoopback } from "./loopback.ts";
import { missing } from "./missing-name.ts";

/** A record that a nameserver answers with, and how it came to it. */
export interface Addresses {
  readonly kind: "addresses";
  readonly record: NameRecord;
  /** For the trace: `, DNS sidecar of orders-0`; empty for a plain answer. */
  readonly via: string;
  /** How the question got to the record. The record's own rule is not among them. */
  readonly rules: readonly Rule[];
  readonly places: readonly Place[];
}

/** What one nameserver says of one name. */
export type Answer = Addresses | { readonly kind: "hop"; readonly hop: Hop<never> };

/** One name, asked for on behalf of a dial. */
export interface Question {
  readonly name: string;
  readonly dial: Dial;
  readonly caller: Process;
  readonly mix: Mix;
}

/** How a question got to where it is answered. */
interface Way {
  readonly via: string;
  /** Set where the question was rewritten. */
  readonly rewrite?: Rule;
  /** All other rules of the way. */
  readonly rules: readonly Rule[];
  readonly places: readonly Place[];
}

type Rewrote = Extract<Rewritten, { kind: "rewritten" }>;

const STRAIGHT: Way = { via: "", rules: [], places: [] };

/** Asks a nameserver of a resolv.conf: the public DNS, a server in the caller's own pod, or one at an address. */
export function ask(nameserver: string, question: Question): Answer {
  if (nameserver === "public") return answered(lookUpPublicName(question.mix["public-names"], question.name), question, STRAIGHT);
  if (isLoopback(nameserver)) return askOwnPod(question);
  return askAddress(nameserver, question.caller.resolver.place, question, STRAIGHT);
}

/** Asks whatever answers at an address: the cluster's DNS, or something that is not declared. */
function askAddress(address: string, place: Place, question: Question, way: Way): Answer {
  const { name, caller, mix } = question;
  const sources = { cluster: mix["cluster-names"], public: mix["public-names"] };
  const facts = caller.cluster === undefined ? undefined : clusterFacts(sources.cluster, caller.cluster);
  // Without an Environment the address of the cluster's DNS is not known: any but the node's own is taken for it.
  const assumed = facts === undefined && address !== "node-dns";
  if (caller.cluster !== undefined && (assumed || facts?.dns.serviceIP === address)) {
    const admitted = admitDns(caller, question.dial, facts?.dns.serviceIP, mix.routes);
    if (admitted && !admitted.ok) return { kind: "hop", hop: admitted };
    const used = [...way.rules, ...(assumed ? [rules.unread] : []), ...(admitted?.step.rules ?? [])];
    const via = admitted?.step.rules.includes(rules.networkPolicyProvided) ? `${way.via} (${admitted.step.text})` : way.via;
    return askClusterDns(caller.cluster, question, { ...way, via, rules: used });
  }
  const text = `${name} is asked of ${address === "node-dns" ? "the node's own nameserver" : address}, which nothing declared explains`;
  return ends(question, "unknown", "resolver-unread", text, [rules.unread], [place, ...way.places], { nameserver: address });
}

/** Asks the DNS of a cluster, which may rewrite the question first. */
function askClusterDns(cluster: string, question: Question, way: Way): Answer {
  const { name, mix } = question;
  const sources = { cluster: mix["cluster-names"], public: mix["public-names"] };
  const custom = clusterDns(mix["cluster-names"], cluster);
  if (!custom) return answered(lookUpClusterName(sources, cluster, name), question, way);
  const led = leadThroughClusterDns(custom, name);
  if (led.kind === "open")
    return ends(
      question,
      "unknown",
      "resolver-unread",
      `the DNS of cluster ${cluster} ${led.why}`,
      [rules.unread],
      [led.place, ...way.places],
    );
  const { rewrite, name: to } = led;
  if (!rewrite) return answered(lookUpClusterName(sources, cluster, name), question, way);
  const used: Way = {
    via: `${way.via}, rewritten by the DNS of cluster ${cluster}`,
    rewrite: coredns.customized,
    rules: [...(way.rewrite ? [way.rewrite] : []), ...way.rules],
    places: [rewrite.place, ...way.places],
  };
  const answer = answered(lookUpClusterName(sources, cluster, to), { ...question, name: to }, used);
  if (answer.kind === "hop" || rewrite.answers) return answer;
  const text = `the DNS of cluster ${cluster} answers ${name} under the name ${to}, and resolvers drop such an answer`;
  return ends(question, "no-such-name", "answer-under-another-name", text, [rules.answerName, coredns.customized], used.places, {
    answered: to,
  });
}

function clusterFacts(world: World, cluster: string): ClusterFacts | undefined {
  for (const environment of world.environment) {
    const facts = environment.clusters[cluster];
    if (facts) return facts;
  }
  return undefined;
}

/** Asks the DNS server that runs in the caller's own pod: rewrite, forward, and back. */
function askOwnPod(question: Question): Answer {
  const { name, caller, mix } = question;
  const found = caller.address === undefined ? undefined : dnsListener(mix["client:resolver"], caller.address);
  const silent = (text: string, place: Place, ...relied: Rules) => ends(question, "no-such-name", "resolver-silent", text, relied, [place]);
  if (!found) return silent(`nothing in the pod of ${caller.label} answers on port 53`, caller.resolver.place, rules.listen);
  const { process, listener } = found;
  const sidecar = `the DNS sidecar of ${caller.label}`;
  const [stop] = process.stops;
  if (stop) {
    const hop = failed("resolve", "no-such-name", "resolver-silent", `${sidecar} does not start`, [stop.rule], [process.place], {}, stop);
    return { kind: "hop", hop };
  }
  const unread = (text: string, place: Place) => ends(question, "unknown", "resolver-unread", text, [rules.unread], [place]);
  const [setting] = process.unread;
  if (setting) return unread(`${sidecar} has a setting that is not understood`, setting);
  if (listener.splitDns) return askSplitDns(listener.splitDns, question, sidecar);
  if (!listener.dns) return silent(`port 53 in the pod of ${caller.label} is no DNS server`, listener.place, listener.rule);
  const rewritten = applyRewrites(listener.dns, name);
  if (rewritten.kind === "unread") return unread(`${sidecar} has a rewrite rule that is not understood`, rewritten.rewrite.place);
  const held = heldBy(listener.dns, rewritten.kind === "rewritten" ? rewritten : undefined, question, sidecar);
  if (held) return held;
  const { forward } = listener.dns;
  if (!forward) return silent(`${sidecar} forwards ${name} nowhere`, listener.dns.place, coredns.forward, listener.rule);
  if (rewritten.kind === "unchanged")
    return askAddress(forward.address, forward.place, question, { ...STRAIGHT, rules: [coredns.forward, listener.rule] });
  const way: Way = {
    via: `, DNS sidecar of ${caller.label}`,
    rewrite: coredns.rewrite,
    rules: [coredns.forward, listener.rule],
    places: [rewritten.rewrite.place],
  };
  const answer = askAddress(forward.address, forward.place, { ...question, name: rewritten.to }, way);
  if (answer.kind === "hop" || rewritten.rewrite.answers) return answer;
  const text = `${sidecar} answers ${name} under the name ${rewritten.to}, and resolvers drop such an answer`;
  return ends(question, "no-such-name", "answer-under-another-name", text, [rules.answerName, coredns.rewrite, ...way.rules], way.places, {
    answered: rewritten.to,
  });
}

/** What a DNS server in the pod answers by itself, with addresses that its configuration holds. */
function heldBy(server: DnsServer, rewritten: Rewrote | undefined, question: Question, sidecar: string): Answer | undefined {
  const { hosts } = server;
  const { caller } = question;
  const name = rewritten?.to ?? question.name;
  const found = hosts && askHosts(hosts, name);
  if (!hosts || found === undefined) return undefined;
  const places = [hosts.place, ...(rewritten ? [rewritten.rewrite.place] : [])];
  const used: Rules = [coredns.hosts, ...(rewritten ? [coredns.rewrite] : [])];
  if (found === "no-such-name") {
    return ends(question, "no-such-name", "name-does-not-exist", `${sidecar} says that ${name} does not exist`, used, places);
  }
  if (rewritten && !rewritten.rewrite.answers) {
    const text = `${sidecar} answers ${question.name} under the name ${name}, and resolvers drop such an answer`;
    return ends(question, "no-such-name", "answer-under-another-name", text, [rules.answerName, ...used], places, { answered: name });
  }
  const addresses = found.map((address) => ({ address: `ip:${address}` as Address, whileUnready: true }));
  const record: NameRecord = { name: question.name as NameRecord["name"], addresses, place: hosts.place, rule: coredns.hosts };
  return { kind: "addresses", record, via: `, DNS sidecar of ${caller.label}`, rules: used, places };
}

/** Asks a sidecar that answers what its rules take, and fails for the rest, so that the pod's next nameserver is asked. */
function askSplitDns(server: SplitDnsServer, question: Question, sidecar: string): Answer {
  const { name, caller } = question;
  const ruled = applyRules(server, name);
  if (ruled.kind === "unread") {
    return ends(question, "unknown", "resolver-unread", `${sidecar} has a rule that is not understood`, [rules.unread], [ruled.rule.place]);
  }
  if (ruled.kind === "none") {
    const next = caller.resolver.nameservers[1];
    const place = caller.resolver.place;
    if (next !== undefined) return askAddress(next, place, question, { ...STRAIGHT, rules: [splitDns.refers] });
    const text = `${sidecar} has no rule for ${name}, and there is no other nameserver`;
    return ends(question, "no-such-name", "resolver-silent", text, [splitDns.refers], [place]);
  }
  const { result, rule } = ruled;
  const way: Way = { via: `, DNS sidecar of ${caller.label}`, rewrite: splitDns.answers, rules: [], places: [rule.place] };
  if (isIP(result) === 0)
    return askAddress(server.resolver, server.place, { ...question, name: result.toLowerCase().replace(/\.$/, "") }, way);
  const address = `ip:${result}` as Address;
  const record: NameRecord = {
    name: name as Fqdn,
    addresses: [{ address, whileUnready: true }],
    place: rule.place,
    rule: splitDns.answers,
  };
  return { kind: "addresses", record, via: way.via, rules: [], places: way.places };
}

/** Whether the first nameserver of a process is a server in its own pod that leaves what it does not know to the next one. */
export function leavesToNext({ resolver, address }: Process, mix: Mix): boolean {
  const [first, , ...more] = resolver.nameservers;
  if (first === undefined || more.length > 0 || !isLoopback(first) || address === undefined) return false;
  return dnsListener(mix["client:resolver"], address)?.listener.splitDns !== undefined;
}

function dnsListener(world: World, address: Address): { process: Process; listener: Listener } | undefined {
  for (const id of world.processesAt.get(address) ?? []) {
    const process = world.processes.get(id);
    const listener = process?.listeners.find((each) => each.port === 53);
    if (process && listener) return { process, listener };
  }
  return undefined;
}

function answered(lookUp: LookUp, question: Question, way: Way): Answer {
  const { name, dial, caller } = question;
  const { host, place } = dial.to;
  if (lookUp.kind === "addresses") {
    const used = [...(way.rewrite ? [way.rewrite] : []), ...way.rules, ...lookUp.chain.map((alias) => alias.rule)];
    return { kind: "addresses", record: lookUp.record, via: way.via, rules: used, places: way.places };
  }
  const asked = name === host.toLowerCase() ? host : `${host} (asked for as ${name})`;
  if (lookUp.kind === "not-declared") {
    const text = lookUp.zone
      ? `${asked} has no record that is declared, and nobody says who else writes into ${lookUp.zone.suffix}`
      : `${asked} is in no declared zone`;
    return ends(question, "unknown", "name-not-declared", text, [rules.resolvConf, ...way.rules], [place, ...way.places]);
  }
  const { hop, nearest } = missing(lookUp, { asked, caller, dial, mix: question.mix });
  // A rewrite that leads to a name that does not exist is the nearer cause; without one, the name itself.
  const relied: Rules = way.rewrite && !nearest ? [way.rewrite, ...way.rules, ...hop.relied] : [...hop.relied, ...way.rules];
  const places = nearest ? [nearest, ...way.places, place, ...(hop.places ?? [])] : [...way.places, place, ...(hop.places ?? [])];
  return ends(question, "no-such-name", hop.failure, hop.text, relied, places, hop.values);
}

function ends(
  { dial }: Question,
  disposition: Disposition,
  failure: Failure,
  text: string,
  relied: Rules,
  places: readonly Place[],
  values: Readonly<Record<string, string>> = {},
): Answer {
  return { kind: "hop", hop: failed("resolve", disposition, failure, text, relied, places, { host: dial.to.host, ...values }) };
}
