import { type Place, placeKey } from "../../terms/place.ts";
import { at, record } from "../../world/data.ts";
import type { NetworkPolicy, PolicyPeer, PolicyRule } from "../../world/policies/network-policy.ts";
import { policiesOf } from "../../world/policies/policy-index.ts";
import type { Pod } from "../../world/program.ts";
import { matchesLabels, matchesOpenly, matchesSelector } from "../../world/selectors.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { rules } from "../rules.ts";
import type { Trace } from "../trace.ts";

/**
 * TL3201: a peer that a NetworkPolicy admits and by which no dial comes or goes. Asked only of policies whose pods all run
 * a program that is known, of ports at which it listens, and of peers that are not pods whose program nobody knows: whom those
 * dial is not known. Where a monitor of the Prometheus Operator looks at the pods, a peer by namespace may be Prometheus or its prober;
 * where an operator makes the pods, it may be the operator's.
 */
export const unusedPeers: Check = (world, traces) => {
  const findings: Finding[] = [];
  let used: ReadonlySet<string> | undefined;
  for (const policy of policiesOf(world).all) {
    const pods = world.pods.filter(
      (pod) => pod.cluster === policy.cluster && pod.namespace === policy.namespace && matchesSelector(policy.podSelector, pod.labels),
    );
    if (pods.length === 0 || !pods.every((pod) => runsKnown(pod, world))) continue;
    used ??= usedBy(traces);
    for (const peer of peersOf(policy, pods, world)) {
      if (used.has(placeKey(peer))) continue;
      const value = at(world.objects.get(peer.object), ...peer.path);
      findings.push(finding("TL3201", peer, { policy: policy.name, peer: JSON.stringify(value).replace(/"([\w./-]+)":/g, "$1: ") }));
    }
  }
  return findings;
};

/** The peers of a policy that dials of known programs should use. */
function peersOf(policy: NetworkPolicy, pods: readonly Pod[], world: World): readonly Place[] {
  const monitored = pods.some((pod) => pod.operated === true || isMonitored(pod, world));
  const inward = (policy.ingress ?? []).filter((rule) => isListenedAt(rule, pods, world));
  const strangers = world.pods.filter((pod) => pod.cluster === policy.cluster && !runsKnown(pod, world));
  const isStranger = (peer: PolicyPeer): boolean =>
    peer.kind === "pods" && strangers.some((pod) => mayBe(peer, pod, policy.namespace, world));
  // Programs also dial what no model lists, such as the vendor's telemetry: of those who are let out only pods are looked for.
  const outward = (policy.egress ?? []).filter(({ ports }) => !ports?.some(({ protocol, port }) => protocol === "UDP" && port === 53));
  return [
    ...inward
      .flatMap(({ peers }) => peers ?? [])
      .filter((peer) => !(monitored && peer.kind === "pods" && peer.namespaceSelector) && !isStranger(peer)),
    ...outward.flatMap(({ peers }) => peers ?? []).filter((peer) => peer.kind === "pods"),
  ].map((peer) => peer.place);
}

function mayBe(peer: Extract<PolicyPeer, { kind: "pods" }>, pod: Pod, own: string, world: World): boolean {
  if (peer.namespaceSelector === undefined && pod.namespace !== own) return false;
  const { labels, open } = policiesOf(world).namespace(pod.cluster, pod.namespace);
  if (peer.namespaceSelector !== undefined && matchesOpenly(peer.namespaceSelector, labels, open) === "no") return false;
  return peer.podSelector === undefined || matchesSelector(peer.podSelector, pod.labels);
}

function runsKnown(pod: Pod, world: World): boolean {
  return (world.processesAt.get(pod.address) ?? []).some((id) => (world.processes.get(id)?.listeners.length ?? 0) > 0);
}

function isListenedAt({ ports }: PolicyRule, pods: readonly Pod[], world: World): boolean {
  if (!ports) return true;
  const listeners = pods.flatMap((pod) =>
    (world.processesAt.get(pod.address) ?? []).flatMap((id) => world.processes.get(id)?.listeners ?? []),
  );
  return ports.some(({ port, endPort }) => {
    if (typeof port !== "number") return true;
    return listeners.some((each) => each.port >= port && each.port <= (endPort ?? port));
  });
}

function isMonitored(pod: Pod, world: World): boolean {
  for (const [id, object] of world.objects) {
    if (!object.apiVersion.startsWith("monitoring.coreos.com/") || !id.startsWith(`${pod.cluster}/`)) continue;
    if (object.kind === "Probe") return true;
    const selector = at(object, "spec", "selector");
    if (object.kind === "PodMonitor" && matchesSelector(selector, pod.labels)) return true;
    if (object.kind === "ServiceMonitor" && servicesOf(pod, world).some((labels) => matchesSelector(selector, labels))) return true;
  }
  return false;
}

function servicesOf(pod: Pod, world: World): readonly Readonly<Record<string, string>>[] {
  return [...world.objects].flatMap(([id, object]) => {
    if (object.kind !== "Service" || !id.startsWith(`${pod.cluster}/`) || object.metadata.namespace !== pod.namespace) return [];
    const selector = record(at(object, "spec", "selector"));
    const selects = Object.keys(selector).length > 0 && matchesLabels(selector, pod.labels);
    return selects ? [record(object.metadata.labels) as Readonly<Record<string, string>>] : [];
  });
}

function usedBy(traces: readonly Trace[]): ReadonlySet<string> {
  const steps = traces.flatMap((trace) => trace.steps).filter((step) => step.rules[0] === rules.networkPolicy);
  return new Set(steps.flatMap((step) => step.places.map(placeKey)));
}
