/** The fields of the Gateway API's resources that Trueline writes, as in its reference (gateway.networking.k8s.io/v1, version 1.5). */
import type { KubeObject } from "../../terms/kube-object.ts";

const API = "gateway.networking.k8s.io/v1";

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface GatewayListener {
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
  readonly protocol: "HTTPS" | "TLS";
  readonly tls:
    | { readonly mode: "Terminate"; readonly certificateRefs: readonly { readonly kind: "Secret"; readonly name: string }[] }
    | { readonly mode: "Passthrough" };
  readonly allowedRoutes: {
    readonly namespaces: { readonly from: "Same" };
    readonly kinds: readonly { readonly group: "gateway.networking.k8s.io"; readonly kind: "GRPCRoute" | "TLSRoute" }[];
  };
}

export function gateway(
  metadata: Metadata,
  spec: { readonly gatewayClassName: string; readonly listeners: readonly GatewayListener[] },
): KubeObject {
  return { apiVersion: API, kind: "Gateway", metadata, spec };
}

/** A route of a listener to a port of a Service. */
export function route(
  kind: "GRPCRoute" | "TLSRoute",
  metadata: Metadata,
  {
    gateway,
    listener,
    hostname,
    service,
    port,
  }: Readonly<Record<"gateway" | "listener" | "hostname" | "service", string>> & { readonly port: number },
): KubeObject {
  const parentRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway, sectionName: listener }];
  const backendRefs = [{ group: "", kind: "Service", name: service, port }];
  return { apiVersion: API, kind, metadata, spec: { parentRefs, hostnames: [hostname], rules: [{ backendRefs }] } };
}

/** How a Gateway verifies what is behind a port of a Service: by roots in a ConfigMap, or by the public ones. */
export function backendTLSPolicy(
  metadata: Metadata,
  {
    service,
    portName,
    hostname,
    roots,
  }: { readonly service: string; readonly portName: string; readonly hostname: string; readonly roots: string | undefined },
): KubeObject {
  const trust =
    roots === undefined ? { wellKnownCACertificates: "System" } : { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: roots }] };
  return {
    apiVersion: API,
    kind: "BackendTLSPolicy",
    metadata,
    spec: { targetRefs: [{ group: "", kind: "Service", name: service, sectionName: portName }], validation: { hostname, ...trust } },
  };
}
