import { type Place, place } from "../terms/place.ts";
import { holdsCertificates, holdsPrivateKey, pemBlocks } from "./certificates/pem/blocks.ts";
import { pemContent, type ReadPem } from "./certificates/pem/pem-file.ts";
import type { ContentStore } from "./contents.ts";
import { at, type Data, isRecord, list, record, text, textRecord } from "./data.ts";
import type { Facts } from "./facts.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";
import type { Content } from "./program.ts";
import { rules } from "./rules.ts";
import { type Labels, matchesSelector } from "./selectors.ts";
import type { Certificate } from "./tls.ts";
import type { NotSynced } from "./world.ts";

type Source = { readonly content: Content } | { readonly why: string; readonly at: Place };

/** Writes the targets of all Bundles into `contents`, as far as their sources are there. May be run again when more is there. */
export function syncBundles(
  index: ObjectIndex,
  facts: Facts,
  namespaces: ReadonlyMap<string, ReadonlyMap<string, Labels>>,
  contents: ContentStore,
  pem: ReadPem,
): readonly NotSynced[] {
  const notSynced: NotSynced[] = [];
  for (const bundle of index.ofKind("trust.cert-manager.io", "Bundle")) {
    const clusterFacts = facts.of(bundle.cluster);
    const refuse = (why: string, where: Place) => {
      notSynced.push({
        place: where,
        values: { bundle: bundle.name, cluster: bundle.cluster, why },
        related: [place(bundle.id)],
        rule: rules.trustBundle,
      });
    };
    if (clusterFacts && !clusterFacts.platform.trustManager) {
      refuse(`cluster ${bundle.cluster} has no trust-manager`, place(bundle.id));
      continue;
    }
    const sources = sourcesOf(bundle, facts.trustNamespace(bundle.cluster), index, contents, pem);
    const broken = sources.find((each) => "why" in each);
    const found = sources.flatMap((each) => ("content" in each ? [each.content] : []));
    if (broken && "why" in broken) refuse(broken.why, broken.at);
    else if (sources.length === 0) refuse("it has no source", place(bundle.id, "spec", "sources"));
    else if (found.every((each) => each.kind === "text" && !holdsCertificates(each.text)))
      refuse("none of its sources holds a certificate", place(bundle.id, "spec", "sources"));
    else writeTargets(bundle, join(bundle, found), namespaces.get(bundle.cluster) ?? new Map(), contents);
  }
  return notSynced;
}

function sourcesOf(bundle: Indexed, trustNamespace: string, index: ObjectIndex, contents: ContentStore, pem: ReadPem): readonly Source[] {
  return list(at(bundle.object, "spec", "sources")).flatMap((each, i): readonly Source[] => {
    const source = record(each);
    const where = place(bundle.id, "spec", "sources", i);
    const inLine = text(source["inLine"]);
    if (inLine !== undefined) {
      const at = place(bundle.id, "spec", "sources", i, "inLine");
      return [withoutOthers(pemContent(inLine, at, pem) ?? { kind: "text", text: inLine, place: at }, "its text", at)];
    }
    if (source["useDefaultCAs"] === true) return [{ content: { kind: "opaque", place: where } }];
    for (const [field, kind] of [
      ["configMap", "ConfigMap"],
      ["secret", "Secret"],
    ] as const) {
      if (!isRecord(source[field])) continue;
      const at = place(bundle.id, "spec", "sources", i, field);
      return objectSource(source[field], kind, bundle.cluster, trustNamespace, index, contents, at);
    }
    return [];
  });
}

function objectSource(
  source: Data,
  kind: "ConfigMap" | "Secret",
  cluster: string,
  namespace: string,
  index: ObjectIndex,
  contents: ContentStore,
  where: Place,
): readonly Source[] {
  const name = text(source["name"]);
  const names =
    name !== undefined
      ? [name]
      : index
          .ofKind("", kind)
          .filter((each) => each.cluster === cluster && each.namespace === namespace)
          .filter((each) => matchesSelector(source["selector"], textRecord(each.object.metadata.labels)))
          .map((each) => each.name);
  return names.flatMap((each): readonly Source[] => {
    const found = contents.get(cluster, kind, namespace, each);
    if (!found) return [{ why: `nobody makes ${kind} ${namespace}/${each}`, at: where }];
    const key = text(source["key"]);
    if (key !== undefined) {
      const content = found.keys.get(key);
      if (content) return [withoutOthers(content, `${kind} ${namespace}/${each}`, where)];
      return [
        found.open
          ? { content: { kind: "opaque", place: found.place } }
          : { why: `${kind} ${namespace}/${each} has no key ${key}`, at: where },
      ];
    }
    if (source["includeAllKeys"] !== true) return [{ why: "it names neither a key nor includeAllKeys", at: where }];
    const all = [...found.keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, content]) => content);
    if (all.length === 0)
      return [
        found.open ? { content: { kind: "opaque", place: found.place } } : { why: `${kind} ${namespace}/${each} is empty`, at: where },
      ];
    return all.map((content) => withoutOthers(content, `${kind} ${namespace}/${each}`, where));
  });
}

