import type { BroughtObject, Environment } from "../terms/environment.ts";
import { objectIdOf } from "../terms/kube-object.ts";
import { type Place, place } from "../terms/place.ts";
import { holdsPrivateKey } from "./certificates/pem/blocks.ts";
import { pemContent, type ReadPem } from "./certificates/pem/pem-file.ts";
import { privateKeyOf } from "./certificates/pem/private-key.ts";
import { at, text, textEntries } from "./data.ts";
import { addForeignSecrets } from "./foreign-secrets.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { Content, Contents } from "./program.ts";

/** A ClusterTrustBundle has no namespace, and one key: `trustBundle`. */
type Kind = "ConfigMap" | "Secret" | "ClusterTrustBundle";

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

/** Contents as far as they stand in manifests, or are named by an Environment; certificates in them as `pem` reads them. */
export function writtenContents(index: ObjectIndex, environments: readonly Environment[], pem: ReadPem): ContentStore {
  const store = new ContentStore();
  for (const { id, cluster, namespace, name, object } of index.ofKind("", "ConfigMap")) {
    const keys = new Map<string, Content>();
    for (const [key, value] of textEntries(object["data"])) keys.set(key, contentOf(value, place(id, "data", key), pem));
    for (const [key, value] of textEntries(object["binaryData"])) keys.set(key, decoded(value, place(id, "binaryData", key), pem));
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
        else keys.set(key, field === "data" ? decoded(value, where, pem) : contentOf(value, where, pem));
      }
    }
    // The token controller fills such a Secret.
    store.add(cluster, "Secret", namespace, name, {
      place: place(id),
      keys,
      open: object["type"] === "kubernetes.io/service-account-token",
    });
  }
  for (const { id, cluster, name, object } of index.ofKind("certificates.k8s.io", "ClusterTrustBundle")) {
    const where = place(id, "spec", "trustBundle");
    const bundle = text(at(object, "spec", "trustBundle")) ?? "";
    const keys = new Map<string, Content>([
      ["trustBundle", pemContent(bundle, where, pem) ?? { kind: "text", text: bundle, place: where }],
    ]);
    store.add(cluster, "ClusterTrustBundle", "", name, { place: where, keys, open: false });
  }
  addForeignSecrets(index, environments, store);
  for (const { brought } of environments) {
    for (const object of brought) {
      const { cluster, kind, namespace, name } = object;
      if (kind === "Namespace" || kind === "ServiceAccount") continue;
      const at = place(objectIdOf(cluster, "", kind, namespace, name));
      const contents = broughtContents(object, at, pem);
      const known = store.get(cluster, kind, namespace, name);
      for (const key of known?.keys.keys() ?? []) contents.delete(key);
      store.add(cluster, kind, namespace, name, { place: at, keys: contents, open: true });
    }
  }
  return store;
}

/** The keys of an object that somebody else makes: what the spec states of them, and that the others are there. */
function broughtContents({ kind, keys, pem: stated = {} }: BroughtObject, at: Place, pem: ReadPem): Map<string, Content> {
  const contents = new Map<string, Content>(keys.map((key) => [key, { kind: "opaque", place: at }]));
  for (const [key, text] of Object.entries(stated)) contents.set(key, contentOf(text, place(at.object, "data", key), pem));
  const pair = contents.get("tls.crt");
  const leaf = pair?.kind === "certificates" ? pair.chain[0] : undefined;
  // Nobody states a private key: that of a pair is taken to be its certificate's.
  if (kind === "Secret" && leaf && contents.get("tls.key")?.kind === "opaque")
    contents.set("tls.key", { kind: "private-key", key: leaf.key, algorithm: leaf.algorithm, place: at });
  return contents;
}

/** What a text holds: certificates in PEM, a private key, or just text. */
function contentOf(text: string, where: Place, pem: ReadPem): Content {
  const certificates = pemContent(text, where, pem);
  if (certificates || !holdsPrivateKey(text)) return certificates ?? { kind: "text", text, place: where };
  const key = privateKeyOf(text);
  return key ? { kind: "private-key", ...key, place: where } : { kind: "opaque", place: where };
}

/** Text behind base64; opaque for what is no UTF-8 text. */
function decoded(value: string, where: Place, pem: ReadPem): Content {
  const bytes = Buffer.from(value, "base64");
  const utf8 = bytes.toString("utf8");
  if (!Buffer.from(utf8, "utf8").equals(bytes)) return { kind: "opaque", place: where };
  return contentOf(utf8, where, pem);
}
