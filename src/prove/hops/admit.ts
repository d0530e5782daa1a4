import type { Rules } from "../../terms/evidence.ts";
import type { Address, Dial } from "../../world/network.ts";
import { type At, decide, type End, type PodEnd, type Verdict } from "../../world/policies/decide.ts";
import { policiesOf } from "../../world/policies/policy-index.ts";
import type { Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Trace } from "../trace.ts";
import { failed, type Hop, passed } from "./hop.ts";
import { ruleFor } from "./missing-rule.ts";
import { plainAddress } from "./plain-address.ts";
import { ends, podEnd, portNames, selfOf } from "./policy-ends.ts";

/** A connection on its way: from a caller to one pod, `via` the address that was dialled. */
export interface Passage {
  readonly dial: Dial;
  readonly caller: Process;
  readonly via: Address;
  readonly to: { readonly address: Address; readonly port: number };
  readonly path: Trace["path"];
}

/**
 * Whether NetworkPolicies let a connection out of the caller's pod and into the one that it is for. Undefined where none
 * is about either. A pod is never kept from itself. What the kubelet asks of pods on its node is always let in, so probes need no rule.
 */
export function admit(passage: Passage, world: World): Hop<true> | undefined {
  const index = policiesOf(world);
  const { dial, caller, to } = passage;
  const [from, into] = [selfOf(caller, index), podEnd(to.address, index)];
  if (caller.address === to.address || !into) return undefined;
  const unread = [into, ...(from ? [from] : [])].map((end) => index.unread(end.cluster, end.namespace, end.open ? undefined : end.labels));
  const policy = unread.find((each) => each !== undefined);
  if (policy) {
    const what = `${policy.object.split("/")[2]} ${policy.object.split("/").at(-1)}`;
    const why = `${what} may be about this connection, and policies of its kind are not read`;
    return failed("route", "unknown", "network-policy-unread", why, [rules.otherNetworkPolicy], [policy], { policy: what });
  }
  // A node that answers for a load balancer may put its own address in the place of the caller's.
  const untouched = passage.path === "direct" && !passage.via.startsWith("lb:");
  const [outward, inward] = ends(caller, passage.via, untouched, from, into, world);
  const inbound: At = { protocol: "TCP", port: to.port, names: portNames(world, to.address, to.port) };
  // Outside of the cluster the port is the one that is dialled: what it leads to is the load balancer's business.
  const outbound: At = passage.path === "direct" ? inbound : { protocol: "TCP", port: dial.to.port, names: [] };
  const egress: Verdict = from ? decide(index, "egress", from, outward, outbound) : { kind: "open" };
  if (egress.kind === "denied" && from) return denied(passage, "egress", egress, from, outward, outbound);
  const ingress = decide(index, "ingress", into, inward, inbound);
  if (ingress.kind === "denied") return denied(passage, "ingress", ingress, into, inward, inbound);
  return admitted([egress, ingress]);
}

/** The hop of a connection that all policies admit that select an end of it; undefined where none does. */
export function admitted(verdicts: readonly Verdict[]): Hop<true> | undefined {
  const passing = verdicts.flatMap((verdict) => (verdict.kind === "admitted" ? [verdict] : []));
  if (passing.length === 0) return undefined;
  const by = passing.flatMap((verdict) => verdict.by);
  const names = [...new Set(by.map(({ object }) => object.slice(object.lastIndexOf("/") + 1)))];
  const provided = passing.flatMap((verdict) => verdict.provided);
  const who =
    names.length === 0 ? "NetworkPolicies admit it" : `NetworkPolicy ${names.join(", ")} ${names.length > 1 ? "admit" : "admits"} it`;
  const relied: Rules = provided.length > 0 ? [rules.networkPolicy, rules.networkPolicyProvided] : [rules.networkPolicy];
  return passed("route", provided.length > 0 ? `${who}, if ${provided.join(", and ")}` : who, relied, by, true);
}

function denied(
  { dial, caller, to }: Passage,
  direction: "ingress" | "egress",
  { policies }: Extract<Verdict, { kind: "denied" }>,
  self: PodEnd,
  others: readonly End[],
  port: At,
): Hop<never> | undefined {
  const [policy, ...more] = policies;
  if (!policy) return undefined;
  const what = direction === "ingress" ? caller.label : plainAddress(to.address);
  const where = `${port.protocol} ${port.port}`;
  const why =
    direction === "ingress"
      ? `NetworkPolicy ${policy.name} does not let ${caller.label} into ${plainAddress(to.address)} on ${where}`
      : `NetworkPolicy ${policy.name} does not let ${caller.label} out to ${what} on ${where}`;
  return failed(
    "route",
    "denied",
    "network-policy-denies",
    why,
    [rules.networkPolicy],
    [{ ...policy.place, path: ["spec", direction] }, ...more.map((each) => each.place)],
    { host: dial.to.host, policy: policy.name, direction, who: self.label, peer: what, add: ruleFor(direction, policy, others, port) },
  );
}
