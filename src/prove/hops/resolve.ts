import { applyRewrites } from "../../programs/coredns/apply-rewrites.ts";
import type { Rule } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import { type LookUp, lookUpClusterName, lookUpPublicName, searchCandidates } from "../../world/names/resolve.ts";
import type { Address, Dial, Listener, Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Mix, Role } from "../trace.ts";
import { failed, type Hop, passed } from "./hop.ts";

/** Where a name led: one address, and whether a pod behind it must be ready for the name to exist. */
export interface Resolved {
  readonly addresses: readonly Address[];
}

/** What one nameserver says of one name. */
type Answer =
  | {
      readonly kind: "addresses";
      readonly lookUp: Extract<LookUp, { kind: "addresses" }>;
      readonly via: string;
      readonly rules: readonly Rule[];
      readonly places: readonly Place[];
    }
  | { readonly kind: "hop"; readonly hop: Hop<never> };

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/;
const IP_LITERAL = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:.]*)$/i;

/**
 * Looks up the dialled host as the caller's resolver does: hosts file, search list, its nameserver, and a DNS server
 * in its own pod with what that one forwards to.
 */
export function resolve(dial: Dial, caller: Process, mix: Mix): Hop<Resolved> {
  const { host } = dial.to;
  // A server that advertises the address it is given says so symbolically, since the address is not known yet.
  if (host.startsWith("pod:")) {
    return passed("resolve", `the address of ${plainAddress(host as Address)}`, rules.podNetwork, [dial.to.place], {
      addresses: [host as Address],
    });
  }
  const fromHosts = caller.resolver.hosts.get(host.toLowerCase());
  const literal = fromHosts ?? (IP_LITERAL.test(host) ? host : undefined);
  if (literal !== undefined) {
    const address = LOOPBACK.test(literal) && caller.address ? caller.address : (`ip:${literal}` as Address);
    return passed("resolve", `${host} is the address ${literal}`, rules.resolvConf, [dial.to.place], { addresses: [address] });
  }
  const [nameserver, ...others] = caller.resolver.nameservers;
  if (nameserver === undefined) {
    return failed(
      "resolve",
      "no-such-name",
      "resolver-silent",
      `${caller.label} has no nameserver`,
      rules.resolvConf,
      [caller.resolver.place],
      { host },
    );
  }
  if (others.length > 0) {
    return failed(
      "resolve",
      "unknown",
      "ambiguous-nameservers",
      `${caller.label} has ${caller.resolver.nameservers.length} nameservers (${caller.resolver.nameservers.join(", ")}): which one answers is not known`,
      rules.nameserverOrder,
      [caller.resolver.place],
      { host, nameservers: caller.resolver.nameservers.join(", ") },
    );
  }
  let last: Hop<never> | undefined;
  for (const name of searchCandidates(caller.resolver, host)) {
    const answer = ask(nameserver, name, dial, caller, mix);
    if (answer.kind === "addresses") return accepted(dial, name, answer);
    // An answer that is not "no such name" ends the search: what comes after it is not known.
    if (answer.hop.ok || answer.hop.disposition !== "no-such-name") return answer.hop;
    if (last === undefined || name === host.toLowerCase()) last = answer.hop;
  }
  return (
    last ?? failed("resolve", "no-such-name", "name-does-not-exist", `${host} is no name`, rules.resolvConf, [dial.to.place], { host })
  );
}

function accepted(dial: Dial, name: string, answer: Extract<Answer, { kind: "addresses" }>): Hop<Resolved> {
  const { record } = answer.lookUp;
  const usable = dial.callee === "ready" ? record.addresses : record.addresses.filter((each) => each.whileUnready);
  const places = [dial.to.place, record.place, ...answer.places];
  if (usable.length === 0) {
    return failed(
      "resolve",
      "no-such-name",
      "name-only-when-ready",
      `${name} exists only once its pod is ready, and the pod is ready only after this dial`,
      record.rule,
      [record.place, dial.to.place],
      { host: dial.to.host },
    );
  }
  const addresses = [...new Set(usable.map((each) => each.address))];
  const text = `${dial.to.host} → ${addresses.map(plainAddress).join(", ")}${answer.via}`;
  return passed("resolve", text, weakestRule([record.rule, ...answer.rules]), places, { addresses });
}

function weakestRule(candidates: readonly Rule[]): Rule {
  const order = ["assumed", "documentation", "source", "lab"];
  return [...candidates].sort((a, b) => order.indexOf(a.evidence) - order.indexOf(b.evidence))[0] ?? rules.resolvConf;
}

/** An address as people say it: `pod orders-1`, `load balancer orders-1-lb`. */
export function plainAddress(address: Address): string {
  const [kind = "", rest = ""] = [address.slice(0, address.indexOf(":")), address.slice(address.indexOf(":") + 1)];
  const name = rest.slice(rest.lastIndexOf("/") + 1);
  const words: Record<string, string> = { pod: "pod", service: "Service", lb: "load balancer" };
  return words[kind] ? `${words[kind]} ${name}` : rest;
}

function ask(nameserver: string, name: string, dial: Dial, caller: Process, mix: Mix): Answer {
  if (nameserver === "public") return fromLookUp(lookUpPublicName(mix["public-names"], name), name, dial, caller, "", [], []);
  if (LOOPBACK.test(nameserver)) return askOwnPod(name, dial, caller, mix);
  return askAddress(nameserver, caller.resolver.place, name, dial, caller, mix, "", [], []);
}

