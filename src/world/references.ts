import { place } from "../terms/place.ts";
import { at, isRecord, list, record, text } from "./data.ts";
import { serviceAccountOf } from "./downward.ts";
import type { Facts } from "./facts.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";
import type { MadePod } from "./pods.ts";
import { proxyReferences } from "./proxies/references.ts";
import type { Reference } from "./world.ts";

/** What a pod refers to besides its volumes and environment: its ServiceAccount, and Secrets to pull images with. */
export function podReferences({ pod }: MadePod): readonly Reference[] {
  const { object, path } = pod.place;
  const { cluster, namespace, spec } = pod;
  const references: Reference[] = list(spec["imagePullSecrets"]).flatMap((each, i) => {
    const name = text(record(each)["name"]);
    // The kubelet goes on without one.
    return name === undefined
      ? []
      : [{ place: place(object, ...path, "imagePullSecrets", i, "name"), cluster, kind: "Secret", namespace, name, optional: true }];
  });
  const field = text(spec["serviceAccountName"]) !== undefined ? "serviceAccountName" : "serviceAccount";
  if (text(spec[field]) === undefined) return references;
  return [
    ...references,
    { place: place(object, ...path, field), cluster, kind: "ServiceAccount", namespace, name: serviceAccountOf(spec), optional: false },
  ];
}

/** References of objects that make no pods: Certificates, issuers, Bundles, bindings and Ingresses. */
export function objectReferences(index: ObjectIndex, facts: Facts): readonly Reference[] {
  return [
    ...index.ofKind("cert-manager.io", "Certificate").flatMap(issuerOf),
    ...["Issuer", "ClusterIssuer"].flatMap((kind) =>
      index.ofKind("cert-manager.io", kind).flatMap((issuer) => referencesOfIssuer(issuer, facts)),
    ),
    ...index.ofKind("trust.cert-manager.io", "Bundle").flatMap((bundle) => sourcesOf(bundle, facts)),
    ...["RoleBinding", "ClusterRoleBinding"].flatMap((kind) => index.ofKind("rbac.authorization.k8s.io", kind).flatMap(subjectsOf)),
    ...index.ofKind("networking.k8s.io", "Ingress").flatMap(ingressSecrets),
    ...proxyReferences(index),
  ];
}

function issuerOf({ id, cluster, namespace, object }: Indexed): readonly Reference[] {
  const ref = record(at(object, "spec", "issuerRef"));
  const name = text(ref["name"]);
  if (name === undefined || (text(ref["group"]) ?? "cert-manager.io") !== "cert-manager.io") return [];
  const kind = text(ref["kind"]) ?? "Issuer";
  return [
    {
      place: place(id, "spec", "issuerRef", "name"),
      cluster,
      kind,
      namespace: kind === "ClusterIssuer" ? "" : namespace,
      name,
      optional: false,
    },
  ];
}

/**
 * `ca.secretName`, every `…SecretRef` of solvers, of the external account and of types that are not modelled, and ServiceAccounts whose
 * tokens are asked for; not the account key, which cert-manager makes. All are read from one namespace.
 * Source: cert-manager v1.21.2, pkg/controller/helper.go (ResourceNamespace), pkg/issuer/acme/dns/dns.go, pkg/issuer/acme/setup.go.
 */
export function referencesOfIssuer({ id, cluster, kind, namespace: own, object }: Indexed, facts: Facts): readonly Reference[] {
  const namespace = kind === "ClusterIssuer" ? facts.clusterResourceNamespace(cluster) : own;
  const found: Reference[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    for (const [i, each] of list(value).entries()) walk(each, [...path, i]);
    if (!isRecord(value)) return;
    for (const [field, each] of Object.entries(value)) {
      if (field === "privateKeySecretRef") continue;
      const name = field.endsWith("SecretRef") ? text(record(each)["name"]) : undefined;
      const key = text(record(each)["key"]);
      const account = field === "serviceAccountRef" ? text(record(each)["name"]) : undefined;
      if (account !== undefined) {
        const where = place(id, ...path, field, "name");
        found.push({ place: where, cluster, kind: "ServiceAccount", namespace, name: account, optional: false });
      } else if (name === undefined) walk(each, [...path, field]);
      else
        found.push({
          place: place(id, ...path, field, "name"),
          cluster,
          kind: "Secret",
          namespace,
          name,
          ...(key === undefined ? {} : { key }),
          optional: false,
        });
    }
  };
  walk(object["spec"], ["spec"]);
  const ca = text(at(object, "spec", "ca", "secretName"));
  if (ca !== undefined)
    found.push({ place: place(id, "spec", "ca", "secretName"), cluster, kind: "Secret", namespace, name: ca, optional: false });
  return found;
}

function sourcesOf({ id, cluster, object }: Indexed, facts: Facts): readonly Reference[] {
  const namespace = facts.trustNamespace(cluster);
  return list(at(object, "spec", "sources")).flatMap((source, i) =>
    (
      [
        ["configMap", "ConfigMap"],
        ["secret", "Secret"],
      ] as const
    ).flatMap(([field, kind]): readonly Reference[] => {
      const { name, key } = record(record(source)[field]);
      const [named, keyed] = [text(name), text(key)];
      if (named === undefined) return [];
      const where = place(id, "spec", "sources", i, field, "name");
      return [{ place: where, cluster, kind, namespace, name: named, ...(keyed === undefined ? {} : { key: keyed }), optional: false }];
    }),
  );
}

function subjectsOf({ id, cluster, namespace: own, object }: Indexed): readonly Reference[] {
  return list(object["subjects"]).flatMap((each, i): readonly Reference[] => {
    const { kind, name, namespace } = record(each);
    const named = text(name);
    if (kind !== "ServiceAccount" || named === undefined) return [];
    return [
      {
        place: place(id, "subjects", i, "name"),
        cluster,
        kind: "ServiceAccount",
        namespace: text(namespace) ?? own,
        name: named,
        optional: false,
      },
    ];
  });
}

function ingressSecrets({ id, cluster, namespace, object }: Indexed): readonly Reference[] {
  return list(at(object, "spec", "tls")).flatMap((each, i): readonly Reference[] => {
    const name = text(record(each)["secretName"]);
    return name === undefined
      ? []
      : [{ place: place(id, "spec", "tls", i, "secretName"), cluster, kind: "Secret", namespace, name, optional: false }];
  });
}
