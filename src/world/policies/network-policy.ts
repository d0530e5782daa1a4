import type { KubeObject, ObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, isRecord, list, record, text, whole } from "../data.ts";
import { type AddressBlock, readAddressBlock } from "./address-block.ts";

/** A NetworkPolicy of networking.k8s.io, read. */
export interface NetworkPolicy {
  readonly place: Place;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Selects pods of its namespace. */
  readonly podSelector: unknown;
  /** What it lets in; absent: it says nothing of that, and closes nothing. */
  readonly ingress?: readonly PolicyRule[];
  /** What it lets out. */
  readonly egress?: readonly PolicyRule[];
}

/** One entry of `ingress` or `egress`: any of its peers, at any of its ports. */
export interface PolicyRule {
  readonly place: Place;
  /** Absent: everybody. */
  readonly peers?: readonly PolicyPeer[];
  /** Absent: all ports. */
  readonly ports?: readonly PolicyPort[];
}

/** Who is meant: pods by selectors, or addresses. */
export type PolicyPeer =
  | { readonly kind: "pods"; readonly place: Place; readonly podSelector?: unknown; readonly namespaceSelector?: unknown }
  | { readonly kind: "addresses"; readonly place: Place; readonly block: AddressBlock };

export interface PolicyPort {
  readonly protocol: string;
  /** A number, or the name of a container's port; absent: all of the protocol. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/**
 * Reads a NetworkPolicy. Without `policyTypes` it is about ingress, and about egress where it has egress rules. An absent
 * or empty list of peers or ports means all; a peer that names nobody is refused by the API server, and matches nobody here.
 * Source: Kubernetes API reference, NetworkPolicySpec; kubernetes/kubernetes, pkg/apis/networking/v1/defaults.go.
 */
export function readNetworkPolicy(id: ObjectId, object: KubeObject): NetworkPolicy {
  const spec = record(object["spec"]);
  const types = list(spec["policyTypes"]);
  const ingress = types.length === 0 || types.includes("Ingress");
  const egress = types.length === 0 ? list(spec["egress"]).length > 0 : types.includes("Egress");
  return {
    place: place(id),
    cluster: id.slice(0, id.indexOf("/")),
    namespace: text(object.metadata.namespace) ?? "default",
    name: object.metadata.name,
    podSelector: spec["podSelector"],
    ...(ingress ? { ingress: readRules(id, object, "ingress", "from") } : {}),
    ...(egress ? { egress: readRules(id, object, "egress", "to") } : {}),
  };
}

function readRules(id: ObjectId, object: KubeObject, direction: "ingress" | "egress", field: "from" | "to"): readonly PolicyRule[] {
  return list(at(object, "spec", direction)).map((each, index) => {
    const [peers, ports] = [list(record(each)[field]), list(record(each)["ports"])];
    const read = peers.flatMap((peer, i) => readPeer(place(id, "spec", direction, index, field, i), peer));
    return {
      place: place(id, "spec", direction, index),
      ...(peers.length > 0 ? { peers: read } : {}),
      ...(ports.length > 0 ? { ports: ports.map(readPort) } : {}),
    };
  });
}

function readPeer(where: Place, value: unknown): readonly PolicyPeer[] {
  const { podSelector, namespaceSelector, ipBlock } = record(value);
  if (ipBlock !== undefined) {
    const block = readAddressBlock(ipBlock);
    return block ? [{ kind: "addresses", place: where, block }] : [];
  }
  if (!isRecord(podSelector) && !isRecord(namespaceSelector)) return [];
  return [
    {
      kind: "pods",
      place: where,
      ...(isRecord(podSelector) ? { podSelector } : {}),
      ...(isRecord(namespaceSelector) ? { namespaceSelector } : {}),
    },
  ];
}

function readPort(value: unknown): PolicyPort {
  const { protocol, port, endPort } = record(value);
  const [number, name, end] = [whole(port), text(port), whole(endPort)];
  return {
    protocol: text(protocol) ?? "TCP",
    ...(number !== undefined ? { port: number } : name !== undefined ? { port: name } : {}),
    ...(end !== undefined ? { endPort: end } : {}),
  };
}
