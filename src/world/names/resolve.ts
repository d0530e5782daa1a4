import { isPrivateSuffix } from "../certificates/public-names.ts";
import type { Fqdn, Resolver } from "../network.ts";
import type { NameRecord, World, Zone } from "../world.ts";
import { zoneOf } from "./zone-of.ts";

/** What a DNS server says of a name. */
export type LookUp =
  | {
      readonly kind: "addresses";
      /** The record with the addresses, at the end of the chain. */
      readonly record: NameRecord;
      /** The CNAME records that led there. */
      readonly chain: readonly NameRecord[];
    }
  | {
      readonly kind: "does-not-exist";
      /** Who says so; absent where no public registry can have the name. */
      readonly zone?: Zone;
      /** The CNAME records that led to the name that does not exist. */
      readonly chain: readonly NameRecord[];
    }
  | { readonly kind: "not-declared"; readonly chain: readonly NameRecord[] };

/** Where names are taken from: in a mix the two may be of different Worlds. */
export interface NameSources {
  readonly cluster: Pick<World, "zones">;
  readonly public: Pick<World, "zones">;
}

/**
 * The names that a resolver asks for in turn until one exists: with fewer dots than `ndots` the search list comes
 * first; a name that ends with a dot is asked for alone. Source: resolv.conf(5), glibc.
 */
export function searchCandidates(resolver: Pick<Resolver, "searches" | "ndots">, host: string): readonly Fqdn[] {
  const name = host.toLowerCase();
  if (name.endsWith(".")) return [name.slice(0, -1) as Fqdn];
  const searched = resolver.searches.map((search) => `${name}.${search.toLowerCase().replace(/\.$/, "")}`);
  const dots = name.split(".").length - 1;
  const all = dots >= resolver.ndots ? [name, ...searched] : [...searched, name];
  return [...new Set(all)] as Fqdn[];
}

/** Longest chain of CNAMEs that is followed. */
const LONGEST_CHAIN = 8;

/** Asks a cluster's DNS: it answers for its own zone, and forwards all else to the public DNS. */
export function lookUpClusterName(sources: NameSources, cluster: string, name: string): LookUp {
  return follow(name, (each) => {
    const own = sources.cluster.zones.filter((zone) => zone.view === "cluster" && zone.cluster === cluster);
    return zoneOf(own, each) ?? publicZone(sources.public, each);
  });
}

/** Asks the public DNS: only declared zones are known; below them, what nobody publishes does not exist. */
export function lookUpPublicName(world: Pick<World, "zones">, name: string): LookUp {
  return follow(name, (each) => publicZone(world, each));
}

function publicZone(world: Pick<World, "zones">, name: string): Zone | undefined {
  return zoneOf(
    world.zones.filter((zone) => zone.view === "public"),
    name,
  );
}

function follow(name: string, zoneFor: (name: string) => Zone | undefined): LookUp {
  const chain: NameRecord[] = [];
  let asked = name.toLowerCase().replace(/\.$/, "");
  for (;;) {
    const zone = zoneFor(asked);
    if (!zone) return isPrivateSuffix(asked) ? { kind: "does-not-exist", chain } : { kind: "not-declared", chain };
    const record = recordIn(zone, asked);
    if (!record || chain.includes(record) || chain.length >= LONGEST_CHAIN) return { kind: "does-not-exist", zone, chain };
    if (record.cname === undefined) return { kind: "addresses", record, chain };
    chain.push(record);
    asked = record.cname;
  }
}

/** The record of a name, or of the wildcard at its closest encloser (RFC 4592). */
function recordIn(zone: Zone, name: string): NameRecord | undefined {
  const exact = zone.records.get(name as Fqdn);
  if (exact || zone.view === "cluster") return exact;
  for (let rest = name; rest.length > zone.suffix.length; ) {
    rest = rest.slice(rest.indexOf(".") + 1);
    const wildcard = zone.records.get(`*.${rest}` as Fqdn);
    if (wildcard) return wildcard;
    if (zone.records.has(rest as Fqdn)) return undefined;
  }
  return undefined;
}
