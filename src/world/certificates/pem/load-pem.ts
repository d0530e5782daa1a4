import type { Environment } from "../../../terms/environment.ts";
import { apiGroup } from "../../../terms/kube-object.ts";
import type { Manifest } from "../../../terms/manifest.ts";
import { at, list, record, text, textEntries } from "../../data.ts";
import { holdsCertificates } from "./blocks.ts";
import { NO_PEM, type ReadPem } from "./pem-file.ts";

/**
 * Reads all PEM certificates that stand in objects and Environments. Asynchronous, since the library that reads X.509 is loaded only
 * where there are any: it takes longer to load than most proofs do.
 */
export async function loadPem(manifests: readonly Manifest[], environments: readonly Environment[]): Promise<ReadPem> {
  const texts = pemTexts(manifests, environments);
  if (texts.length === 0) return NO_PEM;
  const { resolvePem } = await import("./resolve-pem.ts");
  return resolvePem(texts);
}

/**
 * Every text with a certificate in PEM: of ConfigMaps, of Secrets that are not encrypted, of trust-manager's Bundles, of
 * ClusterTrustBundles, and what Environments state of Secrets, ConfigMaps, issuers and roots.
 */
export function pemTexts(manifests: readonly Manifest[], environments: readonly Environment[]): readonly string[] {
  const texts = [...manifests.flatMap(({ object }) => textsOf(object)), ...environments.flatMap(textsStated)];
  return texts.filter(holdsCertificates);
}

function textsOf(object: unknown): readonly string[] {
  const values = (field: string) => textEntries(at(object, field)).map(([, value]) => value);
  const decoded = (field: string) => values(field).map((value) => Buffer.from(value, "base64").toString("utf8"));
  const kind = text(record(object)["kind"]);
  const group = apiGroup(text(record(object)["apiVersion"]) ?? "");
  if (kind === "ConfigMap" && group === "") return [...values("data"), ...decoded("binaryData")];
  if (kind === "Secret" && group === "") return record(object)["sops"] === undefined ? [...decoded("data"), ...values("stringData")] : [];
  if (kind === "Bundle" && group === "trust.cert-manager.io")
    return list(at(object, "spec", "sources")).flatMap((source) => text(record(source)["inLine"]) ?? []);
  if (kind === "ClusterTrustBundle") return [text(at(object, "spec", "trustBundle")) ?? ""];
  return [];
}

function textsStated({ brought, issuers = [], vaults = [], roots = [] }: Environment): readonly string[] {
  return [
    ...brought.flatMap(({ pem = {} }) => Object.values(pem)),
    ...[...issuers, ...vaults].map(({ root }) => root),
    ...roots.map(({ pem }) => pem),
  ];
}
