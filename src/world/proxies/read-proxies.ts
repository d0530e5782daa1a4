import type { Rule } from "../../terms/evidence.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, text } from "../data.ts";
import type { Facts } from "../facts.ts";
import type { Address, ProxyHost } from "../network.ts";
import { PUBLIC_DNS } from "../resolver.ts";
import type { Process, Route } from "../world.ts";
import { type Backend, endpointsRoute } from "./backends.ts";
import { type ReadGateway, readGateways } from "./gateway.ts";
import { type ReadIngress, readIngresses } from "./ingress.ts";
import { gatewayNames, ingressNames, type Publication } from "./publications.ts";
import { rules } from "./rules.ts";
import type { ProxySurroundings } from "./surroundings.ts";

/** Proxies at the edge of clusters, with the ways to them and from them, and the names that lead there. */
export interface Proxies {
  readonly processes: readonly Process[];
  readonly routes: readonly Route[];
  readonly publications: readonly Publication[];
}

/** Where a controller listens for TLS where nothing says it. */
const HTTPS = 443;

/** Reads Ingresses and Gateways as their controllers do: one process for each IngressClass of a cluster, and one for each Gateway. */
export function readProxies(around: ProxySurroundings): Proxies {
  const ingresses = readIngresses(around);
  const gateways = readGateways(around);
  const backends = new Map<Address, Backend>();
  for (const each of [...ingresses, ...gateways]) for (const backend of each.backends) backends.set(backend.address, backend);
  const controllers = [...groupByController(ingresses).values()].map((own) => controllerOf(own, around));
  const ofGateways = gateways.map((each) => gatewayProxy(each, around.facts));
  return {
    processes: [...controllers, ...ofGateways].map(({ process }) => process),
    routes: [...[...controllers, ...ofGateways].map(({ route }) => route), ...[...backends.values()].map(endpointsRoute)],
    publications: [
      ...ingresses.flatMap((each) => ingressNames(each, around.facts)),
      ...gateways.flatMap((each) => gatewayNames(each, around.facts)),
    ],
  };
}

function groupByController(ingresses: readonly ReadIngress[]): ReadonlyMap<string, readonly ReadIngress[]> {
  const groups = new Map<string, ReadIngress[]>();
  for (const each of ingresses) {
    const key = `${each.object.cluster}/${each.className}`;
    const known = groups.get(key);
    if (known) known.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

function controllerOf(ingresses: readonly ReadIngress[], { facts }: ProxySurroundings) {
  const [first] = ingresses;
  if (!first) throw new Error("a class without an Ingress");
  const { cluster, id } = first.object;
  const name = first.className === "" ? "default" : first.className;
  const { port = HTTPS, namespace } = facts.of(cluster)?.platform.ingress?.[first.className] ?? {};
  const hosts = ingresses.flatMap((each) => each.hosts);
  return proxyOf({
    id: `${cluster}/ingress/${name}`,
    label: `Ingress controller ${name}`,
    place: place(id),
    cluster,
    namespace,
    to: `ingress:${cluster}/${name}` as Address,
    listeners: [{ port, place: place(id, "spec"), hosts }],
    rule: rules.ingress,
  });
}

function gatewayProxy({ object: { id, cluster, namespace, name, object }, listeners }: ReadGateway, facts: Facts) {
  const className = text(at(object, "spec", "gatewayClassName")) ?? "";
  return proxyOf({
    id: `${cluster}/${namespace}/gateway/${name}`,
    label: `Gateway ${name}`,
    place: place(id),
    cluster,
    namespace: facts.of(cluster)?.platform.gatewayAPI?.classes[className]?.namespace,
    to: `gateway:${cluster}/${namespace}/${name}` as Address,
    listeners: listeners.map(({ port, place: where, proxy = [] }) => ({ port, place: where, hosts: proxy })),
    rule: rules.gateway,
  });
}

interface Edge {
  readonly id: string;
  readonly label: string;
  readonly place: Place;
  readonly cluster: string;
  /** Where its pods run. */
  readonly namespace: string | undefined;
  /** Of the load balancer in front. */
  readonly to: Address;
  readonly rule: Rule;
  readonly listeners: readonly { readonly port: number; readonly place: Place; readonly hosts: readonly ProxyHost[] }[];
}

function proxyOf({ id, label, place: where, cluster, namespace, to, listeners, rule }: Edge): {
  readonly process: Process;
  readonly route: Route;
} {
  const address = to.replace(/^[a-z]+:/, "proxy:") as Address;
  const process: Process = {
    id,
    label,
    place: where,
    program: "proxy",
    cluster,
    ...(namespace === undefined ? {} : { namespace }),
    address,
    // It finds pods by their EndpointSlices, and looks up no name.
    resolver: { place: where, nameservers: [PUBLIC_DNS], searches: [], ndots: 1, hosts: new Map() },
    listeners: listeners.map(({ port, place: from, hosts }) => ({
      place: from,
      port,
      protocol: "tls",
      proxy: hosts,
      advertises: [],
      rule,
    })),
    dials: [],
    uptake: "watch",
    stops: [],
    hazards: [],
    unread: [],
  };
  const route: Route = {
    kind: "route",
    address: to,
    place: where,
    cluster,
    reach: "public",
    sourceRanges: [],
    ports: listeners.map(({ port, place: from }) => ({ port, targetPort: port, place: from })),
    targets: [{ address, whileUnready: true }],
  };
  return { process, route };
}
