import type { KubeObject } from "../../../terms/kube-object.ts";
import { at, textEntries } from "../../data.ts";
import { expandTemplate, type NodeType, type Resource } from "./resource.ts";

/** Fields of `extraMetadata` for the objects of one type. */
type Kind = "configMaps" | "statefulSets" | "pods" | "headlessServices" | "headlessPodServices" | "loadBalancers";

/** The label by which the operator tells node types apart; its own key is not documented, and this stands for it. */
const NODE_TYPE = "kubernetes.kurrent.io/node-type";

/** The labels by which a node type's pods are selected. The first two: KurrentDB operator documentation. */
export function selectorOf({ name }: Resource, type: NodeType): Readonly<Record<string, string>> {
  const role = type.archiver ? "archiver" : type.readOnly ? "replica" : "node";
  return { "app.kubernetes.io/part-of": "kurrentdb-operator", "app.kubernetes.io/name": name, [NODE_TYPE]: role };
}

/**
 * Metadata of an object that the operator makes, with what `extraMetadata` adds for all and for objects of its type. Placeholders of a
 * pod are filled in for objects that belong to one, and none for pods. Source: the definition, descriptions of extraMetadata.
 */
export function metadataOf(
  resource: Resource,
  type: NodeType,
  kind: Kind,
  name: string,
  own: { readonly podName?: string; readonly annotations?: Readonly<Record<string, string>> } = {},
): KubeObject["metadata"] {
  const extra = (field: "labels" | "annotations"): Readonly<Record<string, string>> => {
    const entries = ["all", kind].flatMap((each) => textEntries(at(resource.spec, "extraMetadata", each, field)));
    const filled = (value: string) => (kind === "pods" ? value : expandTemplate(resource, type, own.podName, value));
    return Object.fromEntries(entries.map(([key, value]) => [key, filled(value)]));
  };
  const annotations = { ...own.annotations, ...extra("annotations") };
  return {
    name,
    namespace: resource.namespace,
    labels: { ...extra("labels"), ...selectorOf(resource, type) },
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}
