import { type Place, place } from "../../terms/place.ts";
import type { Facts } from "../facts.ts";
import type { Address, Fqdn } from "../network.ts";
import type { Publication } from "../proxies/publications.ts";
import { rules } from "../rules.ts";
import type { ReadService } from "../services.ts";
import type { NameRecord, Zone } from "../world.ts";
import { zoneOf } from "./zone-of.ts";

/**
 * The public zones that external-dns owns, with what it publishes: the `hostname` annotation, under the one prefix that
 * it reads, of Services of type LoadBalancer, and what Ingresses and routes carry (`publications`). A name that several clusters claim gets the addresses of all.
 * `undeclared`: annotated Services of other types, whose records are not modelled. Source: external-dns documentation, annotations.
 */
export function publicZones(
  services: readonly ReadService[],
  facts: Facts,
  publications: readonly Publication[] = [],
): { readonly zones: readonly Zone[]; readonly undeclared: readonly Place[] } {
  const zones = new Map<string, { suffix: Fqdn; records: Map<Fqdn, NameRecord> }>();
  for (const environment of facts.environments) {
    for (const { platform } of Object.values(environment.clusters)) {
      for (const each of platform.externalDNS?.zones ?? []) {
        const suffix = each.toLowerCase().replace(/\.$/, "") as Fqdn;
        if (!zones.has(suffix)) zones.set(suffix, { suffix, records: new Map() });
      }
    }
  }
  const undeclared: Place[] = [];
  for (const service of services) {
    const externalDNS = facts.of(service.object.cluster)?.platform.externalDNS;
    const key = `${externalDNS?.annotationPrefix}hostname`;
    const hostnames = externalDNS ? service.object.object.metadata.annotations?.[key] : undefined;
    if (!externalDNS || typeof hostnames !== "string") continue;
    const where = place(service.object.id, "metadata", "annotations", key);
    if (service.type !== "load-balancer") {
      undeclared.push(where);
      continue;
    }
    const own = new Set(externalDNS.zones.map((each) => each.toLowerCase().replace(/\.$/, "")));
    for (const name of hostnames.split(",").map(plain)) {
      const zone = zoneOf(
        [...zones.values()].filter((each) => own.has(each.suffix)),
        name,
      );
      if (zone && name !== "") publish(zone.records, name, service, where, externalDNS.annotationPrefix);
    }
  }
  for (const each of publications) {
    const own = new Set(facts.of(each.cluster)?.platform.externalDNS?.zones.map((zone) => zone.toLowerCase().replace(/\.$/, "")));
    const name = plain(each.name);
    const zone = zoneOf(
      [...zones.values()].filter((zone) => own.has(zone.suffix)),
      name,
    );
    if (zone) publishFor(zone.records, name, each);
  }
  return { zones: [...zones.values()].map(({ suffix, records }) => ({ kind: "zone", view: "public", suffix, records })), undeclared };
}

function plain(hostname: string): Fqdn {
  return hostname.trim().toLowerCase().replace(/\.$/, "") as Fqdn;
}

function publish(records: Map<Fqdn, NameRecord>, name: Fqdn, service: ReadService, where: Place, prefix: string): void {
  const { cluster, namespace, name: serviceName, object } = service.object;
  const target = object.metadata.annotations?.[`${prefix}target`];
  const targets = typeof target === "string" ? target.split(",").map(plain) : [];
  const [first] = targets;
  const known = records.get(name);
  const base = { name, place: known?.place ?? where, publishers: [...(known?.publishers ?? []), where], rule: rules.externalDNS };
  if (first !== undefined && first !== "" && !/^[\d.]+$|:/.test(first)) {
    records.set(name, { ...base, addresses: known?.addresses ?? [], cname: first });
    return;
  }
  const addresses = first ? targets.map((each) => `ip:${each}` as Address) : [`lb:${cluster}/${namespace}/${serviceName}` as Address];
  records.set(name, {
    ...base,
    addresses: [...(known?.addresses ?? []), ...addresses.map((address) => ({ address, whileUnready: true }))],
  });
}

/** The record of a name that an Ingress or a route carries. */
function publishFor(records: Map<Fqdn, NameRecord>, name: Fqdn, { place: where, targets, address, rule }: Publication): void {
  const known = records.get(name);
  const base = { name, place: known?.place ?? where, publishers: [...(known?.publishers ?? []), where], rule };
  const [first] = targets;
  if (first !== undefined && first !== "" && !/^[\d.]+$|:/.test(first)) {
    records.set(name, { ...base, addresses: known?.addresses ?? [], cname: first as Fqdn });
    return;
  }
  const addresses = first === undefined ? [address] : targets.map((each) => `ip:${each}` as Address);
  records.set(name, {
    ...base,
    addresses: [...(known?.addresses ?? []), ...addresses.map((each) => ({ address: each, whileUnready: true }))],
  });
}
