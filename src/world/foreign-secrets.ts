import type { Environment } from "../terms/environment.ts";
import { type Path, place } from "../terms/place.ts";
import type { ContentStore } from "./contents.ts";
import { at, isRecord, list, record, text, textEntries, texts } from "./data.ts";
import { readNamespaces } from "./namespaces.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";
import type { Content } from "./program.ts";
import { matchesSelector } from "./selectors.ts";

/** Secrets that other controllers make of objects in git: External Secrets and sealed-secrets. */
export function addForeignSecrets(index: ObjectIndex, environments: readonly Environment[], store: ContentStore): void {
  for (const external of index.ofKind("external-secrets.io", "ExternalSecret")) {
    addExternal(store, external, external.namespace, external.name, ["spec"]);
  }
  for (const external of index.ofKind("external-secrets.io", "ClusterExternalSecret")) {
    const name = text(at(external.object, "spec", "externalSecretName")) ?? external.name;
    for (const namespace of chosenNamespaces(external, index, environments)) {
      addExternal(store, external, namespace, name, ["spec", "externalSecretSpec"]);
    }
  }
  for (const sealed of index.ofKind("bitnami.com", "SealedSecret")) addSealed(store, sealed);
}

/**
 * The keys of `data`; more may come from `dataFrom` and a template.
 * Source: External Secrets documentation, ExternalSecret (`target.name`, `target.creationPolicy`, `data[].secretKey`).
 */
function addExternal(store: ContentStore, { id, cluster, object }: Indexed, namespace: string, name: string, path: Path): void {
  const spec = at(object, ...path);
  const target = record(at(spec, "target"));
  if (target["creationPolicy"] === "None") return;
  const keys = new Map<string, Content>();
  list(at(spec, "data")).forEach((each, i) => {
    const key = text(record(each)["secretKey"]);
    if (key !== undefined) keys.set(key, { kind: "opaque", place: place(id, ...path, "data", i) });
  });
  const open = isRecord(target["template"]) || list(at(spec, "dataFrom")).length > 0;
  store.add(cluster, "Secret", namespace, text(target["name"]) ?? name, { place: place(id), keys, open });
}

/** Source: External Secrets documentation, ClusterExternalSecret: any of the selectors, or by name. */
function chosenNamespaces({ cluster, object }: Indexed, index: ObjectIndex, environments: readonly Environment[]): readonly string[] {
  const { namespaceSelector, namespaceSelectors, namespaces } = record(object["spec"]);
  const selectors = [...(isRecord(namespaceSelector) ? [namespaceSelector] : []), ...list(namespaceSelectors)];
  const named = new Set(texts(namespaces).map((each) => each.text));
  return [...(readNamespaces(index, environments).get(cluster) ?? [])]
    .filter(([name, labels]) => named.has(name) || selectors.some((selector) => matchesSelector(selector, labels)))
    .map(([name]) => name);
}

/**
 * The keys of `encryptedData` and of the template, under the SealedSecret's own name, whatever the template says.
 * Source: bitnami-labs/sealed-secrets, pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go (Unseal).
 */
function addSealed(store: ContentStore, { id, cluster, namespace, name, object }: Indexed): void {
  const keys = new Map<string, Content>();
  for (const path of [["encryptedData"], ["template", "data"]]) {
    for (const [key] of textEntries(at(object, "spec", ...path))) keys.set(key, { kind: "opaque", place: place(id, "spec", ...path, key) });
  }
  for (const [key, value] of Object.entries(record(at(object, "spec", "template", "data")))) if (value === null) keys.delete(key);
  store.add(cluster, "Secret", namespace, name, { place: place(id), keys, open: false });
}
