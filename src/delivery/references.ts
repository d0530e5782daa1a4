import type { KubeObject } from "../terms/kube-object.ts";
import { isClusterScoped } from "../terms/kube-object.ts";

/** An object or a DNS name in a cluster, as a text that is equal where the same thing is meant. */
export type Thing = string;

/** What an object makes, for others to refer to: itself, what controllers write for it, and names that resolve to it. */
export function thingsMadeBy(object: KubeObject, clusterDomain: string): readonly Thing[] {
  const { name, namespace = "" } = object.metadata;
  const made = [thing(object.kind, namespace, name)];
  const spec = record(object["spec"]);
  if (object.kind === "Certificate" && typeof spec["secretName"] === "string") made.push(thing("Secret", namespace, spec["secretName"]));
  if (object.kind === "SealedSecret") made.push(thing("Secret", namespace, name));
  if (object.kind === "ExternalSecret") {
    const target = record(spec["target"])["name"];
    made.push(thing("Secret", namespace, typeof target === "string" ? target : name));
  }
  if (object.kind === "KurrentDB") made.push(...serversOf(name, namespace, spec, clusterDomain).map(host));
  if (object.kind === "Service") {
    made.push(host(`${name}.${namespace}.svc.${clusterDomain}`));
    for (const [key, value] of Object.entries(object.metadata.annotations ?? {})) {
      if (/external-dns.*\/hostname$/.test(key)) made.push(...value.split(",").map((each) => host(each.trim())));
    }
  }
  return made;
}

/** The names of the servers that the vendor's operator makes of its resource: below the Services of their types, and by the template. */
function serversOf(name: string, namespace: string, spec: ReturnType<typeof record>, clusterDomain: string): readonly string[] {
  const network = record(spec["network"]);
  const counts: readonly (readonly [suffix: string, count: unknown])[] = [
    ["", spec["replicas"]],
    ["-replica", record(spec["readOnlyReplicas"])["replicas"]],
    ["-archiver", record(spec["archiver"])["enabled"] === true ? 1 : 0],
  ];
  return counts.flatMap(([nodeTypeSuffix, count]) =>
    Array.from({ length: Number(count ?? 0) }, (_, i) => `${name}${nodeTypeSuffix}-${i}`).flatMap((podName) => {
      const values: Readonly<Record<string, unknown>> = { name, namespace, podName, nodeTypeSuffix, domain: network["domain"] };
      const fqdn = String(network["fqdnTemplate"] ?? "").replace(/\{(\w+)\}/g, (_, field: string) => String(values[field] ?? ""));
      return [`${podName}.${name}${nodeTypeSuffix}.${namespace}.svc.${clusterDomain}`, fqdn];
    }),
  );
}

/**
 * What an object refers to: its namespace, and by the names of fields that Kubernetes and cert-manager use for it
 * issuers, Secrets, ConfigMaps and accounts; and in the data of ConfigMaps, host names.
 */
export function thingsNeededBy(object: KubeObject, trustNamespace: string | undefined): readonly Thing[] {
  const needed: Thing[] = [];
  const { namespace } = object.metadata;
  if (namespace !== undefined && !isClusterScoped(object.kind)) needed.push(thing("Namespace", "", namespace));
  // Only a Bundle is cluster-scoped and still refers to namespaced objects, those of one namespace.
  collect(object["spec"], namespace ?? trustNamespace ?? "", needed);
  if (object.kind === "ConfigMap") {
    for (const text of Object.values(record(object["data"]))) {
      if (typeof text === "string") needed.push(...(text.match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? []).map(host));
    }
  }
  return needed;
}

/** A field that refers to an object in the same namespace: by its name below it, or as a text. */
const BY_FIELD: Readonly<Record<string, { readonly kind: string; readonly field?: string }>> = {
  configMap: { kind: "ConfigMap", field: "name" },
  configMapRef: { kind: "ConfigMap", field: "name" },
  configMapKeyRef: { kind: "ConfigMap", field: "name" },
  secretRef: { kind: "Secret", field: "name" },
  secretKeyRef: { kind: "Secret", field: "name" },
  serviceAccountName: { kind: "ServiceAccount" },
  certificateSecret: { kind: "Secret", field: "name" },
  certificateAuthoritySecret: { kind: "Secret", field: "name" },
  adminPasswordSecret: { kind: "Secret", field: "name" },
  opsPasswordSecret: { kind: "Secret", field: "name" },
  passwordSecret: { kind: "Secret", field: "name" },
  licenseSecret: { kind: "Secret", field: "name" },
  environmentSecret: { kind: "Secret" },
  sourceBackup: { kind: "KurrentDBBackup" },
  clusterName: { kind: "KurrentDB" },
};

function collect(value: unknown, namespace: string, needed: Thing[]): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) collect(each, namespace, needed);
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === "object" && field !== null) collect(field, namespace, needed);
    const { name, kind, secretName } = record(field);
    if (key === "issuerRef" && typeof name === "string") {
      needed.push(kind === "ClusterIssuer" ? thing("ClusterIssuer", "", name) : thing("Issuer", namespace, name));
    }
    if (key === "secretStoreRef" && typeof name === "string") {
      needed.push(kind === "ClusterSecretStore" ? thing(kind, "", name) : thing("SecretStore", namespace, name));
    }
    // A volume says `secretName`, a projected source `name`.
    if (key === "secret" && typeof (secretName ?? name) === "string") needed.push(thing("Secret", namespace, String(secretName ?? name)));
    if (key === "clusterTrustBundle" && typeof name === "string") needed.push(thing("ClusterTrustBundle", "", name));
    const reference = BY_FIELD[key];
    const named = reference?.field === undefined ? field : record(field)[reference.field];
    if (reference && typeof named === "string") needed.push(thing(reference.kind, namespace, named));
  }
}

function thing(kind: string, namespace: string, name: string): Thing {
  return `${kind}/${namespace}/${name}`;
}

function host(name: string): Thing {
  return `host/${name}`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
