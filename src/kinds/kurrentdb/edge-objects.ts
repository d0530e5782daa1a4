import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { acmeRenewBefore } from "../../parts/acme-renewal.ts";
import { leafIssuer } from "../../parts/authority.ts";
import { addBundle } from "../../parts/bundle.ts";
import { certificate } from "../../parts/crds/cert-manager.ts";
import { backendTLSPolicy, type GatewayListener, gateway, route } from "../../parts/crds/gateway-api.ts";
import { serversTransport } from "../../parts/crds/traefik.ts";
import { emit } from "../../parts/emit.ts";
import { addClientRoots } from "../../parts/known-roots.ts";
import { labels } from "../../parts/labels.ts";
import { bundleName } from "../../parts/names.ts";
import { isPrivate, knownRoots } from "../../spec/authority.ts";
import { COMMON_NAME_LIMIT } from "../../terms/names.ts";
import type { Edge } from "./edge.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { fqdn, fqdnFrom, memberName } from "./node-names.ts";

/** `spec.controller` of the IngressClasses whose controllers are known here. */
export const TRAEFIK = "traefik.io/ingress-controller";
export const INGRESS_NGINX = "k8s.io/ingress-nginx";

/** The Certificate of the proxy, and the Secret that cert-manager writes. */
export function edgeCertificateName({ spec }: Layout): string {
  return `${spec.name}-edge-tls`;
}

/**
 * What clients come in through, around the nodes: one way for each pod, since each is dialled by its own name, to the pod's own Service; the
 * certificate that the proxy presents; and the roots and the name by which it verifies the node.
 */
export function addEdge(scope: Construct, layout: Layout): void {
  const { edge } = layout;
  if (!edge) return;
  if (!edge.passthrough) {
    addEdgeCertificate(scope, layout, edge);
    if (verifies(edge)) addEdgeRoots(scope, layout, edge);
  }
  const pods = layout.nodeTypes.flatMap((type) => type.pods.map((pod) => ({ type, pod })));
  if (edge.kind === "gateway") addGateway(scope, layout, edge, pods);
  for (const each of pods) {
    if (edge.kind === "gateway") addGatewayRoute(scope, layout, edge, each);
    else addIngress(scope, layout, edge, each);
  }
}

interface PodOfType {
  readonly type: NodeType;
  readonly pod: string;
}

/** Whether the proxy verifies nodes, for which it needs their roots. ingress-nginx verifies no gRPC backend (its nginx.tmpl). */
function verifies(edge: Edge): boolean {
  return edge.kind === "gateway" || edge.controller === TRAEFIK;
}

function metadataOf({ spec }: Layout, name: string) {
  return { name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "edge") };
}

/** The ConfigMap with the nodes' roots in one file, as proxies read them. Undefined where public authorities sign for the nodes. */
function edgeRootsName({ spec, authority }: Layout): string | undefined {
  return isPrivate(authority) ? bundleName(`${spec.name}-edge`, authority.name) : undefined;
}

function addEdgeRoots(scope: Construct, { spec, authority }: Layout, edge: Edge): void {
  if (!isPrivate(authority)) return;
  const request = { client: `${spec.name}-edge`, namespace: spec.namespace.name, index: 0, from: edge.at() };
  const roots = knownRoots(authority);
  if (roots) addClientRoots(scope, { ...request, authority, roots });
  else if (authority.kind === "privateCA") addBundle(scope, { ...request, authority, signsIn: [spec.namespace.name] });
}

/** The public certificate: for the FQDNs of all pods, and for a server only, so that it makes nobody a node. */
function addEdgeCertificate(scope: Construct, layout: Layout, edge: Edge): void {
  const issuer = edge.authority && leafIssuer(edge.authority);
  if (!edge.authority || !issuer) return;
  const dnsNames = layout.nodeTypes.flatMap((type) => type.pods.map((pod) => fqdn(layout, type, pod)));
  const commonName = dnsNames.find((name) => name.length <= COMMON_NAME_LIMIT);
  const renewBefore = edge.authority.kind === "acme" ? acmeRenewBefore(edge.authority) : undefined;
  const name = edgeCertificateName(layout);
  const object = certificate(metadataOf(layout, name), {
    ...(commonName === undefined ? {} : { commonName }),
    dnsNames,
    secretName: name,
    ...(renewBefore === undefined ? {} : { renewBefore }),
    usages: ["digital signature", "key encipherment", "server auth"],
    privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS8", rotationPolicy: "Always" },
    issuerRef: issuer,
  });
  emit(scope, object, edge.at("authority"), [[["spec", "dnsNames"], fqdnFrom(layout)]]);
}

/** Annotations of a pod's Service: Traefik reads there how to speak to what is behind it. */
export function edgeAnnotations({ spec, edge }: Layout, pod: string): Readonly<Record<string, string>> | undefined {
  if (edge?.controller !== TRAEFIK || edge.passthrough) return undefined;
  return {
    "traefik.ingress.kubernetes.io/service.serversscheme": "https",
    "traefik.ingress.kubernetes.io/service.serverstransport": `${spec.namespace.name}-${pod}@kubernetescrd`,
  };
}

