import type { Rule } from "../../terms/evidence.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, record, text, whole } from "../data.ts";
import type { Address, ProxyFault } from "../network.ts";
import type { ReadService } from "../services.ts";
import type { Route } from "../world.ts";
import type { Found } from "./material.ts";
import type { Named, ProxySurroundings } from "./surroundings.ts";

/** A Service as a proxy's backend, at one of its ports. */
export interface Backend {
  readonly service: ReadService;
  readonly port: number;
  /** The port's entry in the Service. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly address: Address;
  readonly label: string;
}

/** The Service that a rule names, by the number or name of a port. */
export function backendOf(named: Named, port: unknown, around: ProxySurroundings, rule: Rule): Found<Backend> {
  const { cluster, namespace, name } = named;
  const service = around.services.get(`${cluster}/${namespace}/${name}`);
  const missing = (why: string, where: Place, change: string): { fault: ProxyFault } => ({
    fault: { reason: "no-backend", why, change, places: [where], rule },
  });
  if (!service) return missing(`there is no Service ${namespace}/${name}`, named.place, "Name a Service that is there.");
  if (service.type === "external-name")
    return missing(`Service ${namespace}/${name} is an alias, which leads to no pods`, named.place, "Name a Service that selects pods.");
  const spec = record(service.object.object["spec"]);
  const entries = service.ports.map((each) => ({ ...each, entry: record(at(spec, "ports", each.index)) }));
  const wanted = whole(port);
  const found = entries.find(({ port: number, entry }) => (wanted === undefined ? entry["name"] === text(port) : number === wanted));
  if (!found) {
    const has = entries.map((each) => each.port).join(", ") || "none";
    return missing(`Service ${name} has no port ${String(port)} (it has ${has})`, named.place, "Name a port of the Service.");
  }
  const address = `endpoints:${cluster}/${namespace}/${name}` as Address;
  return { value: { service, port: found.port, entry: found.entry, address, label: `${name}:${found.port}` } };
}

/** The way to the pods of a Service as proxies go it: straight to its endpoints. */
export function endpointsRoute({ service, address }: Backend): Route {
  const { object, pods, ports, whileUnready } = service;
  return {
    kind: "route",
    address,
    place: place(object.id),
    cluster: object.cluster,
    reach: "cluster",
    sourceRanges: [],
    ports: ports.map(({ port, targetPort, index }) => ({ port, targetPort, place: place(object.id, "spec", "ports", index) })),
    targets: pods.map(({ pod }) => ({ address: pod.address, whileUnready })),
  };
}
