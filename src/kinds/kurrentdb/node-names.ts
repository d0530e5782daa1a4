import { serviceHost } from "../../parts/names.ts";
import type { DnsRule } from "../../parts/split-dns.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import type { Layout, Member, NodeType } from "./layout.ts";
import type { ClientTrafficStrategy, InternodeTrafficStrategy } from "./spec.ts";

/** The vendor's default (its page on managing certificates). */
export const DEFAULT_FQDN_TEMPLATE = "{podName}.{name}{nodeTypeSuffix}.{domain}";

/** A pod's FQDN by the spec's template. `podName` may also be a placeholder that is filled in later. */
export function fqdn(layout: Member, type: Pick<NodeType, "suffix">, podName: string): string {
  return expandTemplate(layout, type, podName, (text) => text);
}

/** The name under which members dial a pod. */
export function memberName(layout: Member, type: NodeType, podName: string): string {
  return nameBy(layout.spec.network.internodeTrafficStrategy, layout, type, podName);
}

/** The name under which clients dial a pod. */
export function clientName(layout: Member, type: NodeType, podName: string): string {
  return nameBy(layout.spec.network.clientTrafficStrategy, layout, type, podName);
}

/** The port at which clients dial a pod: the proxy's where they come in through one. */
export function clientPort({ spec, edge }: Layout): number {
  return edge?.port ?? spec.network.nodePort;
}

/** Whether anybody dials a node by its FQDN. */
export function usesFqdns({ spec }: Member): boolean {
  return spec.network.internodeTrafficStrategy !== "ServiceName" || spec.network.clientTrafficStrategy !== "ServiceName";
}

/** Whether there is another node, which dials this one as its member. */
export function hasPeers({ fleet }: Layout): boolean {
  return fleet.members.flatMap(({ nodeTypes }) => nodeTypes).flatMap(({ pods }) => pods).length > 1;
}

/** Whether its template can give names: it may ask for a domain that the spec does not have. */
export function hasFqdns({ spec: { network } }: Member): boolean {
  return network.domain !== undefined || !network.fqdnTemplate.includes("{domain}");
}

function nameBy(strategy: InternodeTrafficStrategy | ClientTrafficStrategy, layout: Member, type: NodeType, podName: string): string {
  if (strategy !== "ServiceName") return fqdn(layout, type, podName);
  return serviceHost(podService(layout, type, podName), layout.spec.namespace.name, layout.clusterDomain);
}

/**
 * What stands before the namespace in the name of a pod: its own Service, or with the vendor's operator the pod below the Service
 * of its node type, as in the certificates of the vendor's examples.
 */
function podService({ spec }: Member, type: Pick<NodeType, "name">, podName: string): string {
  return spec.backend === "operator" ? `${podName}.${type.name}` : podName;
}

/** The spec property that decides FQDNs: the template where one is given, else the domain. */
export function fqdnFrom({ spec, at }: Member): SpecPath {
  return at("network", spec.network.fqdnTemplate === DEFAULT_FQDN_TEMPLATE ? "domain" : "fqdnTemplate");
}

/** The spec property that decides the name that a strategy gives. */
export function nameFrom(layout: Member, strategy: "internodeTrafficStrategy" | "clientTrafficStrategy"): SpecPath {
  return layout.spec.network[strategy] === "ServiceName" ? layout.at("network", strategy) : fqdnFrom(layout);
}

/** The wildcard that covers the names of all pods of a type below its Service. Undefined where each pod has a Service of its own. */
export function serviceWildcard(layout: Layout, type: NodeType): string | undefined {
  if (layout.spec.backend !== "operator") return undefined;
  return serviceHost(podService(layout, type, "*"), layout.spec.namespace.name, layout.clusterDomain);
}

/**
 * The wildcard that covers the FQDNs of all pods of a type. Undefined if there is none: a wildcard stands for the whole
 * first label and for nothing else (RFC 6125), so the pod's name has to be in that label only.
 */
export function wildcard(layout: Member, type: NodeType): string | undefined {
  const [first = "", ...rest] = fqdn(layout, type, "\0").split(".");
  return first.includes("\0") && !rest.some((label) => label.includes("\0")) ? ["*", ...rest].join(".") : undefined;
}

/**
 * SplitDNS's rule for a node type: its FQDNs mean what `host` gives, by default the pods' Services. Go's regular expressions have no back references, so a template that holds the pod's
 * name twice captures the first.
 */
export function dnsRule(
  layout: Member,
  type: Pick<NodeType, "suffix" | "name">,
  host: (podName: string) => string = (podName) => serviceHost(podName, layout.spec.namespace.name, layout.clusterDomain),
): DnsRule {
  const pattern = `${literal(type.name)}-\\d+`;
  const parts = expandTemplate(layout, type, "\0", literal).split("\0");
  const [head = "", ...tail] = parts;
  // Without the pod's name only one pod can have this FQDN.
  if (tail.length === 0) return { fqdn: head, target: host(`${type.name}-0`) };
  return { fqdn: `${head}(${pattern})${tail.join(pattern)}`, target: host("{1}") };
}

function expandTemplate({ spec }: Member, type: Pick<NodeType, "suffix">, podName: string, quote: (text: string) => string): string {
  const values: Readonly<Record<string, string>> = {
    name: spec.name,
    namespace: spec.namespace.name,
    domain: spec.network.domain ?? "",
    nodeTypeSuffix: type.suffix,
  };
  return spec.network.fqdnTemplate
    .split(/(\{\w+\})/)
    .map((part) => (part === "{podName}" ? podName : quote(/^\{\w+\}$/.test(part) ? (values[part.slice(1, -1)] ?? part) : part)))
    .join("");
}

/** A text as a regular expression that matches only it. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
