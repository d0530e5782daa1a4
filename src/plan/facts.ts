import type { Proof } from "../prove/proof.ts";
import type { Trace } from "../prove/trace.ts";
import type { Facts } from "../report/strategies/strategies.ts";
import { countDials } from "../report/summary.ts";
import type { StatedZone } from "../terms/environment.ts";
import { isPublicName } from "../world/certificates/public-names.ts";
import type { World } from "../world/world.ts";
import type { Scope } from "./scope.ts";

/** What a proven World shows of one workload. Nothing here knows a strategy: all is read from dials, listeners and zones. */
export function factsOf({ world, traces }: Proof, scope: Scope, warnings: readonly string[]): Facts {
  const servers = traces.filter(({ dial }) => scope.servers.has(dial.from));
  const clients = traces.filter(({ dial }) => scope.clients.has(dial.from));
  return {
    dials: countDials([...servers, ...clients]),
    hairpins: { servers: hairpins(servers), clients: hairpins(clients) },
    programs: scope.servers.size,
    vouched: [...servers, ...clients].filter(({ disposition, reached }) => disposition === "assumed" && reached.length === 0).length,
    trust: trustOf(servers, clients, scope),
    publicNames: publicNames(world, scope),
    zoneControl: zoneControl(world, scope, clients),
    warnings,
  };
}

function hairpins(traces: readonly Trace[]): number {
  return traces.filter(({ path }) => path === "hairpin").length;
}

/** Whose roots callers verify by. */
function trustOf(servers: readonly Trace[], clients: readonly Trace[], scope: Scope): Facts["trust"] {
  const byWho = new Map<string, Set<string>>();
  const note = (who: string, { dial: { tls } }: Trace): void => {
    const roots = byWho.get(who) ?? new Set();
    byWho.set(who, roots);
    for (const { label } of tls?.trust?.roots ?? []) roots.add(label);
    if (tls?.trust?.publicRoots) roots.add("public authorities");
  };
  for (const trace of servers) note("servers", trace);
  for (const trace of clients) note(scope.clients.get(trace.dial.from) ?? trace.dial.from, trace);
  return [...byWho].flatMap(([who, roots]) => (roots.size > 0 ? [{ who, roots: [...roots].sort() }] : []));
}

/** The names in public zones that the workload's objects publish. */
function publicNames(world: World, scope: Scope): readonly string[] {
  const records = world.zones.filter(({ view }) => view === "public").flatMap((zone) => [...zone.records.values()]);
  return records.filter(({ publishers }) => publishers?.some((place) => scope.isServer(place))).map(({ name }) => name);
}

function zoneControl(world: World, scope: Scope, clients: readonly Trace[]): Facts["zoneControl"] {
  const [asServer, toClients] = [zonesOfCallers(world, scope), zonesOfNames(world, clients)];
  // Who controls a zone can hand the zones below it to anybody.
  const shared = stated(world).filter(({ name }) => [...asServer, ...toClients].some((zone) => isWithin(zone, name)));
  return { asServer, toClients, sharedWith: [...new Set(shared.flatMap(({ sharedWith }) => sharedWith ?? []))] };
}

/** The zones that the specs say something about. */
function stated({ environment }: World): readonly StatedZone[] {
  return environment.flatMap(({ zones }) => zones ?? []);
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/**
 * Where servers take any public authority's word for who a caller is, the zones of the names that they ask for: who controls
 * one gets a certificate of such a name, and is let in as a server.
 */
function zonesOfCallers(world: World, { servers }: Scope): readonly string[] {
  const zones = new Set<string>();
  for (const id of servers) {
    for (const { tls } of world.processes.get(id)?.listeners ?? []) {
      if (!tls?.callers || tls.clientAuth === "none" || !tls.trust?.publicRoots) continue;
      const name = tls.callers.commonName ?? tls.leaf?.[0]?.commonName;
      zones.add(name === undefined ? "any domain" : zoneFor(world, name));
    }
  }
  return [...zones];
}

/** The zones of names under which clients accept a certificate of any public authority. */
function zonesOfNames(world: World, clients: readonly Trace[]): readonly string[] {
  const hosts = clients.flatMap(({ dial: { tls, to } }) => (tls?.trust?.publicRoots && isPublicName(to.host) ? [to.host] : []));
  return [...new Set(hosts.map((host) => zoneFor(world, host)))];
}

/** The zone that a name is in; without a declared one, the domain above it. */
function zoneFor(world: World, name: string): string {
  const declared = [...world.zones.map(({ suffix }) => suffix as string), ...stated(world).map((zone) => zone.name)];
  const [longest] = declared.filter((zone) => isWithin(name, zone)).sort((a, b) => b.length - a.length);
  return longest ?? name.slice(name.indexOf(".") + 1);
}
