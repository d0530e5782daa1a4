import type { Place } from "../../terms/place.ts";
import type { Address } from "../network.ts";
import { type Labels, matchesOpenly } from "../selectors.ts";
import { holds, isEverything, mayBePrivate } from "./address-block.ts";
import type { NetworkPolicy, PolicyPeer, PolicyPort } from "./network-policy.ts";
import type { PolicyIndex } from "./policy-index.ts";

/** One end of a connection as policies compare it: a pod, or where packets come from or go to. */
export type End = PodEnd | AddressEnd;

export interface PodEnd {
  readonly kind: "pod";
  /** What people call it. */
  readonly label: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Whether it may have labels that nobody tells. */
  readonly open: boolean;
  /** Whether it is on its node's network, where its packets are the node's. */
  readonly onNode: boolean;
  readonly address?: Address;
  /** What has to hold for packets to be this pod's when the policy looks at them. */
  readonly provided?: string;
}

export interface AddressEnd {
  readonly kind: "addresses";
  readonly label: string;
  /** Ranges that hold its addresses; absent: not known. */
  readonly ranges?: readonly string[];
  /** Likewise: a node or a load balancer on the way may put its own in their place. Absent: nobody does. */
  readonly provided?: string;
}

/** Where a connection goes: the port at the pod, and the names that the pod's containers give it. */
export interface At {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
  readonly names: readonly string[];
}

/** What the policies that select one end say of the other. */
export type Verdict =
  /** None selects it: all may pass. */
  | { readonly kind: "open" }
  /** `by`: the peers and rules that admit it, or may; first those that do for sure. `provided`: what has to hold for that, where no object says it. */
  | { readonly kind: "admitted"; readonly by: readonly Place[]; readonly provided: readonly string[] }
  | { readonly kind: "denied"; readonly policies: readonly NetworkPolicy[] };

type Answer = { readonly is: "yes" } | { readonly is: "no" } | { readonly is: "if"; readonly condition: string };
const YES: Answer = { is: "yes" };
const NO: Answer = { is: "no" };

/**
 * What all policies together say that select a pod: rules add up, and a pod that one policy selects is closed to all that
 * none of them admits. The other end is given as what a policy may see of it: any that a rule admits will do.
 * Source: Kubernetes documentation, Network Policies; API reference, NetworkPolicySpec.
 */
export function decide(index: PolicyIndex, direction: "ingress" | "egress", self: PodEnd, others: readonly End[], at: At): Verdict {
  const selecting = index.of(self.cluster, self.namespace).flatMap((policy) => {
    if (!policy[direction]) return [];
    const selected = matchesOpenly(policy.podSelector, self.labels, self.open);
    return selected === "no" ? [] : [{ policy, certain: selected === "yes" && !self.onNode }];
  });
  if (selecting.length === 0) return { kind: "open" };
  const admitting: { readonly place: Place; readonly answer: Answer }[] = [];
  for (const { policy, certain } of selecting) {
    for (const rule of policy[direction] ?? []) {
      if (rule.ports && !rule.ports.some((port) => isAt(port, at))) continue;
      const matches = rule.peers
        ? rule.peers.map((peer) => ({ place: peer.place, answer: best(others.map((end) => matchesPeer(peer, end, policy, index))) }))
        : [{ place: rule.place, answer: YES }];
      const condition = `NetworkPolicy ${policy.name} selects ${self.label}`;
      for (const { place, answer } of matches)
        if (answer.is !== "no") admitting.push({ place, answer: certain ? answer : both(answer, condition) });
    }
  }
  const sure = admitting.filter(({ answer }) => answer.is === "yes");
  const places = [...sure, ...admitting.filter((each) => !sure.includes(each))].map(({ place }) => place);
  if (sure.length > 0) return { kind: "admitted", by: places, provided: [] };
  const certain = selecting.filter((each) => each.certain).map(({ policy }) => policy);
  if (certain.length > 0 && admitting.length === 0) return { kind: "denied", policies: certain };
  if (certain.length > 0) return { kind: "admitted", by: places, provided: admitting.slice(0, 1).map(({ answer }) => conditionOf(answer)) };
  const names = selecting.map(({ policy }) => policy.name).join(", ");
  const unselected = self.onNode
    ? `NetworkPolicies leave pods on the node's network alone, as ${self.label} is (${names})`
    : `no NetworkPolicy selects the pods of ${self.label} (${names} may), or it admits them`;
  return { kind: "admitted", by: places, provided: [unselected] };
}

function conditionOf(answer: Answer): string {
  return answer.is === "if" ? answer.condition : "";
}

function isAt({ protocol, port, endPort }: PolicyPort, at: At): boolean {
  if (protocol !== at.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "string") return at.names.includes(port);
  return at.port >= port && at.port <= (endPort ?? port);
}

function best(answers: readonly Answer[]): Answer {
  return answers.find(({ is }) => is === "yes") ?? answers.find(({ is }) => is === "if") ?? NO;
}

function both(answer: Answer, condition: string | undefined): Answer {
  if (answer.is === "no" || condition === undefined) return answer;
  return { is: "if", condition: answer.is === "if" ? `${answer.condition}, and ${condition}` : condition };
}

function matchesPeer(peer: PolicyPeer, end: End, policy: NetworkPolicy, index: PolicyIndex): Answer {
  if (end.kind === "addresses") return peer.kind === "addresses" ? matchesBlock(peer, end) : NO;
  if (peer.kind === "pods") return both(matchesPods(peer, end, policy, index), end.provided);
  // Which packets of pods a block means is left to the network plugin. Public addresses are hardly ever pods'.
  if (!mayBePrivate(peer.block)) return NO;
  if (end.onNode) return isEverything(peer.block) ? YES : { is: "if", condition: `the address of its node is in ${peer.block.cidr}` };
  return both({ is: "if", condition: `the network plugin counts the addresses of pods to ${peer.block.cidr}` }, end.provided);
}

function matchesPods(peer: Extract<PolicyPeer, { kind: "pods" }>, end: PodEnd, policy: NetworkPolicy, index: PolicyIndex): Answer {
  if (end.cluster !== policy.cluster || end.onNode) return NO;
  if (peer.namespaceSelector === undefined && end.namespace !== policy.namespace) return NO;
  const { labels, open } = index.namespace(end.cluster, end.namespace);
  const inNamespace = peer.namespaceSelector === undefined ? "yes" : matchesOpenly(peer.namespaceSelector, labels, open);
  const isPod = peer.podSelector === undefined ? "yes" : matchesOpenly(peer.podSelector, end.labels, end.open);
  if (inNamespace === "no" || isPod === "no") return NO;
  const asked = `the labels that NetworkPolicy ${policy.name} asks for`;
  const whole = inNamespace === "yes" ? YES : both(YES, `the namespace ${end.namespace} has ${asked}`);
  return isPod === "yes" ? whole : both(whole, `the pods of ${end.label} have ${asked}`);
}

function matchesBlock({ block }: Extract<PolicyPeer, { kind: "addresses" }>, { label, ranges, provided }: AddressEnd): Answer {
  if (isEverything(block)) return YES;
  if (!ranges) return both({ is: "if", condition: `the address of ${label} is in ${block.cidr}` }, provided);
  if (ranges.every((range) => holds(block, range))) return both(YES, provided);
  // Where another address takes its place, that of a node may be among a private block's.
  return provided !== undefined && mayBePrivate(block) ? { is: "if", condition: `packets arrive from an address in ${block.cidr}` } : NO;
}
