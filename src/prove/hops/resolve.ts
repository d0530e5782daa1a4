import type { Rules } from "../../terms/evidence.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import { searchCandidates } from "../../world/names/resolve.ts";
import type { Address, Dial } from "../../world/network.ts";
import { rules as operator } from "../../world/operators/kurrentdb/rules.ts";
import type { Process } from "../../world/world.ts";
import type { ReadyPods } from "../readiness.ts";
import { rules } from "../rules.ts";
import type { Mix } from "../trace.ts";
import { type Addresses, ask, leavesToNext } from "./ask-nameserver.ts";
import { failed, type Hop, neverReady, passed } from "./hop.ts";
import { isLoopback, isTold, listensBeside } from "./loopback.ts";
import { plainAddress } from "./plain-address.ts";

/** Where a name leads. Where there are several addresses any of them may be dialled. */
export interface Resolved {
  readonly addresses: readonly Address[];
}

const IP_LITERAL = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:.]*)$/i;

/**
 * Looks up the dialled host as the caller's resolver does: hosts file, search list, its nameserver, and a DNS server
 * in its own pod with what that one forwards to.
 */
export function resolve(dial: Dial, caller: Process, mix: Mix, pods: ReadyPods): Hop<Resolved> {
  const { host, place } = dial.to;
  // A server that advertises the address it is given says so symbolically, since the address is not known yet.
  if (host.startsWith("pod:")) {
    return passed("resolve", `the address of ${plainAddress(host as Address)}`, [rules.podNetwork], [place], {
      addresses: [host as Address],
    });
  }
  const literal = caller.resolver.hosts.get(host.toLowerCase()) ?? (IP_LITERAL.test(host) ? host : undefined);
  if (literal !== undefined) {
    // Told to dial loopback, a program would reach itself, unless the one that told it runs in the same pod.
    const beside = isLoopback(literal) && (!isTold(dial, caller) || listensBeside(caller, dial.to.port, mix["server:config"]));
    const address = beside && caller.address ? caller.address : (`ip:${literal}` as Address);
    return passed("resolve", `${host} is the address ${literal}`, [rules.resolvConf], [place], { addresses: [address] });
  }
  const { nameservers } = caller.resolver;
  const [nameserver] = nameservers;
  if (nameserver === undefined) {
    return failed(
      "resolve",
      "no-such-name",
      "resolver-silent",
      `${caller.label} has no nameserver`,
      [rules.resolvConf],
      [caller.resolver.place],
      { host },
    );
  }
  const undocumented = serviceElsewhere(dial, caller, mix);
  if (undocumented) return undocumented;
  if (nameservers.length > 1 && !leavesToNext(caller, mix)) {
    const listed = nameservers.join(", ");
    const text = `${caller.label} has ${nameservers.length} nameservers (${listed}): which one answers is not known`;
    return failed("resolve", "unknown", "ambiguous-nameservers", text, [rules.nameserverOrder], [caller.resolver.place], {
      host,
      nameservers: listed,
    });
  }
  return search(nameserver, dial, caller, mix, pods);
}

/**
 * A server of the vendor's operator told a program in another cluster its Service's name. ExternalName Services are to lead there
 * (the vendor's page on networking), but not for a name of this form, and by which one the server is dialled is not documented.
 */
function serviceElsewhere(dial: Dial, caller: Process, mix: Mix): Hop<never> | undefined {
  const { host, place } = dial.to;
  if (caller.cluster === undefined || !/\.svc\./.test(host) || !mix["advertiser:config"].derived.has(place.object)) return undefined;
  const { cluster } = parseObjectId(place.object);
  if (cluster === caller.cluster) return undefined;
  const text = `${host} is a Service's name in cluster ${cluster}: by which name its operator has it dialled from ${caller.cluster} is not documented`;
  return failed("resolve", "unknown", "name-not-documented", text, [operator.serviceElsewhere], [place], {
    host,
    cluster,
    from: caller.cluster,
  });
}

/** Asks for the names of the search list in turn. An answer other than "no such name" ends the search. */
function search(nameserver: string, dial: Dial, caller: Process, mix: Mix, pods: ReadyPods): Hop<Resolved> {
  const { host, place } = dial.to;
  let last: Hop<never> | undefined;
  for (const name of searchCandidates(caller.resolver, host)) {
    const answer = ask(nameserver, { name, dial, caller, mix });
    if (answer.kind === "addresses") return settle(dial, name, answer, mix, pods);
    if (answer.hop.ok || answer.hop.disposition !== "no-such-name") return answer.hop;
    const plain = last?.step.failure === "name-does-not-exist";
    const telling = name === host.toLowerCase() || answer.hop.step.failure !== "name-does-not-exist";
    if (last === undefined || (plain && telling)) last = answer.hop;
  }
  return last ?? failed("resolve", "no-such-name", "name-does-not-exist", `${host} is no name`, [rules.resolvConf], [place], { host });
}

/** Keeps the addresses that exist when the dial is made: a pod may never get one, and some names hold only pods that are ready. */
function settle(dial: Dial, name: string, answer: Addresses, mix: Mix, pods: ReadyPods): Hop<Resolved> {
  const { record } = answer;
  const used: Rules = [record.rule, ...answer.rules, rules.resolvConf];
  const { absent } = mix["cluster-names"];
  const existing = record.addresses.filter(({ address }) => !absent.has(address));
  const [gone] = record.addresses;
  const stop = gone && absent.get(gone.address);
  if (existing.length === 0 && gone && stop) {
    const text = `${name} does not exist: ${plainAddress(gone.address)} does not start, and has no address`;
    return failed("resolve", "no-such-name", "callee-not-started", text, used, [stop.place, ...stop.related], {}, stop);
  }
  const usable = existing.filter((each) => each.whileUnready || pods.isReady(each.address));
  const [waiting] = existing;
  if (usable.length === 0 && waiting) {
    const why = dial.callee === "ready" ? pods.why(waiting.address) : undefined;
    if (why) return neverReady("resolve", "no-such-name", `${name} exists only once ${plainAddress(waiting.address)} is ready`, used, why);
    const text = `${name} exists only once its pod is ready, and the pod is ready only after this dial`;
    return failed("resolve", "no-such-name", "name-only-when-ready", text, used, [record.place, dial.to.place], {
      host: dial.to.host,
    });
  }
  const addresses = [...new Set(usable.map((each) => each.address))];
  const text = `${dial.to.host} → ${addresses.map(plainAddress).join(", ")}${answer.via}`;
  const claimed: Readonly<Record<string, string>> = (record.publishers ?? []).length > 1 ? { claimed: record.name } : {};
  return passed("resolve", text, used, [dial.to.place, record.place, ...answer.places], { addresses }, claimed);
}
