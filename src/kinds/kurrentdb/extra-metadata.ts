import { ApiObject, JsonPatch } from "cdk8s";
import type { Construct } from "constructs";
import { addOrigin } from "../../parts/emit.ts";
import type { KubeObject } from "../../terms/kube-object.ts";
import type { ExtraMetadata, ExtraMetadataSpec } from "./extra-metadata-spec.ts";
import { KURRENTDB, type Layout } from "./layout.ts";

type Kind = Exclude<keyof ExtraMetadataSpec, "all" | "pods" | "persistentVolumeClaims">;

/**
 * Adds the spec's labels and annotations to the objects of a workload, once they are all there. What a kind's own entry says wins over `all`, and
 * both over what Trueline sets, but for the labels by which objects find each other, which the schema refuses. What comes out is proven like all else.
 */
export function addExtraMetadata(scope: Construct, layout: Layout): void {
  const { extraMetadata } = layout.spec;
  if (!extraMetadata) return;
  for (const construct of scope.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const object = construct.toJson() as KubeObject;
    const kind = kindOf(object);
    // A construct of its own holds its authority's objects too.
    if (!kind || object.metadata.labels?.["app.kubernetes.io/name"] !== KURRENTDB) continue;
    const values = valuesOf(object, layout);
    const expand = (text: string) => text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
    for (const from of ["all", kind] as const)
      each(extraMetadata[from], (field, key, value) => {
        if (field === "labels") construct.metadata.addLabel(key, expand(value));
        else construct.metadata.addAnnotation(key, expand(value));
        addOrigin(construct, ["metadata", field, key], layout.at("extraMetadata", from, field, key));
      });
    if (kind !== "statefulSets") continue;
    addBelow(construct, object, ["spec", "template"], extraMetadata, ["all", "pods"], layout);
    addBelow(construct, object, ["spec", "volumeClaimTemplates", 0], extraMetadata, ["persistentVolumeClaims"], layout);
  }
}

/** Adds to the metadata of what a StatefulSet makes. */
function addBelow(
  construct: ApiObject,
  object: KubeObject,
  path: readonly (string | number)[],
  extra: ExtraMetadataSpec,
  kinds: readonly ("all" | "pods" | "persistentVolumeClaims")[],
  layout: Layout,
): void {
  const there = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], object);
  const { metadata = {} } = (there ?? {}) as { readonly metadata?: Readonly<Record<string, unknown>> };
  const made = new Set(Object.keys(metadata));
  for (const kind of kinds)
    each(extra[kind], (field, key, value) => {
      const at = [...path, "metadata", field];
      if (!made.has(field)) construct.addJsonPatch(JsonPatch.add(pointer(at), {}));
      made.add(field);
      construct.addJsonPatch(JsonPatch.add(pointer([...at, key]), value));
      addOrigin(construct, [...at, key], layout.at("extraMetadata", kind, field, key));
    });
}

function each(extra: ExtraMetadata | undefined, add: (field: "labels" | "annotations", key: string, value: string) => void): void {
  for (const field of ["labels", "annotations"] as const)
    for (const [key, value] of Object.entries(extra?.[field] ?? {})) add(field, key, value);
}

/** A JSON pointer. Source: RFC 6901. */
function pointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function kindOf(object: KubeObject): Kind | undefined {
  if (object.kind === "ConfigMap") return "configMaps";
  if (object.kind === "StatefulSet") return "statefulSets";
  if (object.kind === "PodDisruptionBudget") return "podDisruptionBudgets";
  if (object.kind !== "Service") return undefined;
  const { type, clusterIP } = object["spec"] as { readonly type?: string; readonly clusterIP?: string };
  if (type === "LoadBalancer") return "loadBalancers";
  if (clusterIP !== "None") return undefined;
  return podOf(object) === undefined ? "headlessServices" : "headlessPodServices";
}

function podOf(object: KubeObject): string | undefined {
  const { selector } = (object["spec"] ?? {}) as { readonly selector?: Readonly<Record<string, string>> };
  return selector?.["statefulset.kubernetes.io/pod-name"];
}

function valuesOf(object: KubeObject, { spec, nodeTypes }: Layout): Readonly<Record<string, string>> {
  const component = object.metadata.labels?.["app.kubernetes.io/component"];
  const pod = podOf(object);
  return {
    name: spec.name,
    namespace: spec.namespace.name,
    domain: spec.network.domain ?? "",
    nodeTypeSuffix: nodeTypes.find((type) => type.component === component)?.suffix ?? "",
    ...(pod === undefined ? {} : { podName: pod, podOrdinal: pod.slice(pod.lastIndexOf("-") + 1) }),
  };
}
