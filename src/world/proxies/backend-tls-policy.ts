import { place } from "../../terms/place.ts";
import { at, list, record, text } from "../data.ts";
import type { ProxyFault, Upstream } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { TrustStore } from "../tls.ts";
import type { Backend } from "./backends.ts";
import { lacksFeature } from "./gateway-class.ts";
import { type Found, leafOf, rootsOf } from "./material.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

/**
 * How a Gateway speaks TLS to a backend, by the BackendTLSPolicy that is attached to its Service: one for the port alone wins. Undefined
 * without any: then in cleartext. Source: Gateway API 1.5 documentation, BackendTLSPolicy.
 */
export function readBackendTls(
  gateway: Indexed,
  backend: Backend,
  around: ProxySurroundings,
): Found<NonNullable<Upstream["tls"]>> | undefined {
  const { service, entry } = backend;
  const { cluster, namespace, name } = service.object;
  const targets = (policy: Indexed, section: string | undefined) =>
    list(at(policy.object, "spec", "targetRefs")).some((each) => {
      const ref = record(each);
      return ref["kind"] === "Service" && ref["name"] === name && text(ref["sectionName"]) === section;
    });
  const policies = around.index
    .ofKind("gateway.networking.k8s.io", "BackendTLSPolicy")
    .filter((each) => each.cluster === cluster && each.namespace === namespace);
  const policy = policies.find((each) => targets(each, text(entry["name"]) ?? "")) ?? policies.find((each) => targets(each, undefined));
  if (!policy) return undefined;
  const lacking = lacksFeature(gateway, "BackendTLSPolicy", around);
  if (lacking) return { fault: lacking };
  const trust = trustOf(policy, around);
  if ("fault" in trust) return trust;
  const leaf = presentedBy(gateway, around);
  if (leaf && "fault" in leaf) return leaf;
  return {
    value: {
      verifier: "gateway-api",
      uptake: { leaf: "watch", trust: "watch" },
      trust: trust.value,
      serverName: text(at(policy.object, "spec", "validation", "hostname")) ?? "",
      from: place(policy.id, "spec", "validation"),
      ...(leaf ? { leaf: leaf.value } : {}),
    },
  };
}

function trustOf(policy: Indexed, around: ProxySurroundings): Found<TrustStore> {
  const { id, cluster, namespace, object } = policy;
  const validation = record(at(object, "spec", "validation"));
  const where = place(id, "spec", "validation");
  if (validation["wellKnownCACertificates"] === "System")
    return { value: { place: where, roots: [], refused: [], publicRoots: true, rules: [rules.backendTLSPolicy] } };
  const stores: TrustStore[] = [];
  let fault: ProxyFault | undefined;
  for (const [i, each] of list(validation["caCertificateRefs"]).entries()) {
    const { kind, name } = record(each);
    const named = { place: place(id, "spec", "validation", "caCertificateRefs", i), cluster, namespace, name: text(name) ?? "" };
    const found = rootsOf(kind === "Secret" ? "Secret" : "ConfigMap", ["ca.crt"], named, around, rules.backendTLSPolicy);
    if ("fault" in found) fault ??= found.fault;
    else stores.push(found.value);
  }
  const [first] = stores;
  if (fault) return { fault };
  if (!first) {
    const change = "Name a ConfigMap with the key ca.crt in caCertificateRefs, or set wellKnownCACertificates.";
    return { fault: { reason: "not-supported", why: "the policy names no roots", change, places: [where], rule: rules.backendTLSPolicy } };
  }
  return {
    value: { ...first, roots: stores.flatMap((store) => store.roots), rules: [...new Set(stores.flatMap((store) => store.rules))] },
  };
}

/** The certificate that a Gateway presents to backends: `spec.tls.backend.clientCertificateRef`. */
function presentedBy(gateway: Indexed, around: ProxySurroundings) {
  const path = ["spec", "tls", "backend", "clientCertificateRef"] as const;
  const name = text(record(at(gateway.object, ...path))["name"]);
  if (name === undefined) return undefined;
  const { cluster, namespace } = gateway;
  return leafOf({ place: place(gateway.id, ...path), cluster, namespace, name }, around, rules.backendTLSPolicy);
}
