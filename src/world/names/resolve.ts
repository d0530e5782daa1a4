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
      /** The last name that was asked for. */
      readonly name: string;
      /** Who says so; absent where no public registry can have the name. */
      readonly zone?: Zone;
      /** A private zone that has the name, and that the asker does not see. */
      readonly hidden?: Zone;
      /** Whether the chain leads back into itself. */
      readonly circle?: true;
      /** The CNAME records that led to the name that does not exist. */
      readonly chain: readonly NameRecord[];
    }
  | { readonly kind: "not-declared"; readonly chain: readonly NameRecord[] /** Where it may be all the same. */; readonly zone?: Zone };

/** That a name does not exist. */
export type Nowhere = Extract<LookUp, { kind: "does-not-exist" }>;

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

/**
 * Asks a cluster's DNS: it answers for its own zone, and forwards all else to a resolver that knows the private zones of its
 * peerings and the public DNS. A private zone that covers a name hides public ones, also more specific ones, and names that
 * it lacks do not exist. Source: documentation of Route 53 (private hosted zones), Cloud DNS and Azure DNS (private zones).
 */
export function lookUpClusterName(sources: NameSources, cluster: string, name: string): LookUp {
  const own = sources.cluster.zones.filter((zone) => zone.view === "cluster" && zone.cluster === cluster);
  const sees = (zone: Zone) => zone.peering?.joins.includes(cluster) === true;
  return follow(name, {
    zoneFor: (each) => zoneOf(own, each) ?? zoneOf(privateZones(sources.public).filter(sees), each) ?? publicZone(sources.public, each),
    hidden: privateZones(sources.public).filter((zone) => !sees(zone)),
  });
}

/** Asks the public DNS: only declared zones are known; below those that external-dns writes, what nobody publishes does not exist. */
export function lookUpPublicName(world: Pick<World, "zones">, name: string): LookUp {
  return follow(name, { zoneFor: (each) => publicZone(world, each), hidden: privateZones(world) });
}

function publicZone(world: Pick<World, "zones">, name: string): Zone | undefined {
  return zoneOf(
    world.zones.filter((zone) => zone.view === "public"),
    name,
  );
}

function privateZones(world: Pick<World, "zones">): readonly Zone[] {
  return world.zones.filter((zone) => zone.view === "peering");
}

/** The zones of whoever asks. */
interface View {
  zoneFor(name: string): Zone | undefined;
  readonly hidden: readonly Zone[];
}

function follow(name: string, view: View): LookUp {
  const chain: NameRecord[] = [];
  let asked = name.toLowerCase().replace(/\.$/, "");
  for (;;) {
    const zone = view.zoneFor(asked);
    const record = zone && recordIn(zone, asked);
    if (!record) return missing(asked, zone, view, chain);
    if (chain.includes(record)) return { kind: "does-not-exist", name: asked, zone, circle: true, chain };
    if (chain.length >= LONGEST_CHAIN) return { kind: "does-not-exist", name: asked, zone, chain };
    if (record.cname === undefined) return { kind: "addresses", record, chain };
    chain.push(record);
    asked = record.cname;
  }
}

/** What is said of a name without a record. */
function missing(name: string, zone: Zone | undefined, view: View, chain: readonly NameRecord[]): LookUp {
  const unseen = zoneOf(view.hidden, name);
  const hidden = unseen && (zone === undefined || recordIn(unseen, name)) ? { hidden: unseen } : {};
  if (zone && !zone.open) return { kind: "does-not-exist", name, zone, ...hidden, chain };
  if ("hidden" in hidden) return { kind: "does-not-exist", name, ...(zone ? { zone } : {}), ...hidden, chain };
  if (zone) return { kind: "not-declared", zone, chain };
  return isPrivateSuffix(name) ? { kind: "does-not-exist", name, chain } : { kind: "not-declared", chain };
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
