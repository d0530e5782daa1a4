import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { SpecPath } from "../terms/manifest.ts";
import { emit, type FieldOrigin } from "./emit.ts";

/** A port that pods name and Services repeat. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
  /** The spec property that sets it. */
  readonly from: SpecPath;
}

export interface ServiceRequest {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly NamedPort[];
  /** By which a proxy knows how to speak to it. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly from: SpecPath;
}

/** Selects the one pod of a StatefulSet that has this name: the controller sets the label. */
export function podSelector(pod: string): Record<string, string> {
  return { "statefulset.kubernetes.io/pod-name": pod };
}

/**
 * A headless Service, also for pods that are not ready: members have to find each other before any of them can be.
 */
export function addHeadlessService(scope: Construct, request: ServiceRequest): void {
  const object = k8s.KubeService.manifest({
    metadata: metadataOf(request),
    spec: { clusterIp: "None", publishNotReadyAddresses: true, selector: { ...request.selector }, ports: portsOf(request) },
  });
  emit(scope, object, request.from, portOrigins(request));
}

export interface LoadBalancerRequest extends ServiceRequest {
  /** Also send to pods that are not ready. */
  readonly publishNotReadyAddresses: boolean;
  /** The public name, and the prefix of the annotations that this cluster's external-dns reads. */
  readonly hostname?: { readonly name: string; readonly annotationPrefix: string; readonly from: SpecPath };
  readonly allowedIPs: readonly string[];
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
  readonly externalTrafficPolicy?: "Cluster" | "Local";
  /** Of the cloud, with the spec property that each comes from. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly annotationsFrom?: SpecPath;
}

/**
 * A load balancer for one pod. `externalTrafficPolicy` stays at its default unless it is given: `Local` keeps the caller's
 * address, but drops what arrives at any node but the pod's.
 */
export function addLoadBalancer(scope: Construct, request: LoadBalancerRequest): void {
  const { hostname, allowedIPs, loadBalancerClass, loadBalancerIP, externalTrafficPolicy } = request;
  const annotation = hostname && `${hostname.annotationPrefix}hostname`;
  const annotations = { ...request.annotations, ...(hostname && annotation ? { [annotation]: hostname.name } : {}) };
  const object = k8s.KubeService.manifest({
    metadata: { ...metadataOf(request), ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      type: "LoadBalancer",
      ...(externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy }),
      ...(loadBalancerIP === undefined ? {} : { loadBalancerIp: loadBalancerIP }),
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
      ...(allowedIPs.length > 0 ? { loadBalancerSourceRanges: [...allowedIPs] } : {}),
      ...(request.publishNotReadyAddresses ? { publishNotReadyAddresses: true } : {}),
      selector: { ...request.selector },
      ports: portsOf(request),
    },
  });
  emit(scope, object, request.from, [
    ...portOrigins(request),
    ...Object.keys(request.annotations ?? {}).map(
      (key) => [["metadata", "annotations", key], request.annotationsFrom ?? request.from] as const,
    ),
    ...(hostname && annotation ? [[["metadata", "annotations", annotation], hostname.from] as const] : []),
    [
      ["spec", "loadBalancerSourceRanges"],
      [...request.from, "allowedIPs"],
    ],
    [
      ["spec", "loadBalancerClass"],
      [...request.from, "loadBalancerClass"],
    ],
    [
      ["spec", "externalTrafficPolicy"],
      [...request.from, "externalTrafficPolicy"],
    ],
    [
      ["spec", "loadBalancerIP"],
      [...request.from, "addresses"],
    ],
  ]);
}

function metadataOf({ name, namespace, labels, annotations }: ServiceRequest): k8s.ObjectMeta {
  return { name, namespace, labels: { ...labels }, ...(annotations ? { annotations: { ...annotations } } : {}) };
}

function portsOf({ ports }: ServiceRequest): k8s.ServicePort[] {
  return ports.map(({ name, port }) => ({ name, port, protocol: "TCP", targetPort: k8s.IntOrString.fromString(name) }));
}

function portOrigins({ ports }: ServiceRequest): FieldOrigin[] {
  return ports.map(({ from }, i) => [["spec", "ports", i], from]);
}
