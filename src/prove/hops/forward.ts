import type { Rule } from "../../terms/evidence.ts";
import type { Address, Dial, Fqdn, ProxyFault, ProxyHost, Upstream } from "../../world/network.ts";
import { below } from "../../world/proxies/gateway.ts";
import { matchesHost } from "../../world/proxies/ingress.ts";
import type { Process } from "../../world/world.ts";
import type { ReadyPods } from "../readiness.ts";
import { rules } from "../rules.ts";
import type { Disposition, Failure, Mix, Step } from "../trace.ts";
import type { Accepted } from "./accept.ts";
import { verifyServer } from "./handshake.ts";
import { failed, type Hop, passed } from "./hop.ts";
import { type Arrival, route } from "./route.ts";

/** What a proxy makes of a connection: the steps until it is at a pod's door, and who knocks there with what. */
export type Forwarded =
  | {
      readonly ok: true;
      readonly steps: readonly Step[];
      readonly dial: Dial;
      readonly caller: Process;
      readonly pods: Arrival["pods"];
      /** Who sends the packets, and to which address. */
      readonly proxy: Process;
      readonly via: Address;
      /** Absent where TLS passes through: what goes on is the caller's connection. */
      readonly upstream?: Upstream;
    }
  | { readonly ok: false; readonly steps: readonly Step[]; readonly disposition: Disposition };

/**
 * Follows a dial through a proxy. It picks the host by SNI, which is the name that was dialled. Where it passes TLS through, the caller's own
 * handshake goes on at the pod; where it ends TLS, the caller verifies the proxy's certificate, and the proxy makes a connection of its own:
 * no certificate of the caller gets through.
 */
export function forward(dial: Dial, caller: Process, accepted: Accepted, mix: Mix, ready: ReadyPods, asOf: number | undefined): Forwarded {
  const { process: proxy } = accepted;
  const host = hostFor(accepted, dial.to.host);
  if (!host) return ends([], unrouted(dial, accepted, mix));
  if (host.fault?.reason === "not-known") return ends([], faulty(dial, host, host.fault));
  const steps: Step[] = [];
  if (host.mode === "terminate") {
    if (!/(^|-)http$/.test(dial.protocol)) return ends([], noHttp(dial, proxy, host));
    // Without a rule's fault a host that the proxy has no certificate for gets one of its own making.
    if (host.leaf || !host.fault) {
      const verified = presentedTo(dial, accepted, host, mix, asOf);
      if (!verified.ok) return ends([], verified);
      steps.push(verified.step);
    }
  }
  if (host.fault || !host.upstream) return ends(steps, faulty(dial, host, host.fault));
  const { upstream } = host;
  const onward =
    host.mode === "passthrough" ? { ...dial, to: { ...dial.to, port: upstream.port } } : dialFrom(proxy, dial, upstream, host, mix);
  const how = host.mode === "passthrough" ? "TLS passes through" : upstream.tls ? "by TLS" : `in cleartext, HTTP/${upstream.http}`;
  const dropped = host.mode === "terminate" && dial.tls?.leaf ? `; the certificate of ${caller.label} stays behind` : "";
  const [first, ...others] = new Set<Rule>([upstream.rule, host.rule, ...(host.unread.length > 0 ? [rules.unread] : [])]);
  steps.push(
    passed(
      "forward",
      `${proxy.label} → Service ${upstream.service}, ${how}${dropped}`,
      [first ?? upstream.rule, ...others],
      [upstream.place, host.place, ...host.unread],
      null,
    ).step,
  );
  const routed = route(upstream.address, { ...onward, to: { ...onward.to, place: upstream.place } }, proxy, mix, ready);
  if (!routed.ok) return ends(steps, routed);
  // A passing connection is still the caller's: its certificates, and its checks of the node's.
  const shared = { ok: true, steps: [...steps, routed.step], dial: onward, pods: routed.value.pods, proxy, via: upstream.address } as const;
  return host.mode === "passthrough" ? { ...shared, caller } : { ...shared, caller: proxy, upstream };
}

function ends(steps: readonly Step[], hop: Hop<unknown>): Forwarded {
  return { ok: false, steps: [...steps, hop.step], disposition: hop.ok ? "unknown" : hop.disposition };
}

/** The host of a proxy for a name: the name itself before a wildcard, and the longest of those. */
function hostFor({ listener }: Accepted, name: string): ProxyHost | undefined {
  const asked = name.toLowerCase().replace(/\.$/, "");
  const fits = (listener.proxy ?? []).filter(({ host }) => matchesHost(host, asked) || below(asked, host));
  return [...fits].sort((a, b) => Number(b.host === asked) - Number(a.host === asked) || b.host.length - a.host.length)[0];
}

