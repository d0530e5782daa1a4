import type { Path } from "../../../terms/place.ts";
import { at, type Data, list, record, text, texts, whole } from "../../data.ts";
import type { Facts } from "../../facts.ts";
import type { Indexed } from "../../object-index.ts";
import { has } from "./schema.ts";

/** Pods of one type: they share a StatefulSet, and are named after it. */
export interface NodeType {
  readonly suffix: "" | "-replica" | "-archiver";
  /** Of the StatefulSet and its headless Service. */
  readonly name: string;
  readonly replicas: number;
  readonly readOnly: boolean;
  readonly archiver: boolean;
  /** Where its number of pods stands in the resource. */
  readonly from: Path;
  /** The field that its options are taken from, as a set one replaces the main one. */
  readonly configuration: { readonly data: Data; readonly from: Path };
}

/** A KurrentDB resource, read as the operator would: what is missing or odd is taken as absent. */
export interface Resource {
  readonly object: Indexed;
  readonly spec: Data;
  readonly name: string;
  readonly namespace: string;
  readonly nodeTypes: readonly NodeType[];
  readonly quorum: number;
  readonly quorumNodes: readonly string[];
  readonly image: string;
  readonly clusterDomain: string;
  /** What SplitDNS sidecars ask. */
  readonly baseResolver: string;
  readonly internode: "ServiceName" | "FQDN" | "SplitDNS";
  readonly client: "ServiceName" | "FQDN";
  readonly ports: { readonly http: number; readonly replication: number };
  readonly secure: boolean;
}

/** Stands for a cluster's DNS where no Environment says its address: what `world/resolver.ts` asks then. */
const CLUSTER_DNS = "cluster-dns";

/** Where there is no other template. Source: the description of fqdnTemplate in the definition. */
const FQDN_TEMPLATE = "{podName}.{name}{nodeTypeSuffix}.{domain}";

export function readResource(object: Indexed, facts: Facts): Resource {
  const spec = record(object.object["spec"]);
  const { cluster, name, namespace } = object;
  const network = record(spec["network"]);
  const operator = facts.of(cluster)?.platform.kurrentdbOperator;
  const detected = has(operator?.version, "1.5") ? facts.clusterDomain(cluster) : "cluster.local";
  const internode = text(network["internodeTrafficStrategy"]);
  return {
    object,
    spec,
    name,
    namespace,
    nodeTypes: nodeTypes(name, spec).filter(({ replicas }) => replicas > 0),
    quorum: Math.max(whole(spec["replicas"]) ?? 0, 0),
    quorumNodes: texts(spec["quorumNodes"]).map((each) => each.text),
    image: text(spec["image"]) ?? "",
    clusterDomain: operator?.clusterDomain ?? detected,
    baseResolver: operator?.baseResolver ?? facts.of(cluster)?.dns.serviceIP ?? CLUSTER_DNS,
    internode: internode === "FQDN" || internode === "SplitDNS" ? internode : "ServiceName",
    client: network["clientTrafficStrategy"] === "ServiceName" ? "ServiceName" : "FQDN",
    // Zero is the fields' "not set".
    ports: { http: whole(network["nodePort"]) || 2113, replication: whole(network["replicationPort"]) || 1112 },
    secure: text(at(spec, "security", "certificateSecret", "name")) !== undefined,
  };
}

function nodeTypes(name: string, spec: Data): readonly NodeType[] {
  const type = (suffix: NodeType["suffix"], replicas: number, field: "readOnlyReplicas" | "archiver" | undefined): NodeType => {
    const own = field === undefined ? undefined : record(spec[field])["configuration"];
    const fallsBack = own === undefined || own === null;
    return {
      suffix,
      name: `${name}${suffix}`,
      replicas: Math.max(replicas, 0),
      readOnly: field !== undefined,
      archiver: field === "archiver",
      from: field === undefined ? ["spec", "replicas"] : ["spec", field],
      configuration: {
        data: record(fallsBack ? spec["configuration"] : own),
        from: fallsBack || field === undefined ? ["spec", "configuration"] : ["spec", field, "configuration"],
      },
    };
  };
  return [
    type("", whole(spec["replicas"]) ?? 0, undefined),
    type("-replica", whole(at(spec, "readOnlyReplicas", "replicas")) ?? 0, "readOnlyReplicas"),
    // There is one at most.
    type("-archiver", at(spec, "archiver", "enabled") === true ? 1 : 0, "archiver"),
  ];
}

/** A text of the resource with its placeholders filled in; unknown ones stay. `podName` may be another placeholder. */
export function expandTemplate(resource: Resource, type: NodeType, podName: string | undefined, template: string): string {
  const ordinal = podName === undefined ? undefined : /-(\d+)$/.exec(podName)?.[1];
  const values: Readonly<Record<string, string | undefined>> = {
    name: resource.name,
    namespace: resource.namespace,
    domain: text(at(resource.spec, "network", "domain")) ?? "",
    nodeTypeSuffix: type.suffix,
    podName,
    podOrdinal: ordinal,
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The template of FQDNs. */
export function fqdnTemplate(resource: Resource): string {
  return text(at(resource.spec, "network", "fqdnTemplate")) ?? FQDN_TEMPLATE;
}

/** A pod's FQDN. */
export function fqdn(resource: Resource, type: NodeType, podName: string): string {
  return expandTemplate(resource, type, podName, fqdnTemplate(resource));
}

/** The field that decides FQDNs. */
export function fqdnFrom(resource: Resource): Path {
  const given = text(at(resource.spec, "network", "fqdnTemplate")) !== undefined;
  return ["spec", "network", given ? "fqdnTemplate" : "domain"];
}

/**
 * The name of a pod below the Service of its node type, which the certificates of the vendor's examples hold
 * (`*.kurrentdb-cluster.kurrent.svc.cluster.local`). Source: KurrentDB operator documentation, example deployments.
 */
function serviceName({ namespace, clusterDomain }: Resource, type: NodeType, podName: string): string {
  return `${podName}.${type.name}.${namespace}.svc.${clusterDomain}`;
}

/** What another server dials, and where that is said. */
export function memberName(resource: Resource, type: NodeType, podName: string): { readonly name: string; readonly from: Path } {
  return nameBy(resource, "internodeTrafficStrategy", resource.internode === "ServiceName", type, podName);
}

/** What a client dials, and where that is said. */
export function clientName(resource: Resource, type: NodeType, podName: string): { readonly name: string; readonly from: Path } {
  return nameBy(resource, "clientTrafficStrategy", resource.client === "ServiceName", type, podName);
}

function nameBy(resource: Resource, field: string, byService: boolean, type: NodeType, podName: string) {
  if (!byService) return { name: fqdn(resource, type, podName), from: fqdnFrom(resource) };
  const given = at(resource.spec, "network", field) !== undefined;
  return { name: serviceName(resource, type, podName), from: ["spec", "network", ...(given ? [field] : [])] };
}

/** Names of a type's pods. */
export function podsOf(type: NodeType): readonly string[] {
  return Array.from({ length: type.replicas }, (_, i) => `${type.name}-${i}`);
}

/** The extra rules of SplitDNS as they stand in the resource. */
export function extraRules(resource: Resource): readonly Data[] {
  return list(at(resource.spec, "network", "splitDNSExtraRules")).map(record);
}