/**
 * Traefik's annotation of an Ingress. A router takes TLS requests only where it or its entry point says so: `spec.tls` selects certificates,
 * and no more (Traefik's documentation, Kubernetes Ingress, TLS). Its Helm chart says so at the entry point; other installations need not.
 */
const TRAEFIK_ROUTER = { "traefik.ingress.kubernetes.io/router.tls": "true" } as const;

/**
 * ingress-nginx's annotations. GRPCS is HTTP/2 over TLS; without a limit of the body and with long timeouts, since appends and subscriptions
 * are streams that stay open (its documentation: with GRPC backends the timeouts become grpc_read_timeout and grpc_send_timeout).
 */
const NGINX = {
  "nginx.ingress.kubernetes.io/backend-protocol": "GRPCS",
  "nginx.ingress.kubernetes.io/proxy-body-size": "0",
  "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
  "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
} as const;

const INGRESS_ANNOTATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [INGRESS_NGINX]: NGINX,
  [TRAEFIK]: TRAEFIK_ROUTER,
};

function addIngress(scope: Construct, layout: Layout, edge: Edge, { type, pod }: PodOfType): void {
  const { spec } = layout;
  const host = fqdn(layout, type, pod);
  const annotations = edge.passthrough
    ? { "nginx.ingress.kubernetes.io/ssl-passthrough": "true" }
    : INGRESS_ANNOTATIONS[edge.controller ?? ""];
  const object = k8s.KubeIngress.manifest({
    metadata: { ...metadataOf(layout, pod), ...(annotations ? { annotations: { ...annotations } } : {}) },
    spec: {
      ingressClassName: edge.className,
      ...(edge.passthrough ? {} : { tls: [{ hosts: [host], secretName: edgeCertificateName(layout) }] }),
      rules: [
        {
          host,
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: pod, port: { number: spec.network.nodePort } } } }],
          },
        },
      ],
    },
  });
  emit(scope, object, edge.at(), [
    [["spec", "ingressClassName"], edge.at("ingressClassName")],
    [["spec", "rules", 0, "host"], fqdnFrom(layout)],
    [["spec", "tls", 0, "hosts"], fqdnFrom(layout)],
    [["metadata", "annotations", "nginx.ingress.kubernetes.io/ssl-passthrough"], edge.at("passthrough")],
  ]);
  if (edge.controller !== TRAEFIK || edge.passthrough) return;
  const transport = { serverName: memberName(layout, type, pod), roots: edgeRootsName(layout) };
  emit(scope, serversTransport(metadataOf(layout, pod), transport), edge.at());
}

/** A Gateway with a listener for each pod: all present one certificate, and each takes the route of its own pod. */
function addGateway(scope: Construct, layout: Layout, edge: Edge, pods: readonly PodOfType[]): void {
  const listeners = pods.map(
    ({ type, pod }): GatewayListener => ({
      name: pod,
      hostname: fqdn(layout, type, pod),
      port: edge.port,
      protocol: edge.passthrough ? "TLS" : "HTTPS",
      tls: edge.passthrough
        ? { mode: "Passthrough" }
        : { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: edgeCertificateName(layout) }] },
      allowedRoutes: {
        namespaces: { from: "Same" },
        kinds: [{ group: "gateway.networking.k8s.io", kind: edge.passthrough ? "TLSRoute" : "GRPCRoute" }],
      },
    }),
  );
  const object = gateway(metadataOf(layout, layout.spec.name), { gatewayClassName: edge.className, listeners });
  emit(scope, object, edge.at(), [
    [["spec", "gatewayClassName"], edge.at("gatewayClassName")],
    ...pods.flatMap((_, i) => [
      [["spec", "listeners", i, "hostname"], fqdnFrom(layout)] as const,
      [["spec", "listeners", i, "port"], edge.at("port")] as const,
      [["spec", "listeners", i, "tls"], edge.at(edge.passthrough ? "passthrough" : "authority")] as const,
    ]),
  ]);
}

function addGatewayRoute(scope: Construct, layout: Layout, edge: Edge, { type, pod }: PodOfType): void {
  const { spec } = layout;
  const hostname = fqdn(layout, type, pod);
  const metadata = metadataOf(layout, pod);
  const to = { gateway: spec.name, listener: pod, hostname, service: pod, port: spec.network.nodePort };
  emit(scope, route(edge.passthrough ? "TLSRoute" : "GRPCRoute", metadata, to), edge.at(), [[["spec", "hostnames"], fqdnFrom(layout)]]);
  if (edge.passthrough) return;
  const policy = { service: pod, portName: "http", hostname: memberName(layout, type, pod), roots: edgeRootsName(layout) };
  emit(scope, backendTLSPolicy(metadata, policy), edge.at());
}
