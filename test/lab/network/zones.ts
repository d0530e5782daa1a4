import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StatedZone } from "../../../src/terms/environment.ts";
import type { ServedZone } from "./name-servers.ts";

/** One record of a zone file: a name without its trailing dot, its type, and what stands for it. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly target: string;
}

/** What a cluster's external-dns would publish by now. */
export interface Published {
  readonly cluster: string;
  readonly records: readonly ZoneRecord[];
}

/** Reads the lines that the lab's external-dns writes: `NAME. 1 IN TYPE TARGET`. */
export function readRecords(text: string): readonly ZoneRecord[] {
  return [...text.matchAll(/^(\S+)\. \d+ IN (A|AAAA|CNAME|TXT) (.+)$/gm)].map(([, name = "", type = "", target = ""]) => ({
    name: name.toLowerCase(),
    type,
    target,
  }));
}

/** The stated zone that a name lies in: the longest. */
export function zoneOf(name: string, zones: readonly StatedZone[]): StatedZone | undefined {
  const around = zones.filter((each) => name === each.name || name.endsWith(`.${each.name}`));
  return around.reduce<StatedZone | undefined>((best, each) => (best && best.name.length >= each.name.length ? best : each), undefined);
}

/**
 * Who has which name, over all clusters of a world: records by hand stay, whoever asks; in a zone with an owner only its
 * external-dns may write; of several clusters that want one name, the one that has it keeps it. `held` says who has a name by
 * now, and is brought up to date. Source of the last: external-dns, docs/registry/registry.md: what another instance owns, or
 * nobody, is left alone.
 */
export function allRecords(
  published: readonly Published[],
  zones: readonly StatedZone[],
  held: Map<string, string>,
): readonly ZoneRecord[] {
  const byHand = zones.flatMap(({ records = {} }) =>
    Object.entries(records).map(([name, target]): ZoneRecord => ({ name: name.toLowerCase(), type: "A", target })),
  );
  const taken = new Set(byHand.map((each) => each.name));
  const wanted = new Map(published.map(({ cluster, records }) => [cluster, new Set(records.map((each) => each.name))]));
  for (const [name, cluster] of held) if (!wanted.get(cluster)?.has(name)) held.delete(name);
  const written: ZoneRecord[] = [...byHand];
  for (const { cluster, records } of published) {
    for (const each of records) {
      const owner = zoneOf(each.name, zones)?.owner;
      if (taken.has(each.name) || (owner !== undefined && owner !== cluster)) continue;
      if (!held.has(each.name)) held.set(each.name, cluster);
      if (held.get(each.name) === cluster) written.push(each);
    }
  }
  return written;
}

/** Files of all zones of a world, which follow what the clusters publish. */
export interface ZoneFiles {
  readonly publicZone: ServedZone;
  /** Those that only clusters of a peering see. */
  readonly privateZones: readonly (ServedZone & { readonly peering: string })[];
  /**
   * Writes anew what has changed, and says whether anything has. `balancers`: names that a cloud gave to load balancers, which
   * everybody resolves.
   */
  write(published: readonly Published[], balancers: readonly ZoneRecord[]): boolean;
}

/** Makes the zone files in a folder, without names first. */
export function makeZoneFiles(folder: string, zones: readonly StatedZone[]): ZoneFiles {
  const publicZone = { origin: ".", file: join(folder, "public.zone") };
  const privateZones = zones.flatMap(({ name, peering }) =>
    peering === undefined ? [] : [{ origin: name, file: join(folder, `${name}.zone`), peering }],
  );
  const held = new Map<string, string>();
  const written = new Map<string, string>();
  let serial = 0;
  const writeZone = ({ origin, file }: ServedZone, records: readonly ZoneRecord[]): void => {
    const lines = records.map(({ name, type, target }) => `${name}. 1 IN ${type} ${target}\n`).sort();
    const text = [...new Set(lines)].join("");
    if (written.get(file) === text) return;
    written.set(file, text);
    serial += 1;
    const apex = origin === "." ? "." : `${origin}.`;
    // Swapped in one step, with a serial that a name server takes for a newer one.
    writeFileSync(`${file}.next`, `${apex} 1 IN SOA ns.lab. lab.lab. ${serial} 3600 600 86400 1\n${apex} 1 IN NS ns.lab.\n${text}`);
    renameSync(`${file}.next`, file);
  };
  const write: ZoneFiles["write"] = (published, balancers) => {
    const before = serial;
    const records = allRecords(published, zones, held);
    const isOf = (origin: string) => (each: ZoneRecord) => {
      const zone = zoneOf(each.name, zones);
      return (zone?.peering === undefined ? "." : zone.name) === origin;
    };
    writeZone(publicZone, [...records.filter(isOf(".")), ...balancers]);
    for (const zone of privateZones) writeZone(zone, records.filter(isOf(zone.origin)));
    return serial !== before;
  };
  write([], []);
  return { publicZone, privateZones, write };
}

/** What external-dns of a cluster wrote so far. */
export function readPublished(cluster: string, file: string): Published {
  return { cluster, records: existsSync(file) ? readRecords(readFileSync(file, "utf8")) : [] };
}
