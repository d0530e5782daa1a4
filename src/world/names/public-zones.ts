import { type Place, place } from "../../terms/place.ts";
import type { Facts } from "../facts.ts";
import type { Address, Fqdn } from "../network.ts";
import type { Publication } from "../proxies/publications.ts";
import { rules } from "../rules.ts";
import type { ReadService } from "../services.ts";
import type { NameRecord, Unpublished, Zone } from "../world.ts";
import { gatherZones, type OpenZone, plainName } from "./stated-zones.ts";
import { zoneOf } from "./zone-of.ts";

/**
 * The zones outside of clusters, public and private, with what external-dns publishes: the `hostname` annotation, under the
 * one prefix that it reads, of Services of type LoadBalancer, and what Ingresses and routes
 * carry (`publications`), in the zones that it writes. A name that several clusters
 * claim gets the addresses of all, since any of them may be the first. A record that a person keeps stays.
 * `unpublished`: names that are claimed in vain. `undeclared`: annotated Services of other types, whose records are not
 * modelled. Source: external-dns documentation, annotations and registries.
 */
export function publicZones(
  services: readonly ReadService[],
  facts: Facts,
  publications: readonly Publication[] = [],
): { readonly zones: readonly Zone[]; readonly undeclared: readonly Place[]; readonly unpublished: readonly Unpublished[] } {
  const zones = gatherZones(facts);
  const undeclared: Place[] = [];
  const unpublished: Unpublished[] = [];
  for (const service of services) {
    const { cluster, id, object } = service.object;
    const externalDNS = facts.of(cluster)?.platform.externalDNS;
    const key = `${externalDNS?.annotationPrefix}hostname`;
    const hostnames = externalDNS ? object.metadata.annotations?.[key] : undefined;
    if (!externalDNS || typeof hostnames !== "string") continue;
    const where = place(id, "metadata", "annotations", key);
    if (service.type !== "load-balancer") {
      undeclared.push(where);
      continue;
    }
    for (const name of hostnames.split(",").map(plainName)) {
      const found = zoneFor(zones, name, cluster);
      if (!found || name === "") continue;
      if (found.kind === "none") unpublished.push({ place: where, name, cluster, ...found.why });
      else publish(found.zone.records, name, service, where, externalDNS.annotationPrefix);
    }
  }
  for (const each of publications) {
    const name = plainName(each.name);
    const found = facts.of(each.cluster)?.platform.externalDNS ? zoneFor(zones, name, each.cluster) : undefined;
    if (found?.kind === "none") unpublished.push({ place: each.place, name, cluster: each.cluster, ...found.why });
    else if (found) publishFor(found.zone.records, name, each);
  }
  return { zones: zones.map(closed), undeclared, unpublished };
}

type Found =
  | { readonly kind: "zone"; readonly zone: OpenZone }
  | { readonly kind: "none"; readonly why: Pick<Unpublished, "zone" | "reason" | "owner"> };

/** The zone into which a cluster's external-dns writes a name, or why it does not. Undefined where no zone is declared for it. */
function zoneFor(zones: readonly OpenZone[], name: string, cluster: string): Found | undefined {
  const own = zoneOf(
    zones.filter((each) => each.writers.has(cluster)),
    name,
  );
  const zone = own ?? zoneOf(zones, name);
  if (!zone) return undefined;
  const none = (why: Pick<Unpublished, "reason" | "owner">): Found => ({ kind: "none", why: { zone: zone.suffix, ...why } });
  if (!own) {
    const [other] = zone.writers;
    const owner = zone.owner ?? other;
    return none({ reason: "not-listed", ...(owner === undefined ? {} : { owner }) });
  }
  if (own.owner !== undefined && own.owner !== cluster) return none({ reason: "owner", owner: own.owner });
  return own.byHand.has(name as Fqdn) ? none({ reason: "by-hand" }) : { kind: "zone", zone: own };
}

function closed({ suffix, peering, writers, records }: OpenZone): Zone {
  const open = writers.size === 0 ? { open: true } : {};
  return { kind: "zone", view: peering ? "peering" : "public", ...(peering ? { peering } : {}), suffix, ...open, records };
}

function publish(records: Map<Fqdn, NameRecord>, name: Fqdn, service: ReadService, where: Place, prefix: string): void {
  const { cluster, namespace, name: serviceName, object } = service.object;
  const target = object.metadata.annotations?.[`${prefix}target`];
  const targets = typeof target === "string" ? target.split(",").map(plainName) : [];
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
