import type { Construct } from "constructs";
import { internalLoadBalancer } from "../../parts/internal-load-balancer.ts";
import { labels } from "../../parts/labels.ts";
import { addHeadlessService, addLoadBalancer, podSelector } from "../../parts/services.ts";
import type { Surroundings } from "../kind.ts";
import { edgeAnnotations } from "./edge-objects.ts";
import { peeringName, serversComeBy } from "./far-names.ts";
import { KURRENTDB, type Layout, type MemberPeering, type NodeType } from "./layout.ts";
import { fqdn, fqdnFrom } from "./node-names.ts";

/**
 * The Services of a node type: a headless one for all its pods, which gives the StatefulSet its pods' names; a headless
 * one per pod, named like it, since only that form of name can later be an ExternalName Service in another cluster; and
 * a load balancer per pod where they are asked for, and one more inside of a peering.
 */
export function addServices(scope: Construct, layout: Layout, type: NodeType, around?: Surroundings): void {
  const { spec, at } = layout;
  const shared = { namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, type.component) };
  const internode = at("network", "internodeTrafficStrategy");
  addHeadlessService(scope, { ...shared, name: type.name, selector: type.selector, ports: layout.ports, from: at() });
  for (const pod of type.pods) {
    const annotations = edgeAnnotations(layout, pod);
    addHeadlessService(scope, {
      ...shared,
      name: pod,
      selector: podSelector(pod),
      ports: layout.ports,
      ...(annotations ? { annotations } : {}),
      from: internode,
    });
    if (spec.network.loadBalancer.enabled) addNodeLoadBalancer(scope, layout, type, pod);
  }
  addPeeringLoadBalancers(scope, layout, type, around);
}

/** The load balancers of a node type inside of the peering that the spec names, if any. */
export function addPeeringLoadBalancers(scope: Construct, layout: Layout, type: NodeType, around: Surroundings | undefined): void {
  if (!layout.peering) return;
  for (const pod of type.pods) addPeeringLoadBalancer(scope, layout, layout.peering, type, pod, around);
}

/**
 * Whether members come through the public load balancers. By FQDN nodes dial each other through them, and nodes in other clusters
 * may have no other way.
 */
export function balancedForMembers(layout: Layout): boolean {
  return layout.spec.network.internodeTrafficStrategy === "FQDN" || serversComeBy(layout, "public");
}

function addNodeLoadBalancer(scope: Construct, layout: Layout, type: NodeType, pod: string): void {
  const { spec, cluster, at } = layout;
  const { loadBalancer } = spec.network;
  const forMembers = balancedForMembers(layout);
  const { externalDNS } = cluster.platform;
  addLoadBalancer(scope, {
    name: `${pod}-lb`,
    namespace: spec.namespace.name,
    labels: labels(KURRENTDB, spec.name, type.component),
    selector: podSelector(pod),
    ports: layout.ports.filter(({ name }) => name === "http" || forMembers),
    // A node is ready once it has joined a quorum, for which others have to reach it first.
    publishNotReadyAddresses: forMembers,
    ...(externalDNS
      ? { hostname: { name: fqdn(layout, type, pod), annotationPrefix: externalDNS.annotationPrefix, from: fqdnFrom(layout) } }
      : {}),
    allowedIPs: loadBalancer.allowedIPs,
    ...(loadBalancer.loadBalancerClass === undefined ? {} : { loadBalancerClass: loadBalancer.loadBalancerClass }),
    ...(loadBalancer.externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy: loadBalancer.externalTrafficPolicy }),
    from: at("network", "loadBalancer"),
  });
}

/**
 * A load balancer inside of a peering, on both ports: servers of other clusters come this way, also to a node that is not
 * ready yet. `POD-peering` fits 63 characters with any StatefulSet's name that Kubernetes can make pods of.
 */
function addPeeringLoadBalancer(
  scope: Construct,
  layout: Layout,
  peering: MemberPeering,
  type: NodeType,
  pod: string,
  around: Surroundings | undefined,
): void {
  const { spec, cluster, at } = layout;
  const { cloud, externalDNS } = cluster.platform;
  const { loadBalancerClass, subnet } = peering;
  const address = peering.addresses[pod];
  const internal = internalLoadBalancer({
    ...(cloud === undefined ? {} : { cloud }),
    ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(address === undefined ? {} : { address }),
    acrossRegions: spansRegions(peering.joins, around),
  });
  const carried = peeringName(layout, type, pod);
  addLoadBalancer(scope, {
    name: `${pod}-peering`,
    namespace: spec.namespace.name,
    labels: labels(KURRENTDB, spec.name, type.component),
    selector: podSelector(pod),
    ports: layout.ports,
    publishNotReadyAddresses: true,
    ...(externalDNS && carried ? { hostname: { ...carried, annotationPrefix: externalDNS.annotationPrefix } } : {}),
    allowedIPs: peering.allowedIPs,
    ...internal,
    annotationsFrom: at("network", "peering"),
    from: at("network", "peering"),
  });
}

/** Whether these clusters are in several regions, or one of them may be: its region is not declared. */
function spansRegions(clusters: readonly string[], around: Surroundings | undefined): boolean {
  const regions = clusters.map((name) => around?.clusters[name]?.platform.region);
  return regions.includes(undefined) || new Set(regions).size > 1;
}
