import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text, textRecord } from "../data.ts";
import type { ProxyFault, ProxyHost, Upstream } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { TrustStore } from "../tls.ts";
import type { Backend } from "./backends.ts";
import { type Found, leafOf, rootsOf } from "./material.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

const PREFIX = "traefik.ingress.kubernetes.io/";
/** Annotations of an Ingress that change nothing about who is reached and by which certificates. */
const HARMLESS = /^router\.(entrypoints|tls|priority)$/;
/** Each of them makes a router take TLS requests. Source: traefik/traefik v3.6.12, pkg/config/dynamic/http_config.go, RouterTLSConfig. */
const ASKS_FOR_TLS = /^router\.tls(\.|$)/;
const UPTAKE = { leaf: "watch", trust: "watch" } as const;

/** How Traefik goes on for the hosts of an Ingress, by the annotations of the Service behind them. */
export function readTraefik(
  ingress: Indexed,
  backend: Backend,
  backendPlace: Place,
  around: ProxySurroundings,
): Pick<ProxyHost, "mode" | "leafByName" | "upstream" | "fault" | "unread" | "rule"> {
  const asked = textRecord(ingress.object.metadata.annotations);
  const own = Object.keys(asked);
  const unread = own.flatMap((key) =>
    key.startsWith(PREFIX) && !HARMLESS.test(key.slice(PREFIX.length)) ? [place(ingress.id, "metadata", "annotations", key)] : [],
  );
  const takesTLS = own.some((key) => key.startsWith(PREFIX) && ASKS_FOR_TLS.test(key.slice(PREFIX.length)) && asked[key] !== "false");
  const rule = takesTLS ? rules.traefikIngress : rules.traefikEntryPoint;
  const shared = { mode: "terminate", leafByName: rules.traefikCertificates, unread, rule } as const;
  const { service, port, entry } = backend;
  const annotations = textRecord(service.object.object.metadata.annotations);
  const where = (name: string) => place(service.object.id, "metadata", "annotations", PREFIX + name);
  const given = annotations[`${PREFIX}service.serversscheme`];
  const scheme = given ?? (port === 443 || (text(entry["name"]) ?? "").startsWith("https") ? "https" : "http");
  const speaks = given === undefined ? backendPlace : where("service.serversscheme");
  const to = { place: backendPlace, address: backend.address, service: backend.label, port, speaks };
  if (scheme !== "https") return { ...shared, upstream: { ...to, http: scheme === "h2c" ? "2" : "1.1", rule: rules.traefikIngress } };
  const upstream: Upstream = { ...to, http: "2", rule: rules.traefikTransport };
  const reference = annotations[`${PREFIX}service.serverstransport`];
  if (reference === undefined) {
    const system: TrustStore = { place: speaks, roots: [], refused: [], publicRoots: true, rules: [rules.traefikTransport] };
    return { ...shared, upstream: { ...upstream, tls: { verifier: "traefik", uptake: UPTAKE, trust: system, from: speaks } } };
  }
  const from = where("service.serverstransport");
  const transport = around.index
    .ofKind("traefik.io", "ServersTransport")
    .find((each) => each.cluster === ingress.cluster && reference === `${each.namespace}-${each.name}@kubernetescrd`);
  if (!transport) {
    const why = `${reference} names a ServersTransport that is not there`;
    const change = "Write NAMESPACE-NAME@kubernetescrd of one that is.";
    return { ...shared, fault: { reason: "no-backend", why, change, places: [from], rule: rules.traefikTransport } };
  }
  const party = transportParty(transport, around);
  if ("fault" in party) return { ...shared, fault: party.fault };
  const http = at(transport.object, "spec", "disableHTTP2") === true ? "1.1" : "2";
  return { ...shared, upstream: { ...upstream, http, tls: party.value } };
}

function transportParty(transport: Indexed, around: ProxySurroundings): Found<NonNullable<Upstream["tls"]>> {
  const { id, cluster, namespace, object } = transport;
  const spec = record(object["spec"]);
  const serverName = text(spec["serverName"]);
  const [certificates] = list(spec["certificatesSecrets"]);
  const name = text(certificates);
  const named = name === undefined ? undefined : { place: place(id, "spec", "certificatesSecrets", 0), cluster, namespace, name };
  const leaf = named && leafOf(named, around, rules.traefikTransport);
  const shared = {
    uptake: UPTAKE,
    from: place(id, "spec"),
    ...(serverName === undefined ? {} : { serverName }),
    ...(leaf && "value" in leaf ? { leaf: leaf.value } : {}),
  };
  // What it can't load it goes without: a certificate that is not there, it does not present.
  if (leaf && "fault" in leaf && leaf.fault.reason !== "missing-object") return leaf;
  if (spec["insecureSkipVerify"] === true) {
    const why = "the ServersTransport says insecureSkipVerify";
    const change = "Leave insecureSkipVerify out, and give it rootCAs and serverName.";
    return {
      value: {
        ...shared,
        from: place(id, "spec", "insecureSkipVerify"),
        verifier: "proxy-without-verification",
        unverified: { why, change },
      },
    };
  }
  const trust = rootCAs(transport, around);
  return "fault" in trust ? trust : { value: { ...shared, verifier: "traefik", trust: trust.value } };
}

/**
 * All roots of `rootCAs` and of the older `rootCAsSecrets`; without any the system's. What it can't load it goes without. Where that leaves none
 * it takes the system's, which nobody meant who names roots: then the object that is not there is what is told of.
 */
function rootCAs({ id, cluster, namespace, object }: Indexed, around: ProxySurroundings): Found<TrustStore> {
  const stores: TrustStore[] = [];
  const faults: ProxyFault[] = [];
  const missing: ProxyFault[] = [];
  const add = (kind: "ConfigMap" | "Secret", name: string | undefined, where: Place): void => {
    if (name === undefined) return;
    const found = rootsOf(kind, ["tls.ca", "ca.crt"], { place: where, cluster, namespace, name }, around, rules.traefikTransport);
    if ("fault" in found && found.fault.reason === "missing-object") missing.push(found.fault);
    else if ("fault" in found) faults.push(found.fault);
    else stores.push(found.value);
  };
  for (const [i, each] of list(at(object, "spec", "rootCAs")).entries()) {
    add("ConfigMap", text(record(each)["configMap"]), place(id, "spec", "rootCAs", i, "configMap"));
    add("Secret", text(record(each)["secret"]), place(id, "spec", "rootCAs", i, "secret"));
  }
  for (const [i, each] of list(at(object, "spec", "rootCAsSecrets")).entries())
    add("Secret", text(each), place(id, "spec", "rootCAsSecrets", i));
  const [first] = stores;
  const fault = faults[0] ?? (first ? undefined : missing[0]);
  if (fault) return { fault };
  if (!first) return { value: { place: place(id, "spec"), roots: [], refused: [], publicRoots: true, rules: [rules.traefikTransport] } };
  return {
    value: { ...first, roots: stores.flatMap((store) => store.roots), rules: [...new Set(stores.flatMap((store) => store.rules))] },
  };
}
