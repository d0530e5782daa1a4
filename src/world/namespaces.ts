import type { Environment } from "../terms/environment.ts";
import { textRecord } from "./data.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { Labels } from "./selectors.ts";

/**
 * The namespaces of each cluster with their labels: declared by an object, brought by somebody else, or only named by
 * an object in them. Kubernetes labels each with its name.
 */
export function readNamespaces(index: ObjectIndex, environments: readonly Environment[]): ReadonlyMap<string, ReadonlyMap<string, Labels>> {
  const clusters = new Map<string, Map<string, Labels>>();
  const add = (cluster: string, name: string, labels: Labels) => {
    const known = clusters.get(cluster) ?? new Map<string, Labels>();
    clusters.set(cluster, known);
    if (!known.has(name)) known.set(name, { ...labels, "kubernetes.io/metadata.name": name });
  };
  for (const { cluster, name, object } of index.ofKind("", "Namespace")) add(cluster, name, textRecord(object.metadata.labels));
  for (const environment of environments) {
    for (const { cluster, kind, namespace, name } of environment.brought) add(cluster, kind === "Namespace" ? name : namespace, {});
    for (const { cluster, namespace } of environment.processes)
      if (cluster !== undefined && namespace !== undefined) add(cluster, namespace, {});
  }
  for (const { cluster, namespace } of index.all) if (namespace !== "") add(cluster, namespace, {});
  return clusters;
}
