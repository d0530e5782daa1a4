import { place } from "../../terms/place.ts";
import { at, list, record, text, textRecord } from "../data.ts";
import type { Indexed, ObjectIndex } from "../object-index.ts";
import type { Reference } from "../world.ts";

/** The Secrets and ConfigMaps that proxies read certificates and roots from, besides `spec.tls` of Ingresses. */
export function proxyReferences(index: ObjectIndex): readonly Reference[] {
  return [
    ...index.ofKind("networking.k8s.io", "Ingress").flatMap(ofIngress),
    ...index.ofKind("traefik.io", "ServersTransport").flatMap(ofTransport),
    ...index.ofKind("gateway.networking.k8s.io", "Gateway").flatMap(ofGateway),
    ...index.ofKind("gateway.networking.k8s.io", "BackendTLSPolicy").flatMap(ofPolicy),
  ];
}

function to(from: Indexed, kind: string, namespace: string, name: unknown, path: readonly (string | number)[]): readonly Reference[] {
  const named = text(name);
  if (named === undefined) return [];
  return [{ place: place(from.id, ...path), cluster: from.cluster, kind, namespace, name: named, optional: false }];
}

function ofIngress(ingress: Indexed): readonly Reference[] {
  const key = "nginx.ingress.kubernetes.io/proxy-ssl-secret";
  const [namespace = "", name] = (textRecord(ingress.object.metadata.annotations)[key] ?? "").split("/");
  return to(ingress, "Secret", namespace, name, ["metadata", "annotations", key]);
}

function ofTransport(transport: Indexed): readonly Reference[] {
  const { object, namespace } = transport;
  return [
    ...list(at(object, "spec", "rootCAs")).flatMap((each, i) => [
      ...to(transport, "ConfigMap", namespace, record(each)["configMap"], ["spec", "rootCAs", i, "configMap"]),
      ...to(transport, "Secret", namespace, record(each)["secret"], ["spec", "rootCAs", i, "secret"]),
    ]),
    ...["rootCAsSecrets", "certificatesSecrets"].flatMap((field) =>
      list(at(object, "spec", field)).flatMap((each, i) => to(transport, "Secret", namespace, each, ["spec", field, i])),
    ),
  ];
}

function ofGateway(gateway: Indexed): readonly Reference[] {
  const { object, namespace } = gateway;
  const client = ["spec", "tls", "backend", "clientCertificateRef"] as const;
  return [
    ...list(at(object, "spec", "listeners")).flatMap((listener, i) =>
      list(at(listener, "tls", "certificateRefs")).flatMap((each, k) => {
        const { name, namespace: other } = record(each);
        return to(gateway, "Secret", text(other) ?? namespace, name, ["spec", "listeners", i, "tls", "certificateRefs", k, "name"]);
      }),
    ),
    ...to(gateway, "Secret", namespace, record(at(object, ...client))["name"], [...client, "name"]),
  ];
}

function ofPolicy(policy: Indexed): readonly Reference[] {
  const path = ["spec", "validation", "caCertificateRefs"] as const;
  return list(at(policy.object, ...path)).flatMap((each, i) => {
    const { kind, name } = record(each);
    return to(policy, kind === "Secret" ? "Secret" : "ConfigMap", policy.namespace, name, [...path, i, "name"]);
  });
}
