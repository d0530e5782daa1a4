import type { Construct } from "constructs";
import { emit, type FieldOrigin } from "../../parts/emit.ts";
import { labels, selectorLabels } from "../../parts/labels.ts";
import type { ClusterClient } from "../../spec/topology.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import type { Surroundings } from "../kind.ts";
import { hasFarServers, serversComeBy } from "./far-names.ts";
import { KURRENTDB, type Layout } from "./layout.ts";
import type { NetworkPolicyPeerSpec, NetworkPolicyPortSpec } from "./network-policy-spec.ts";
import { balancedForMembers } from "./network-services.ts";
import { operatorLabels } from "./operator/operator.ts";

/** A rule of the policy, and the spec property that asks for it. */
interface Rule {
  readonly peers?: readonly NetworkPolicyPeerSpec[];
  readonly ports: readonly NetworkPolicyPortSpec[];
  readonly from: SpecPath;
}

/**
 * One NetworkPolicy for all nodes of a workload, drawn from the spec: members reach each other on all ports, declared clients and
 * whoever watches the nodes reach the port for clients, and where there are load balancers what comes through them, be it servers of other clusters. Clients' pods are
 * not ours, so a client is admitted by its namespace.
 */
export function addNetworkPolicy(scope: Construct, layout: Layout, around: Surroundings | undefined): void {
  const { spec, at } = layout;
  const { networkPolicy } = spec.network;
  if (!networkPolicy) return;
  const asked = at("network", "networkPolicy");
  // A client of one workload of a fleet learns of the nodes of all.
  const fleet = layout.fleet.members.map((member) => member.spec.name);
  const clients = Object.values(around?.clients ?? {}).filter((client) => fleet.includes(client.dials));
  const inward = ingressRules(
    layout,
    clients.filter((client): client is ClusterClient => !client.outside && client.cluster === spec.cluster),
  );
  const outward = networkPolicy.policyTypes.includes("Egress") ? egressRules(layout) : [];
  const object = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: spec.name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "network-policy") },
    spec: {
      podSelector: nodes(layout),
      policyTypes: [...networkPolicy.policyTypes],
      ...(networkPolicy.policyTypes.includes("Ingress")
        ? { ingress: [...inward.map(({ peers, ports }) => ({ ...(peers ? { from: peers } : {}), ports })), ...networkPolicy.ingress] }
        : {}),
      ...(networkPolicy.policyTypes.includes("Egress")
        ? { egress: [...outward.map(({ peers, ports }) => ({ ...(peers ? { to: peers } : {}), ports })), ...networkPolicy.egress] }
        : {}),
    },
  };
  emit(scope, object, asked, [
    ...origins("ingress", inward, networkPolicy.ingress, asked),
    ...origins("egress", outward, networkPolicy.egress, asked),
  ]);
}

function origins(
  direction: "ingress" | "egress",
  computed: readonly Rule[],
  added: readonly unknown[],
  asked: SpecPath,
): readonly FieldOrigin[] {
  return [
    ...computed.map((rule, index): FieldOrigin => [["spec", direction, index], rule.from]),
    ...added.map(
      (_, index): FieldOrigin => [
        ["spec", direction, computed.length + index],
        [...asked, direction, index],
      ],
    ),
  ];
}

/** All nodes of the workload, and none of its Jobs. */
function nodes({ spec, nodeTypes }: Layout): NonNullable<NetworkPolicyPeerSpec["podSelector"]> {
  // By which label the operator tells types apart is not documented.
  if (spec.backend === "operator") return { matchLabels: operatorLabels(spec.name) };
  const { "app.kubernetes.io/component": _, ...shared } = selectorLabels(KURRENTDB, spec.name, "");
  const values = nodeTypes.map(({ component }) => component);
  return { matchLabels: shared, matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values }] };
}

