import { type Path, type Place, place } from "../terms/place.ts";
import { type Data, isRecord, list, record, text } from "./data.ts";
import { downwardText } from "./downward.ts";
import { expand, type Variable } from "./expansion.ts";
import type { MadePod } from "./pods.ts";
import type { Container, Content } from "./program.ts";
import type { Notes, Surroundings } from "./surroundings.ts";
import { textOf } from "./text-of.ts";

type Variables = Map<string, { readonly content: Content; readonly place: Place }>;

/**
 * The environment of a container as the kubelet makes it: service links, then `envFrom` in order, then `env` in order,
 * each of which may refer to those before it. Source: kubernetes/kubernetes, pkg/kubelet/kubelet_pods.go
 * (makeEnvironmentVariables).
 */
export function readEnvironmentVariables(
  made: MadePod,
  container: Data,
  path: Path,
  surroundings: Surroundings,
  notes: Notes,
): Container["env"] {
  const { pod } = made;
  const variables: Variables = new Map();
  if (pod.spec["enableServiceLinks"] !== false) {
    for (const link of surroundings.serviceLinks.get(`${pod.cluster}/${pod.namespace}`) ?? []) {
      variables.set(link.name, { content: { kind: "text", text: link.value, place: link.place }, place: link.place });
    }
  }
  list(container["envFrom"]).forEach((each, i) => {
    addAll(variables, made, record(each), [...path, "envFrom", i], surroundings, notes);
  });
  list(container["env"]).forEach((each, i) => {
    addOne(variables, made, record(each), [...path, "env", i], surroundings, notes);
  });
  return variables;
}

/** Looks up variables for expansion in what follows them. */
export function variableOf(variables: Container["env"]): Variable {
  return (name) => {
    const content = variables.get(name)?.content;
    if (content === undefined) return undefined;
    return textOf(content) ?? null;
  };
}

function addAll(variables: Variables, made: MadePod, source: Data, path: Path, surroundings: Surroundings, notes: Notes): void {
  const { pod } = made;
  const prefix = text(source["prefix"]) ?? "";
  for (const [field, kind] of [
    ["configMapRef", "ConfigMap"],
    ["secretRef", "Secret"],
  ] as const) {
    const ref = source[field];
    if (!isRecord(ref)) continue;
    const name = text(ref["name"]);
    if (name === undefined) continue;
    const optional = ref["optional"] === true;
    const where = place(pod.place.object, ...path, field, "name");
    notes.references.push({ place: where, cluster: pod.cluster, kind, namespace: pod.namespace, name, optional });
    const contents = surroundings.contents.get(pod.cluster, kind, pod.namespace, name);
    if (!contents && !optional) notes.missing.push({ place: where, kind, name });
    for (const [key, content] of contents?.keys ?? []) variables.set(prefix + key, { content, place: where });
  }
}

function addOne(variables: Variables, made: MadePod, variable: Data, path: Path, surroundings: Surroundings, notes: Notes): void {
  const { pod } = made;
  const name = text(variable["name"]);
  if (name === undefined) return;
  const value = text(variable["value"]);
  const from = record(variable["valueFrom"]);
  if (value !== undefined || !isRecord(variable["valueFrom"])) {
    const where = place(pod.place.object, ...path, "value");
    const expanded = expand(value ?? "", variableOf(variables));
    const content: Content = expanded.opaque ? { kind: "opaque", place: where } : { kind: "text", text: expanded.text, place: where };
    variables.set(name, { content, place: where });
    return;
  }
  for (const [field, kind] of [
    ["configMapKeyRef", "ConfigMap"],
    ["secretKeyRef", "Secret"],
  ] as const) {
    const ref = from[field];
    if (!isRecord(ref)) continue;
    const [object, key] = [text(ref["name"]), text(ref["key"])];
    if (object === undefined || key === undefined) return;
    const optional = ref["optional"] === true;
    const where = place(pod.place.object, ...path, "valueFrom", field);
    notes.references.push({ place: where, cluster: pod.cluster, kind, namespace: pod.namespace, name: object, key, optional });
    const contents = surroundings.contents.get(pod.cluster, kind, pod.namespace, object);
    const content = contents?.keys.get(key);
    if (content) variables.set(name, { content, place: where });
    else if (contents?.open) variables.set(name, { content: { kind: "opaque", place: contents.place }, place: where });
    else if (!optional) {
      notes.missing.push({ place: where, kind, name: object, ...(contents ? { key } : {}) });
      // The container waits for it: when it starts, the variable is set, to what nobody knows.
      variables.set(name, { content: { kind: "opaque", place: where }, place: where });
    }
    return;
  }
  const where = place(pod.place.object, ...path, "valueFrom");
  variables.set(name, { content: downwardText(made, from, where), place: where });
}