function unrouted(dial: Dial, { process, listener }: Accepted, mix: Mix): Hop<never> {
  const hosts = (listener.proxy ?? []).map(({ host }) => host);
  const has = hosts.length === 0 ? "none" : hosts.slice(0, 4).join(", ");
  const text = `${process.label} has no rule for ${dial.to.host} (it has ${has}): it answers with a certificate of its own and 404`;
  const name = dial.to.host.toLowerCase() as Fqdn;
  // What leads the name here is what lacks the rule.
  const carried = mix["public-names"].zones.map((zone) => zone.records.get(name)?.place).find((each) => each !== undefined);
  return failed("forward", "no-route", "host-without-rule", text, [listener.rule], [carried ?? listener.place, dial.to.place], {
    host: dial.to.host,
    proxy: process.label,
  });
}

const FAILURES: Readonly<Record<ProxyFault["reason"], readonly [Failure, Disposition]>> = {
  "not-known": ["proxy-not-known", "unknown"],
  "not-supported": ["proxy-not-supported", "no-route"],
  "no-backend": ["backend-missing", "no-route"],
  "missing-object": ["backend-missing", "no-route"],
};

function faulty(dial: Dial, host: ProxyHost, fault: ProxyFault | undefined): Hop<never> {
  if (!fault) return failed("forward", "no-route", "backend-missing", "the rule names no backend", [host.rule], [host.place]);
  const [failure, disposition] = FAILURES[fault.reason];
  const values = { host: dial.to.host, why: fault.why, change: fault.change };
  return failed("forward", disposition, failure, fault.why, [fault.rule], [...fault.places, host.place], values, fault.stop);
}

/** The caller's check of the certificate that the proxy presents. */
function presentedTo(dial: Dial, accepted: Accepted, host: ProxyHost, mix: Mix, asOf: number | undefined): Hop<null> {
  const { process, listener } = accepted;
  const leaf = leafIn(mix["proxy:leaf"], accepted, host) ?? [];
  const dialOf = mix["client:trust"].processes.get(dial.from)?.dials.find((each) => each.id === dial.id);
  const trust = (dialOf?.tls ?? dial.tls)?.trust;
  if (!dial.tls) throw new Error("a proxy accepted cleartext");
  if (leaf.length === 0) {
    const text = `${process.label} has no certificate for ${dial.to.host}, and presents one of its own making`;
    const values = { host: dial.to.host, proxy: process.label };
    return failed("verify", "unusable-certificate", "host-without-rule", text, [host.rule], [host.place], values);
  }
  const verified = verifyServer(dial, dial.tls, { process, listener: { ...listener, place: host.place } }, leaf, trust, asOf);
  if (verified.ok || !host.leafByName || verified.step.failure !== "name-not-on-certificate") return verified;
  // The certificate that lacks the name is what is to be changed, though the caller never sees it.
  const text = `${verified.step.text}: ${process.label} presents one of its own making instead`;
  return { ...verified, disposition: "untrusted", step: { ...verified.step, text, rules: [host.leafByName, ...verified.step.rules] } };
}

function leafIn(world: Mix["proxy:leaf"], { process, listener }: Accepted, host: ProxyHost): ProxyHost["leaf"] {
  const same = world.processes.get(process.id)?.listeners.find((each) => each.port === listener.port);
  return same?.proxy?.find((each) => each.host === host.host)?.leaf;
}

/** Replication is a protocol of its own over TCP, which nothing that speaks HTTP can hand on. */
function noHttp(dial: Dial, proxy: Process, host: ProxyHost): Hop<never> {
  const text = `${proxy.label} ends TLS and speaks HTTP, and replication is a TCP protocol of the server's own`;
  return failed("forward", "wrong-listener", "proxy-speaks-http", text, [host.rule], [dial.to.place, host.place], {
    host: dial.to.host,
    proxy: proxy.label,
  });
}

/** The proxy's own connection to the backend. */
function dialFrom(proxy: Process, dial: Dial, upstream: Upstream, host: ProxyHost, mix: Mix): Dial {
  const { tls } = upstream;
  const trusted = mix["proxy:trust"].processes
    .get(proxy.id)
    ?.listeners.flatMap((each) => each.proxy ?? [])
    .find((each) => each.host === host.host && each.place.object === host.place.object)?.upstream?.tls;
  const { tls: _, discovers: __, follows: ___, ...rest } = dial;
  return {
    ...rest,
    id: `${proxy.id} ${dial.to.host}`,
    from: proxy.id,
    to: { host: tls?.serverName ?? "", port: upstream.port, place: tls?.from ?? upstream.place },
    place: upstream.speaks,
    ...(tls ? { tls: { ...tls, ...(trusted?.trust ? { trust: trusted.trust } : {}) } } : {}),
    rule: upstream.rule,
  };
}