/** Asks whatever answers at an IP address: the cluster's DNS, or something that is not declared. */
function askAddress(
  address: string,
  place: Place,
  name: string,
  dial: Dial,
  caller: Process,
  mix: Mix,
  via: string,
  used: readonly Rule[],
  places: readonly Place[],
): Answer {
  const world = mix["cluster-names"];
  const cluster = caller.cluster;
  const facts = cluster === undefined ? undefined : clusterFacts(world, cluster);
  if (cluster !== undefined && facts === undefined) {
    // Without an Environment the cluster's DNS address is not known: take any nameserver for it, and say so.
    return fromLookUp(
      lookUpClusterName({ cluster: world, public: mix["public-names"] }, cluster, name),
      name,
      dial,
      caller,
      via,
      [...used, rules.unread],
      places,
    );
  }
  if (cluster !== undefined && facts?.dns.serviceIP === address) {
    return fromLookUp(
      lookUpClusterName({ cluster: world, public: mix["public-names"] }, cluster, name),
      name,
      dial,
      caller,
      via,
      used,
      places,
    );
  }
  return {
    kind: "hop",
    hop: failed(
      "resolve",
      "unknown",
      "resolver-unread",
      `${name} is asked of ${address}, which nothing declared explains`,
      rules.unread,
      [place, ...places],
      {
        host: dial.to.host,
        nameserver: address,
      },
    ),
  };
}

function clusterFacts(world: World, cluster: string) {
  for (const environment of world.environment) {
    const facts = environment.clusters[cluster];
    if (facts) return facts;
  }
  return undefined;
}

function askOwnPod(name: string, dial: Dial, caller: Process, mix: Mix): Answer {
  const world: World = mix["client:resolver" satisfies Role];
  const silent = (text: string, place: Place, stopped?: Process): Answer => ({
    kind: "hop",
    hop: failed(
      "resolve",
      "no-such-name",
      "resolver-silent",
      text,
      stopped?.stops[0]?.rule ?? rules.listen,
      [place],
      { host: dial.to.host },
      stopped?.stops[0],
    ),
  });
  if (!caller.address) return silent(`${caller.label} asks its own address, where nothing of ours answers`, caller.resolver.place);
  const found = dnsListener(world, caller.address);
  if (!found) return silent(`nothing in the pod of ${caller.label} answers on port 53`, caller.resolver.place);
  const { process, listener } = found;
  if (process.stops.length > 0) return silent(`the DNS sidecar of ${caller.label} does not start`, process.place, process);
  const unread = process.unread[0];
  if (unread) {
    return {
      kind: "hop",
      hop: failed(
        "resolve",
        "unknown",
        "resolver-unread",
        `the DNS sidecar of ${caller.label} has a setting that is not understood`,
        rules.unread,
        [unread],
        {
          host: dial.to.host,
          nameserver: "127.0.0.1",
        },
      ),
    };
  }
  const server = listener.dns;
  if (!server) return silent(`port 53 in the pod of ${caller.label} is no DNS server`, listener.place);
  const rewritten = applyRewrites(server, name);
  if (rewritten.kind === "unread") {
    return {
      kind: "hop",
      hop: failed(
        "resolve",
        "unknown",
        "resolver-unread",
        `a rewrite rule of ${caller.label}'s DNS sidecar is not understood`,
        rules.unread,
        [rewritten.rewrite.place],
        {
          host: dial.to.host,
          nameserver: "127.0.0.1",
        },
      ),
    };
  }
  const asked = rewritten.kind === "rewritten" ? rewritten.to : name;
  const via = rewritten.kind === "rewritten" ? `, DNS sidecar of ${caller.label}` : "";
  const places = rewritten.kind === "rewritten" ? [rewritten.rewrite.place] : [];
  if (!server.forward) return silent(`the DNS sidecar of ${caller.label} forwards ${asked} nowhere`, server.place);
  const answer = askAddress(server.forward.address, server.forward.place, asked, dial, caller, mix, via, [rules.resolvConf], places);
  if (answer.kind === "addresses" && rewritten.kind === "rewritten" && !rewritten.rewrite.answers) {
    return {
      kind: "hop",
      hop: failed(
        "resolve",
        "no-such-name",
        "answer-under-another-name",
        `the DNS sidecar answers ${name} under the name ${asked}, and resolvers drop such an answer`,
        rules.answerName,
        [rewritten.rewrite.place],
        { host: dial.to.host, answered: asked },
      ),
    };
  }
  return answer;
}

function dnsListener(world: World, address: Address): { process: Process; listener: Listener } | undefined {
  for (const id of world.processesAt.get(address) ?? []) {
    const process = world.processes.get(id);
    const listener = process?.listeners.find((each) => each.port === 53);
    if (process && listener) return { process, listener };
  }
  return undefined;
}

function fromLookUp(
  lookUp: LookUp,
  name: string,
  dial: Dial,
  caller: Process,
  via: string,
  used: readonly Rule[],
  places: readonly Place[],
): Answer {
  if (lookUp.kind === "addresses") return { kind: "addresses", lookUp, via, rules: used, places };
  const renamed = name === dial.to.host.toLowerCase() ? "" : ` (asked for as ${name})`;
  if (lookUp.kind === "not-declared") {
    return {
      kind: "hop",
      hop: failed(
        "resolve",
        "unknown",
        "name-not-declared",
        `${dial.to.host}${renamed} is in no declared zone`,
        rules.resolvConf,
        [dial.to.place, ...places],
        {
          host: dial.to.host,
        },
      ),
    };
  }
  // A rewrite that leads to a name that does not exist is the nearer cause; without one, the name itself.
  const causes = [...places, dial.to.place];
  return {
    kind: "hop",
    hop: failed(
      "resolve",
      "no-such-name",
      "name-does-not-exist",
      `${dial.to.host}${renamed} does not exist for ${caller.label}`,
      rules.resolvConf,
      causes,
      {
        host: dial.to.host,
        asked: name,
      },
    ),
  };
}