function ingressRules(layout: Layout, clients: readonly ClusterClient[]): readonly Rule[] {
  const { spec, cluster, at } = layout;
  const { loadBalancer, nodePort } = spec.network;
  const all = layout.ports.map(({ port }) => tcp(port));
  const forClients = [tcp(nodePort)];
  const rules: Rule[] = [];
  // A node alone is dialled by no other of its cluster.
  if (layout.nodeTypes.flatMap(({ pods }) => pods).length > 1)
    rules.push({ peers: [{ podSelector: nodes(layout) }], ports: all, from: at("network", "networkPolicy") });
  for (const { namespace, name } of distinct(clients))
    rules.push({ peers: [byNamespace(namespace.name)], ports: forClients, from: ["clients", name, "namespace"] });
  // The operator asks nodes how they are, and has them reload.
  const operator = spec.backend === "operator" ? cluster.platform.kurrentdbOperator?.namespace : undefined;
  if (operator !== undefined) {
    rules.push({
      peers: [byNamespace(operator)],
      ports: forClients,
      from: ["clusters", cluster.name, "platform", "kurrentdbOperator", "namespace"],
    });
  }
  const { monitoring } = spec;
  if (monitoring?.namespace !== undefined)
    rules.push({ peers: [byNamespace(monitoring.namespace)], ports: forClients, from: at("monitoring", "namespace") });
  const { probe, cronJob } = cluster.alerts ?? {};
  const watches: SpecPath = ["clusters", cluster.name, "alerts"];
  if (cronJob) {
    const pods = { matchLabels: selectorLabels("certificate-probe", spec.name, "probe") };
    rules.push({ peers: [{ podSelector: pods }], ports: all, from: [...watches, "cronJob"] });
  }
  const prober = probe && /^[^.:/]+\.([^.:/]+)\.svc\b/.exec(probe.prober.url)?.[1];
  if (prober !== undefined) rules.push({ peers: [byNamespace(prober)], ports: all, from: [...watches, "probe", "prober", "url"] });
  const { edge } = layout;
  if (edge?.namespace !== undefined) rules.push({ peers: [byNamespace(edge.namespace)], ports: forClients, from: edge.at() });
  if (loadBalancer.enabled) {
    // Without externalTrafficPolicy: Local a node puts its own address in place of the caller's, so the load balancer has to tell callers apart.
    const keeps = loadBalancer.externalTrafficPolicy === "Local";
    const peers = keeps && loadBalancer.allowedIPs.length > 0 ? loadBalancer.allowedIPs.map((cidr) => ({ ipBlock: { cidr } })) : undefined;
    rules.push({
      ...(peers ? { peers } : {}),
      ports: balancedForMembers(layout) ? all : forClients,
      from: at("network", "loadBalancer"),
    });
  }
  // What a peering's load balancer puts in place of callers' addresses, no spec says; it has ranges of its own.
  if (layout.peering) rules.push({ ports: serversComeBy(layout, "peering") ? all : forClients, from: at("network", "peering") });
  return rules;
}

/** Names are asked of the cluster's DNS; members are dialled, through load balancers where these lead to them or they are in other clusters. */
function egressRules(layout: Layout): readonly Rule[] {
  const { spec, at } = layout;
  const from = at("network", "internodeTrafficStrategy");
  const all = layout.ports.map(({ port }) => tcp(port));
  const dns = { ...byNamespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } };
  return [
    { peers: [dns], ports: [{ protocol: "UDP", port: 53 }, tcp(53)], from: at("network", "networkPolicy") },
    // What address a load balancer gets is not known before it is there.
    spec.network.internodeTrafficStrategy === "FQDN" || hasFarServers(layout)
      ? { ports: all, from }
      : { peers: [{ podSelector: nodes(layout) }], ports: all, from },
  ];
}

function tcp(port: number): NetworkPolicyPortSpec {
  return { protocol: "TCP", port };
}

/** Kubernetes labels each namespace with its name. */
function byNamespace(name: string): NetworkPolicyPeerSpec {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

/** One client for each namespace. */
function distinct(clients: readonly ClusterClient[]): readonly ClusterClient[] {
  return [...new Map(clients.toReversed().map((client) => [client.namespace.name, client])).values()].toReversed();
}
