import type { Dial, Upstream } from "../../world/network.ts";
import { decide } from "../../world/policies/decide.ts";
import { policiesOf } from "../../world/policies/policy-index.ts";
import type { Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Failure, Mix } from "../trace.ts";
import { type Accepted, accept } from "./accept.ts";
import { admit } from "./admit.ts";
import type { Forwarded } from "./forward.ts";
import { handshake } from "./handshake.ts";
import { failed, type Hop } from "./hop.ts";
import { plainAddress } from "./plain-address.ts";
import { podEnd } from "./policy-ends.ts";

type Onward = Extract<Forwarded, { ok: true }>;

/** The hops at a pod behind a proxy: policies let the proxy in, it accepts what is sent, and where there is TLS both sides are content. */
export function arriveBehind(
  pod: Parameters<typeof accept>[0],
  onward: Onward,
  mix: Mix,
  asOf: number | undefined,
): { readonly hops: readonly Hop<unknown>[]; readonly reached: readonly string[] } {
  const { caller, upstream } = onward;
  const admitted = letIn(pod, onward, mix.routes);
  if (admitted && !admitted.ok) return { hops: [admitted], reached: [] };
  // Without a setting a proxy checks for what it dials, and that is an address.
  const dial = onward.dial.to.host === "" ? { ...onward.dial, to: { ...onward.dial.to, host: pod.address } } : onward.dial;
  const accepted = accept(pod, dial, caller, mix);
  const said = upstream ? byProxy(accepted, dial, caller, upstream) : accepted;
  const shaken = said.ok ? handshake(dial, caller, said.value, mix, asOf) : [];
  const hops = [...(admitted ? [admitted] : []), said, ...(upstream ? shaken.map((hop) => ofUpstream(hop, upstream, caller)) : shaken)];
  return { hops, reached: said.ok && hops.every((hop) => hop.ok) ? [said.value.process.id] : [] };
}

/** Whether NetworkPolicies let the proxy's packets into a pod. They compare its pods, of which the namespace may be known. */
function letIn(to: Parameters<typeof accept>[0], { proxy, via, dial }: Onward, world: World): Hop<true> | undefined {
  if (proxy.namespace !== undefined) return admit({ dial, caller: proxy, via, to, path: "direct" }, world);
  const index = policiesOf(world);
  const into = podEnd(to.address, index);
  const verdict = into ? decide(index, "ingress", into, [], { protocol: "TCP", port: to.port, names: [] }) : undefined;
  if (verdict?.kind !== "denied") return undefined;
  const places = verdict.policies.map((policy) => policy.place);
  const why = `NetworkPolicies are about ${plainAddress(to.address)}, and nothing says in which namespace the pods of ${proxy.label} run`;
  const change = "Add namespace to the class in the cluster's platform.";
  return failed("route", "unknown", "proxy-not-known", why, [rules.networkPolicy], [...places, proxy.place], {
    host: dial.to.host,
    why,
    change,
  });
}

/** Where a proxy and a node don't speak the same, the proxy's setting is the one to change. */
function byProxy(accepted: Hop<Accepted>, dial: Dial, proxy: Process, upstream: Upstream): Hop<Accepted> {
  const wrong = (text: string, wants: string): Hop<never> => {
    const places = [upstream.speaks, ...accepted.step.places];
    const values = { host: dial.to.host, proxy: proxy.label, wants, service: upstream.service };
    return failed("accept", "wrong-listener", "backend-protocol", text, [upstream.rule, ...accepted.step.rules], places, values);
  };
  if (!accepted.ok) {
    const { failure, text } = accepted.step;
    if (failure !== "tls-expected" && failure !== "cleartext-expected") return accepted;
    return wrong(text.replace("the caller", proxy.label), failure === "tls-expected" ? "TLS" : "cleartext");
  }
  if (upstream.http === "2") return accepted;
  return wrong(`${proxy.label} speaks HTTP/1.1 to ${accepted.value.process.label}, and gRPC needs HTTP/2`, "HTTP/2");
}

/** Failures of a proxy's handshake whose cause is the proxy's setting, and not the node's certificate. */
const OF_UPSTREAM: Readonly<Partial<Record<Failure, Failure>>> = {
  "server-untrusted": "upstream-untrusted",
  "name-not-on-certificate": "upstream-name",
};

/** A hop of a proxy's handshake with a node: what fails there is told of at the proxy's setting. */
function ofUpstream<T>(hop: Hop<T>, { tls }: Upstream, proxy: Process): Hop<T> {
  const failure = hop.step.failure && OF_UPSTREAM[hop.step.failure];
  const step = { ...hop.step, values: { ...hop.step.values, proxy: proxy.label } };
  if (hop.ok || failure === undefined) return { ...hop, step };
  return { ...hop, step: { ...step, failure, places: [...(tls ? [tls.from] : []), ...hop.step.places] } };
}
