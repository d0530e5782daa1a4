import { parseManifestFile } from "../../input/parse-manifest-file.ts";
import type { SpecProblem } from "../../kinds/spec-problem.ts";
import { apiGroup, isClusterScoped, type KubeObject } from "../../terms/kube-object.ts";

/** What may pass, by `group/Kind`: nothing in it is a secret to those who can read git. */
const ACCEPTED: Readonly<Record<string, (object: KubeObject) => SpecProblem | undefined>> = {
  "bitnami.com/SealedSecret": sealedProblem,
  "external-secrets.io/ExternalSecret": () => undefined,
  "external-secrets.io/ClusterExternalSecret": () => undefined,
  "external-secrets.io/SecretStore": () => undefined,
  "external-secrets.io/ClusterSecretStore": () => undefined,
  "/Secret": sopsProblem,
};

type Read = { readonly kind: "object"; readonly object: KubeObject } | { readonly kind: "wrong"; readonly problem: SpecProblem };

/**
 * Reads the one object of a file that is to be written as it is, or says why it may not be. The problem's path is empty: it is
 * about the text as a whole.
 */
export function readPassThrough(yaml: string): Read {
  const wrong = (message: string, hint?: string): Read => ({
    kind: "wrong",
    problem: { path: [], message, ...(hint === undefined ? {} : { hint }) },
  });
  if (yaml.includes("\uFFFD")) return wrong("holds bytes that are no UTF-8 text, so it could not be written as it is.");
  const { documents, problems } = parseManifestFile(yaml, "file.yaml");
  const [problem] = problems;
  if (problem) return wrong(`is no YAML that can be read (line ${problem.line}): ${problem.message}`);
  const filled = documents.filter(({ value }) => value !== null && value !== undefined);
  if (filled.length !== 1) {
    const hint = "One file is one object. SOPS signs all values of a file together, so encrypt each object in a file of its own.";
    return wrong(filled.length === 0 ? "holds no object." : `holds ${filled.length} objects.`, hint);
  }
  const [{ value } = { value: undefined }] = filled;
  if (!isObject(value)) return wrong("is no Kubernetes object: it has no apiVersion, kind or metadata.name.");
  if (value.kind.startsWith("ENC[") || value.apiVersion.startsWith("ENC[")) {
    return wrong(
      "is encrypted as a whole, its kind too, so that nobody can apply it.",
      "Encrypt the values only: sops encrypt --encrypted-regex '^(data|stringData)$'.",
    );
  }
  const check = ACCEPTED[`${apiGroup(value.apiVersion)}/${value.kind}`];
  const named = `${value.kind} "${value.metadata.name}"`;
  if (!check) {
    return wrong(
      `is the ${named}, which may not pass: only SealedSecret, ExternalSecret, ClusterExternalSecret, SecretStore, ClusterSecretStore and a Secret that SOPS encrypted may.`,
      "Everything else is compiled from the spec and proven.",
    );
  }
  const { namespace } = value.metadata;
  if (isClusterScoped(value.kind) && namespace !== undefined)
    return wrong(`is the ${named}, which lives outside of namespaces, and names one.`);
  if (!isClusterScoped(value.kind) && (namespace === undefined || namespace === "")) {
    return wrong(
      `is the ${named}, which names no namespace.`,
      "Write metadata.namespace before it is encrypted: it may be part of what is signed.",
    );
  }
  const found = check(value);
  return found ? { kind: "wrong", problem: found } : { kind: "object", object: value };
}

function isObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || typeof value["apiVersion"] !== "string" || typeof value["kind"] !== "string") return false;
  return isRecord(value["metadata"]) && typeof value["metadata"]["name"] === "string" && value["metadata"]["name"] !== "";
}

const SCOPES = ["sealedsecrets.bitnami.com/cluster-wide", "sealedsecrets.bitnami.com/namespace-wide"];

/**
 * A value is sealed for the name and namespace of its SealedSecret unless it says otherwise; `kubeseal` notes both a second
 * time. Source: sealed-secrets, README (Scopes) and pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go.
 */
function sealedProblem({ metadata, ...object }: KubeObject): SpecProblem | undefined {
  const spec = record(object["spec"]);
  const named = `is the SealedSecret "${metadata.name}"`;
  if (Object.keys(record(spec["encryptedData"])).length === 0)
    return { path: [], message: `${named}, which seals nothing: spec.encryptedData is empty.` };
  if (SCOPES.some((scope) => metadata.annotations?.[scope] === "true")) return undefined;
  const sealedFor = record(record(spec["template"])["metadata"]);
  for (const field of ["name", "namespace"] as const) {
    const then = sealedFor[field];
    if (typeof then !== "string" || then === metadata[field]) continue;
    const message = `${named} and was sealed for the ${field} "${then}", not "${metadata[field] ?? ""}": the controller can't open it under another.`;
    return { path: [], message, hint: "Seal it again with the names that it is to have." };
  }
  return undefined;
}

/** Keys of SOPS's metadata under which it lists who can decrypt. */
const RECIPIENTS = ["age", "pgp", "kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "key_groups"];

/** Source: SOPS documentation, Encryption Protocol and "Encrypting only parts of a file". */
function sopsProblem({ metadata, ...object }: KubeObject): SpecProblem | undefined {
  const named = `is the Secret "${metadata.name}"`;
  const { sops } = object;
  if (!isRecord(sops)) {
    return {
      path: [],
      message: `${named} in clear. What is committed is read by everybody who reads the repository, for ever.`,
      hint: "Encrypt it with SOPS or kubeseal, or commit an ExternalSecret. If it was committed before, replace what it holds.",
    };
  }
  const recipients = RECIPIENTS.some((key) => Array.isArray(sops[key]) && sops[key].length > 0);
  if (typeof sops["mac"] !== "string" || !recipients) {
    return {
      path: [],
      message: `${named} with a field sops that has no mac or names nobody who could decrypt it.`,
      hint: "Encrypt it with sops.",
    };
  }
  const suffix = typeof sops["unencrypted_suffix"] === "string" ? sops["unencrypted_suffix"] : "_unencrypted";
  for (const field of ["data", "stringData"]) {
    for (const [key, value] of Object.entries(record(object[field]))) {
      if (value === "" || key.endsWith(suffix) || (typeof value === "string" && value.startsWith("ENC["))) continue;
      const message = `${named}, and its ${field}.${key} is in clear.`;
      return { path: [], message, hint: "Encrypt it anew: sops encrypt --encrypted-regex '^(data|stringData)$'." };
    }
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
