import { readCertificates, type X509 } from "../x509/certificate.ts";
import type { ApiAnswer, ClusterApi } from "./cluster.ts";
import { NotAllowed } from "./cluster-error.ts";

type Data = Readonly<Record<string, unknown>>;

/**
 * The certificate that cert-manager issued last for a Certificate object, leaf first: what it has written into the
 * Secret. It is read from the CertificateRequest, which holds no key, so that no right to read Secrets is needed.
 * Undefined: there is none, or it is gone. Source: cert-manager v1.21.2, issuing_controller.go (issueCertificate writes
 * status.certificate of the request into the Secret, then the request's revision into status.revision) and
 * pkg/apis/certmanager/v1/types.go (annotations).
 */
export async function currentCertificate(api: ClusterApi, namespace: string, name: string): Promise<readonly X509[] | undefined> {
  const group = `/apis/cert-manager.io/v1/namespaces/${namespace}`;
  const certificate = objectOf(await api.get(`${group}/certificates/${name}`), `Certificate ${namespace}/${name}`);
  if (!certificate) return undefined;
  const revision = at(certificate, "status", "revision");
  const requests = objectOf(await api.get(`${group}/certificaterequests`), `CertificateRequests of ${namespace}`);
  for (const request of list(requests?.["items"])) {
    const annotations = at(request, "metadata", "annotations");
    const encoded = at(request, "status", "certificate");
    const fits =
      at(annotations, "cert-manager.io/certificate-name") === name &&
      at(annotations, "cert-manager.io/certificate-revision") === String(revision);
    if (fits && typeof encoded === "string") return readCertificates(Buffer.from(encoded, "base64").toString("utf8"));
  }
  return undefined;
}

/** The certificates in keys of a ConfigMap; none for what is not there. */
export async function configMapCertificates(
  api: ClusterApi,
  namespace: string,
  name: string,
  keys: readonly string[],
): Promise<readonly X509[]> {
  const configMap = objectOf(await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`), `ConfigMap ${namespace}/${name}`);
  return keys.flatMap((key) => {
    const text = at(configMap, "data", key);
    return typeof text === "string" ? readCertificates(text) : [];
  });
}

/** The text in one key of a ConfigMap or Secret; the rest of the object is dropped. */
export async function oneKey(api: ClusterApi, kind: "Secret" | "ConfigMap", namespace: string, name: string, key: string): Promise<OneKey> {
  const plural = kind === "Secret" ? "secrets" : "configmaps";
  const object = objectOf(await api.get(`/api/v1/namespaces/${namespace}/${plural}/${name}`), `${kind} ${namespace}/${name}`);
  if (!object) return { kind: "no-object" };
  const text = at(object, "data", key);
  if (typeof text !== "string") return { kind: "no-key", keys: Object.keys(record(object["data"])) };
  return { kind: "text", text: kind === "Secret" ? Buffer.from(text, "base64").toString("utf8") : text };
}

export type OneKey =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "no-object" }
  | { readonly kind: "no-key"; readonly keys: readonly string[] };

/** Names of the running pods with these labels, in the order of their names. */
export async function runningPods(
  api: ClusterApi,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
  const pods = objectOf(await api.get(path), `Pods of ${namespace}`);
  return list(pods?.["items"])
    .filter((pod) => at(pod, "status", "phase") === "Running" && at(pod, "metadata", "deletionTimestamp") === undefined)
    .map((pod) => String(at(pod, "metadata", "name")))
    .sort();
}

function objectOf(answer: ApiAnswer, what: string): Data | undefined {
  if (answer.kind === "forbidden") throw new NotAllowed(`The kubeconfig may not read ${what}: ${answer.text}`);
  return answer.kind === "object" ? record(answer.object) : undefined;
}

function record(value: unknown): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, step) => record(here)[step], value);
}
