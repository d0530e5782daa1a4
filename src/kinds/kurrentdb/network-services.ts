import type { Construct } from "constructs";
import { labels } from "../../parts/labels.ts";
import { addHeadlessService, addLoadBalancer, podSelector } from "../../parts/services.ts";
import { edgeAnnotations } from "./edge-objects.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { fqdn, fqdnFrom } from "./node-names.ts";

/**
 * The Services of a node type: a headless one for all its pods, which gives the StatefulSet its pods' names; a headless
 * one per pod, named like it, since only that form of name can later be an ExternalName Service in another cluster; and
 * a load balancer per pod where they are asked for.
 */
export function addServices(scope: Construct, layout: Layout, type: NodeType): void {
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
}

function addNodeLoadBalancer(scope: Construct, layout: Layout, type: NodeType, pod: string): void {
  const { spec, cluster, at } = layout;
  const { loadBalancer, internodeTrafficStrategy } = spec.network;
  // Only with this strategy do nodes dial each other through their load balancers.
  const forMembers = internodeTrafficStrategy === "FQDN";
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
    from: at("network", "loadBalancer"),
  });
}
