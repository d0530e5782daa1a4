import type { Authority } from "../../spec/authority.ts";
import type { Cluster } from "../../spec/topology.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import type { KurrentDBWorkload } from "./spec.ts";

/** A proxy that clients come in through: an Ingress controller, or a Gateway. */
export interface Edge {
  readonly kind: "ingress" | "gateway";
  /** Of the IngressClass or GatewayClass. */
  readonly className: string;
  /** An Ingress class's `spec.controller`. */
  readonly controller?: string;
  /** Where its pods run. */
  readonly namespace?: string;
  readonly passthrough: boolean;
  /** Signs what the proxy presents. Absent where TLS passes through. */
  readonly authority?: Authority;
  readonly port: number;
  readonly portFrom: SpecPath;
  /** A path to one of its properties. */
  at(...path: SpecPath): SpecPath;
}

/** The proxy that a checked workload asks for. */
export function edgeOf(
  { network }: KurrentDBWorkload,
  cluster: Cluster,
  authorities: Readonly<Record<string, Authority>>,
  at: (...path: SpecPath) => SpecPath,
): Edge | undefined {
  const signedBy = (name: string | undefined) => {
    const authority = name === undefined ? undefined : authorities[name];
    return authority ? { authority } : {};
  };
  const { ingress, gateway } = network;
  if (ingress) {
    const { ingressClassName: className, authority, passthrough } = ingress;
    const controller = cluster.platform.ingress?.[className];
    return {
      kind: "ingress",
      className,
      ...(controller ? { controller: controller.controller } : {}),
      ...(controller?.namespace === undefined ? {} : { namespace: controller.namespace }),
      passthrough,
      ...signedBy(authority),
      port: controller?.port ?? 443,
      portFrom: controller ? ["clusters", cluster.name, "platform", "ingress", className, "port"] : at("network", "ingress"),
      at: (...path) => at("network", "ingress", ...path),
    };
  }
  if (!gateway) return undefined;
  const { gatewayClassName: className, authority, passthrough, port } = gateway;
  const namespace = cluster.platform.gatewayAPI?.classes[className]?.namespace;
  return {
    kind: "gateway",
    className,
    ...(namespace === undefined ? {} : { namespace }),
    passthrough,
    ...signedBy(authority),
    port,
    portFrom: at("network", "gateway", "port"),
    at: (...path) => at("network", "gateway", ...path),
  };
}

/** Whether clients see the certificate of a proxy, and not those of the nodes. */
export function endsTls({ ingress, gateway }: KurrentDBWorkload["network"]): boolean {
  return ingress?.passthrough === false || gateway?.passthrough === false;
}

/** Whether clients see the nodes' own certificates through a proxy. */
export function passesThrough({ ingress, gateway }: KurrentDBWorkload["network"]): boolean {
  return ingress?.passthrough === true || gateway?.passthrough === true;
}

/** The names of the authorities that sign for a workload: for its nodes, and for the proxy in front of them. */
export function authoritiesOf({ security, network: { ingress, gateway } }: KurrentDBWorkload): readonly string[] {
  const names = [security.authority, ingress?.authority, gateway?.authority];
  return [...new Set(names)].filter((name) => name !== undefined);
}
