import type { StatedZone } from "../../terms/environment.ts";
import { type ObjectId, objectIdOf } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import type { Facts } from "../facts.ts";
import type { Address, Fqdn } from "../network.ts";
import { rules } from "../rules.ts";
import type { NameRecord, Zone } from "../world.ts";

/** A zone whose records are being gathered. */
export interface OpenZone {
  readonly suffix: Fqdn;
  readonly peering?: NonNullable<Zone["peering"]>;
  /** The only cluster whose external-dns writes into it. */
  owner?: string;
  /** Clusters whose external-dns lists it. */
  readonly writers: Set<string>;
  readonly records: Map<Fqdn, NameRecord>;
  /** Names whose records people keep. */
  readonly byHand: Set<Fqdn>;
}

/**
 * The zones that Environments state or that an external-dns writes into, with the records that people keep. What a
 * peering alone sees is not public.
 */
export function gatherZones(facts: Facts): readonly OpenZone[] {
  const zones: OpenZone[] = [];
  const given = facts.environments.flatMap((environment) =>
    (environment.zones ?? []).map((zone) => {
      const peering = environment.peerings?.find((each) => each.name === zone.peering);
      const home = peering?.joins[0] ?? Object.keys(environment.clusters)[0] ?? "";
      if (!peering) return { zone, home };
      const { name, joins } = peering;
      const said = { ofZone: place(stated(home, "Zone", zone.name), "peering"), joins: place(stated(home, "Peering", name), "joins") };
      return { zone, home, peering: { name, joins, said } };
    }),
  );
  // Private ones first: what is said of a zone without naming its peering is said of them too.
  for (const { zone, home, peering } of [...given].sort((a, b) => Number(b.peering !== undefined) - Number(a.peering !== undefined))) {
    const suffix = plainName(zone.name);
    const same = zones.filter((each) => each.suffix === suffix && (!peering || each.peering?.name === peering.name));
    if (same.length === 0) same.push(opened(suffix, peering));
    for (const each of same) {
      if (!zones.includes(each)) zones.push(each);
      if (zone.owner !== undefined) each.owner = zone.owner;
      keepByHand(each, zone, home);
    }
  }
  for (const environment of facts.environments) {
    for (const [cluster, { platform }] of Object.entries(environment.clusters)) {
      for (const name of platform.externalDNS?.zones ?? []) {
        const suffix = plainName(name);
        if (!zones.some((each) => each.suffix === suffix)) zones.push(opened(suffix));
        for (const each of zones) if (each.suffix === suffix) each.writers.add(cluster);
      }
    }
  }
  return zones;
}

/** A name as zones hold it: lower case, without blanks around it and the final dot. */
export function plainName(name: string): Fqdn {
  return name.trim().toLowerCase().replace(/\.$/, "") as Fqdn;
}

function opened(suffix: Fqdn, peering?: Zone["peering"]): OpenZone {
  return { suffix, ...(peering ? { peering } : {}), writers: new Set(), records: new Map(), byHand: new Set() };
}

/** A zone or a peering as if it were an object of a cluster, for places in what a person stated of it. */
function stated(home: string, kind: "Zone" | "Peering", name: string): ObjectId {
  return objectIdOf(home, "", kind, "", name);
}

function keepByHand(to: OpenZone, { name: zone, records = {} }: StatedZone, home: string): void {
  for (const [written, address] of Object.entries(records)) {
    const name = plainName(written);
    to.byHand.add(name);
    to.records.set(name, {
      name,
      addresses: [{ address: `ip:${address.toLowerCase()}` as Address, whileUnready: true }],
      place: place(stated(home, "Zone", zone), "records", written),
      rule: rules.statedRecord,
    });
  }
}
