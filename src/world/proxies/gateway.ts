import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text, whole } from "../data.ts";
import type { Listener, ProxyFault, ProxyHost } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { Certificate } from "../tls.ts";
import { readBackendTls } from "./backend-tls-policy.ts";
import { type Backend, backendOf } from "./backends.ts";
import { lacksFeature } from "./gateway-class.ts";
import { type Found, leafOf } from "./material.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

const GATEWAY_GROUP = "gateway.networking.k8s.io";

/** Routes that TLS connections of KurrentDB's clients may take, with the feature that a class has to support for them. */
const ROUTES = [
  { kind: "GRPCRoute", feature: "GRPCRoute" },
  { kind: "HTTPRoute", feature: "HTTPRoute" },
  { kind: "TLSRoute", feature: "TLSRoute" },
] as const;

/** What is read of a Gateway: its listeners for TLS, with the hosts that routes bring to them. */
export interface ReadGateway {
  readonly object: Indexed;
  readonly listeners: readonly Pick<Listener, "port" | "place" | "proxy">[];
  readonly backends: readonly Backend[];
  /** Hostnames with the kind of the route that brings them, for external-dns. */
  readonly published: readonly { readonly host: string; readonly kind: string; readonly place: Place }[];
}

/** All Gateways. Source: Gateway API 1.5 documentation. */
export function readGateways(around: ProxySurroundings): readonly ReadGateway[] {
  return around.index.ofKind(GATEWAY_GROUP, "Gateway").map((object) => {
    const backends: Backend[] = [];
    const published: { host: string; kind: string; place: Place }[] = [];
    const byPort = new Map<number, { place: Place; proxy: ProxyHost[] }>();
    for (const [i, each] of list(at(object.object, "spec", "listeners")).entries()) {
      const listener = record(each);
      const port = whole(listener["port"]);
      if (port === undefined || (listener["protocol"] !== "HTTPS" && listener["protocol"] !== "TLS")) continue;
      const known = byPort.get(port) ?? { place: place(object.id, "spec", "listeners", i, "port"), proxy: [] };
      byPort.set(port, known);
      for (const { host, route, kind } of routesTo(object, listener, around)) {
        published.push({ host, kind, place: place(route.id, "spec", "hostnames") });
        known.proxy.push(readHost(object, listener, i, host, route, kind, around, backends));
      }
    }
    const listeners = [...byPort].map(([port, { place: where, proxy }]) => ({ port, place: where, proxy }));
    return { object, listeners, backends, published };
  });
}

interface Attached {
  readonly host: string;
  readonly route: Indexed;
  readonly kind: (typeof ROUTES)[number]["kind"];
}

/** The routes that a listener takes, once for each hostname that both have. */
function routesTo(gateway: Indexed, listener: Readonly<Record<string, unknown>>, { index }: ProxySurroundings): readonly Attached[] {
  const own = text(listener["hostname"])?.toLowerCase();
  const from = text(at(listener, "allowedRoutes", "namespaces", "from")) ?? "Same";
  const kinds = list(at(listener, "allowedRoutes", "kinds")).map((each) => text(record(each)["kind"]));
  return ROUTES.flatMap(({ kind }) => {
    // A listener that passes TLS through takes TLSRoutes only, and one that speaks HTTP none of them.
    if ((kind === "TLSRoute") !== (listener["protocol"] === "TLS")) return [];
    if (kinds.length > 0 && !kinds.includes(kind)) return [];
    return index
      .ofKind(GATEWAY_GROUP, kind)
      .filter((route) => route.cluster === gateway.cluster && (from === "All" || route.namespace === gateway.namespace))
      .filter((route) => list(at(route.object, "spec", "parentRefs")).some((ref) => refersTo(record(ref), route, gateway, listener)))
      .flatMap((route) => hostsOf(route, own).map((host): Attached => ({ host, route, kind })));
  });
}

function refersTo(
  ref: Readonly<Record<string, unknown>>,
  route: Indexed,
  gateway: Indexed,
  listener: Readonly<Record<string, unknown>>,
): boolean {
  if ((text(ref["kind"]) ?? "Gateway") !== "Gateway" || text(ref["name"]) !== gateway.name) return false;
  if ((text(ref["namespace"]) ?? route.namespace) !== gateway.namespace) return false;
  const [section, port] = [text(ref["sectionName"]), whole(ref["port"])];
  return (section === undefined || section === text(listener["name"])) && (port === undefined || port === whole(listener["port"]));
}

function hostsOf(route: Indexed, own: string | undefined): readonly string[] {
  const named = list(at(route.object, "spec", "hostnames")).flatMap((each) => text(each)?.toLowerCase() ?? []);
  if (named.length === 0) return [own ?? "*"];
  return named.flatMap((host) => {
    if (own === undefined || own === host || below(host, own)) return [host];
    return below(own, host) ? [own] : [];
  });
}

/** Whether a name lies below a wildcard. One of the Gateway API stands for one label or more. */
export function below(name: string, wildcard: string): boolean {
  return wildcard.startsWith("*.") && name.endsWith(wildcard.slice(1)) && name.length > wildcard.length - 1;
}

