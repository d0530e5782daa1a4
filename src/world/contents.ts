import type { Environment } from "../terms/environment.ts";
import { objectIdOf } from "../terms/kube-object.ts";
import { type Place, place } from "../terms/place.ts";
import { at, isRecord, list, record, text, textEntries } from "./data.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { Content, Contents } from "./program.ts";

type Kind = "ConfigMap" | "Secret";

/** What Secrets and ConfigMaps hold, while controllers and Jobs still write them. */
export class ContentStore {
  readonly #contents = new Map<string, { place: Place; keys: Map<string, Content>; open: boolean }>();

  get(cluster: string, kind: Kind, namespace: string, name: string): Contents | undefined {
    return this.#contents.get(contentsKey(cluster, kind, namespace, name));
  }

  /** Adds an object, or further keys to it. The place of one that is there already stays. */
  add(cluster: string, kind: Kind, namespace: string, name: string, contents: Contents): void {
    const key = contentsKey(cluster, kind, namespace, name);
    const known = this.#contents.get(key);
    if (!known) {
      this.#contents.set(key, { place: contents.place, keys: new Map(contents.keys), open: contents.open });
      return;
    }
    for (const [name, content] of contents.keys) known.keys.set(name, content);
    known.open ||= contents.open;
  }

  /** All of them, by `CLUSTER/Kind/NAMESPACE/NAME`. */
  all(): ReadonlyMap<string, Contents> {
    return this.#contents;
  }
}

/** The key of a Secret or ConfigMap in `World.contents`. */
function contentsKey(cluster: string, kind: Kind, namespace: string, name: string): string {
  return `${cluster}/${kind}/${namespace}/${name}`;
}

/** Contents as far as they stand in manifests, or are named by an Environment. */
export function writtenContents(index: ObjectIndex, environments: readonly Environment[]): ContentStore {
  const store = new ContentStore();
  for (const { id, cluster, namespace, name, object } of index.ofKind("", "ConfigMap")) {
    const keys = new Map<string, Content>();
    for (const [key, value] of textEntries(object["data"])) keys.set(key, { kind: "text", text: value, place: place(id, "data", key) });
    for (const [key, value] of textEntries(object["binaryData"])) keys.set(key, decoded(value, place(id, "binaryData", key)));
    store.add(cluster, "ConfigMap", namespace, name, { place: place(id), keys, open: false });
  }
  for (const { id, cluster, namespace, name, object } of index.ofKind("", "Secret")) {
    const keys = new Map<string, Content>();
    // SOPS encrypts the values of a Secret in git; what they hold is not known.
    const encrypted = object["sops"] !== undefined;
    for (const field of ["data", "stringData"] as const) {
      for (const [key, value] of textEntries(object[field])) {
        const where = place(id, field, key);
        if (encrypted) keys.set(key, { kind: "opaque", place: where });
        else keys.set(key, field === "data" ? decoded(value, where) : { kind: "text", text: value, place: where });
      }
    }
    // The token controller fills such a Secret.
    store.add(cluster, "Secret", namespace, name, {
      place: place(id),
      keys,
      open: object["type"] === "kubernetes.io/service-account-token",
    });
  }
  addForeignSecrets(index, store);
  for (const { brought } of environments) {
    for (const { cluster, kind, namespace, name, keys } of brought) {
      if (kind === "Namespace" || kind === "ServiceAccount") continue;
      const at = place(objectIdOf(cluster, "", kind, namespace, name));
      const contents = new Map(keys.map((key) => [key, { kind: "opaque", place: at } as const]));
      const known = store.get(cluster, kind, namespace, name);
      for (const key of known?.keys.keys() ?? []) contents.delete(key);
      store.add(cluster, kind, namespace, name, { place: at, keys: contents, open: true });
    }
  }
  return store;
}

/**
 * Secrets that other controllers make of objects in git. Source: External Secrets documentation (spec.target.name,
 * spec.data[].secretKey), Sealed Secrets documentation (spec.encryptedData).
 */
function addForeignSecrets(index: ObjectIndex, store: ContentStore): void {
  for (const { id, cluster, namespace, name, object } of index.ofKind("external-secrets.io", "ExternalSecret")) {
    const keys = new Map<string, Content>();
    list(at(object, "spec", "data")).forEach((each, i) => {
      const key = text(record(each)["secretKey"]);
      if (key !== undefined) keys.set(key, { kind: "opaque", place: place(id, "spec", "data", i) });
    });
    const templated = isRecord(at(object, "spec", "target", "template")) || list(at(object, "spec", "dataFrom")).length > 0;
    store.add(cluster, "Secret", namespace, text(at(object, "spec", "target", "name")) ?? name, {
      place: place(id),
      keys,
      open: templated,
    });
  }
  for (const { id, cluster, namespace, name, object } of index.ofKind("bitnami.com", "SealedSecret")) {
    const keys = new Map<string, Content>();
    for (const [key] of textEntries(at(object, "spec", "encryptedData")))
      keys.set(key, { kind: "opaque", place: place(id, "spec", "encryptedData", key) });
    const made = text(at(object, "spec", "template", "metadata", "name")) ?? name;
    store.add(cluster, "Secret", namespace, made, { place: place(id), keys, open: isRecord(at(object, "spec", "template", "data")) });
  }
}

/** Text behind base64; opaque for what is no UTF-8 text. */
function decoded(value: string, where: Place): Content {
  const bytes = Buffer.from(value, "base64");
  const utf8 = bytes.toString("utf8");
  if (!Buffer.from(utf8, "utf8").equals(bytes)) return { kind: "opaque", place: where };
  return { kind: "text", text: utf8, place: where };
}