/** A source, unless it holds PEM of another kind: trust-manager hands on certificates alone. */
function withoutOthers(content: Content, name: string, at: Place): Source {
  if (content.kind === "private-key") return { why: `${name} holds a private key`, at };
  const text = content.kind === "text" || content.kind === "certificates" ? (content.text ?? "") : "";
  if (holdsPrivateKey(text)) return { why: `${name} holds a private key`, at };
  const other = pemBlocks(text).find((block) => block.kind === "block" && block.label !== "CERTIFICATE");
  return other ? { why: `${name} holds a ${other.label}, and only certificates are allowed`, at } : { content };
}

/**
 * All sources in one file, each certificate once. Where all are known trust-manager's own order is, which matters to programs that read
 * the first alone; text between certificates is dropped.
 */
function join(bundle: Indexed, contents: readonly Content[]): Content {
  const where = place(bundle.id);
  if (contents.some((each) => each.kind === "opaque" || (each.kind === "text" && holdsCertificates(each.text))))
    return { kind: "opaque", place: where };
  const chain: Certificate[] = [];
  for (const content of contents) {
    if (content.kind === "certificates") chain.push(...content.chain.filter((each) => !chain.some((known) => isSame(known, each))));
  }
  const inOrder = chain.length > 1 && chain.every((each) => each.fingerprint !== undefined);
  if (inOrder) chain.sort((a, b) => ((a.fingerprint ?? "") < (b.fingerprint ?? "") ? -1 : 1));
  const copied = contents.flatMap((content) => (content.kind === "certificates" ? (content.rules ?? []) : []));
  const used = new Set([rules.trustBundle, ...(inOrder ? [rules.trustBundleOrder] : []), ...copied]);
  const broken = contents.flatMap((content) => (content.kind === "certificates" ? (content.broken ?? []) : []))[0];
  return { kind: "certificates", chain, place: where, rules: [...used], ...(broken ? { broken } : {}) };
}

function isSame(a: Certificate, b: Certificate): boolean {
  if (a.fingerprint !== undefined || b.fingerprint !== undefined) return a.fingerprint === b.fingerprint;
  return a.key === b.key && a.place.object === b.place.object;
}

function writeTargets(bundle: Indexed, content: Content, namespaces: ReadonlyMap<string, Labels>, contents: ContentStore): void {
  const target = record(at(bundle.object, "spec", "target"));
  const keys = (field: "configMap" | "secret"): ReadonlyMap<string, Content> | undefined => {
    const key = text(at(target, field, "key"));
    if (key === undefined) return undefined;
    const written = new Map<string, Content>([[key, content]]);
    for (const format of ["jks", "pkcs12"]) {
      const other = text(at(target, "additionalFormats", format, "key"));
      if (other !== undefined) written.set(other, { kind: "opaque", place: content.place });
    }
    return written;
  };
  const [configMap, secret] = [keys("configMap"), keys("secret")];
  for (const [namespace, labels] of selected(target["namespaceSelector"], namespaces)) {
    if (!matchesSelector(target["namespaceSelector"], labels)) continue;
    if (configMap)
      contents.add(bundle.cluster, "ConfigMap", namespace, bundle.name, { place: place(bundle.id), keys: configMap, open: false });
    if (secret) contents.add(bundle.cluster, "Secret", namespace, bundle.name, { place: place(bundle.id), keys: secret, open: false });
  }
}

/** The one namespace that a selector names, where it does, so that many Bundles do not each look at all namespaces. */
function selected(selector: unknown, namespaces: ReadonlyMap<string, Labels>): Iterable<readonly [string, Labels]> {
  const name = text(at(selector, "matchLabels", "kubernetes.io/metadata.name"));
  if (name === undefined) return namespaces;
  const labels = namespaces.get(name);
  return labels ? [[name, labels]] : [];
}