function readHost(
  gateway: Indexed,
  listener: Readonly<Record<string, unknown>>,
  position: number,
  host: string,
  route: Indexed,
  kind: Attached["kind"],
  around: ProxySurroundings,
  backends: Backend[],
): ProxyHost {
  const passthrough = text(at(listener, "tls", "mode")) === "Passthrough";
  const rule = kind === "TLSRoute" ? rules.tlsRoute : kind === "GRPCRoute" ? rules.gateway : rules.httpRoute;
  const base = {
    host,
    place: place(route.id, "spec", "hostnames"),
    mode: passthrough ? "passthrough" : "terminate",
    unread: [],
    rule,
  } as const;
  const broken = (fault: ProxyFault): ProxyHost => ({ ...base, fault });
  const lacking = lacksFeature(gateway, kind, around) ?? (kind === "TLSRoute" && !passthrough ? ended(gateway, position) : undefined);
  if (lacking) return broken(lacking);
  const first = ["spec", "rules", 0, "backendRefs", 0] as const;
  const ref = record(at(route.object, ...first));
  const where = place(route.id, ...first);
  const namespace = text(ref["namespace"]) ?? route.namespace;
  const granted = namespace === route.namespace || isGranted(route, kind, "Service", namespace, around);
  if (!granted) return broken(notGranted(place(route.id, ...first, "namespace"), namespace));
  const backend = backendOf({ place: where, cluster: route.cluster, namespace, name: text(ref["name"]) ?? "" }, ref["port"], around, rule);
  if ("fault" in backend) return broken(backend.fault);
  backends.push(backend.value);
  const { address, label, port, entry } = backend.value;
  const h2c = text(entry["appProtocol"]) === "kubernetes.io/h2c";
  const upstream = { place: where, address, service: label, port, http: "2", speaks: where, rule } as const;
  if (passthrough) return { ...base, upstream };
  const leaf = certificateOf(gateway, listener, position, around);
  if ("fault" in leaf) return broken(leaf.fault);
  const tls = readBackendTls(gateway, backend.value, around);
  if (tls && "fault" in tls) return broken(tls.fault);
  const http = tls || kind === "GRPCRoute" || h2c ? "2" : "1.1";
  return { ...base, leaf: leaf.value, upstream: { ...upstream, http, ...(tls ? { tls: tls.value, speaks: tls.value.from } : {}) } };
}

/** A TLSRoute on a listener that ends TLS goes on in cleartext TCP. */
function ended(gateway: Indexed, position: number): ProxyFault {
  return {
    reason: "not-supported",
    why: "the listener ends TLS, and a TLSRoute then goes on in cleartext",
    change: "Set tls.mode: Passthrough, or take a listener of protocol HTTPS with a GRPCRoute.",
    places: [place(gateway.id, "spec", "listeners", position, "tls")],
    rule: rules.tlsRoute,
  };
}

/** The certificate of a listener: its first reference. */
function certificateOf(
  gateway: Indexed,
  listener: Readonly<Record<string, unknown>>,
  position: number,
  around: ProxySurroundings,
): Found<readonly Certificate[]> {
  const ref = record(at(listener, "tls", "certificateRefs", 0));
  const where = place(gateway.id, "spec", "listeners", position, "tls", "certificateRefs", 0);
  const name = text(ref["name"]);
  if (name === undefined) {
    const change = "Name the Secret in tls.certificateRefs.";
    const at = place(gateway.id, "spec", "listeners", position);
    return { fault: { reason: "not-supported", why: "the listener names no certificate", change, places: [at], rule: rules.gateway } };
  }
  const namespace = text(ref["namespace"]) ?? gateway.namespace;
  if (namespace !== gateway.namespace && !isGranted(gateway, "Gateway", "Secret", namespace, around))
    return { fault: notGranted({ ...where, path: [...where.path, "namespace"] }, namespace) };
  return leafOf({ place: where, cluster: gateway.cluster, namespace, name }, around, rules.gateway);
}

function notGranted(where: Place, namespace: string): ProxyFault {
  return {
    reason: "not-supported",
    why: `it refers to namespace ${namespace}, where no ReferenceGrant allows that`,
    change: `Keep both in one namespace, or add a ReferenceGrant in ${namespace}.`,
    places: [where],
    rule: rules.referenceGrant,
  };
}

/** Whether a ReferenceGrant in a namespace lets objects of this kind and namespace refer to that kind there. */
function isGranted(from: Indexed, kind: string, to: string, namespace: string, { index }: ProxySurroundings): boolean {
  return index
    .ofKind(GATEWAY_GROUP, "ReferenceGrant")
    .filter((grant) => grant.cluster === from.cluster && grant.namespace === namespace)
    .some(
      ({ object }) =>
        list(at(object, "spec", "from")).some((each) => record(each)["kind"] === kind && record(each)["namespace"] === from.namespace) &&
        list(at(object, "spec", "to")).some((each) => record(each)["kind"] === to),
    );
}
