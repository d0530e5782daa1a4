import { at, text, textRecord } from "./data.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { Pod } from "./program.ts";

/**
 * The annotations of a Secret or ConfigMap in a pod's namespace: those in its manifest, those that cert-manager gives to
 * a Certificate's Secret (`secretTemplate`), and those that trust-manager gives to a Bundle's target.
 */
export function annotationsOf(
  index: ObjectIndex,
  { cluster, namespace }: Pick<Pod, "cluster" | "namespace">,
  kind: "Secret" | "ConfigMap",
  name: string,
): Readonly<Record<string, string>> {
  const own = textRecord(at(index.find(cluster, "", kind, namespace, name)?.object, "metadata", "annotations"));
  const target = kind === "Secret" ? "secret" : "configMap";
  const bundle = index.find(cluster, "trust.cert-manager.io", "Bundle", "", name)?.object;
  const fromBundle = textRecord(at(bundle, "spec", "target", target, "metadata", "annotations"));
  const certificate =
    kind === "Secret"
      ? index
          .ofKind("cert-manager.io", "Certificate")
          .find((each) => each.cluster === cluster && each.namespace === namespace && text(at(each.object, "spec", "secretName")) === name)
      : undefined;
  const fromCertificate = textRecord(at(certificate?.object, "spec", "secretTemplate", "annotations"));
  return { ...fromBundle, ...fromCertificate, ...own };
}
