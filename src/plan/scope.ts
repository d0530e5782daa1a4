import { kinds } from "../kinds/all.ts";
import { authorityUnit } from "../parts/names.ts";
import type { Finding } from "../prove/findings/finding.ts";
import type { Client, Topology } from "../spec/topology.ts";
import type { Place } from "../terms/place.ts";
import type { World } from "../world/world.ts";
import type { Given } from "./given.ts";

/** What of a World belongs to one workload and those that change with it: its servers, the clients that dial it, and what its authority has for it. */
export interface Scope {
  readonly servers: ReadonlySet<string>;
  /** Process ids of clients, by the client's name. */
  readonly clients: ReadonlyMap<string, string>;
  /** Whether the object of a place is one of theirs. */
  has(place: Place): boolean;
  /** Whether it is one of the workload's own. */
  isServer(place: Place): boolean;
}

/** Finds them by the units that objects are in. The topology's authorities may be others than those that were given. */
export function scopeOf({ fleet, clients, topology }: Given, world: World, topologies: readonly Topology[]): Scope {
  const now = topologies.find(({ name }) => name === topology.name);
  const unitOf = ({ object }: Place): string => {
    const manifest = world.manifests.get(object);
    return manifest ? `${manifest.cluster}/${manifest.unit}` : "";
  };
  const servers = new Set(fleet.map(({ workload }) => `${workload.cluster}/${workload.name}`));
  const authorities = fleet.flatMap(({ workload }) => {
    const changed = now?.workloads[workload.name] ?? workload;
    return (kinds.get(changed.kind)?.authorities(changed) ?? []).map((name) => `${workload.cluster}/${authorityUnit(name)}`);
  });
  // What a client outside needs stands in the cluster of what it dials.
  const home = (client: Client) => (client.outside ? topology.workloads[client.dials]?.cluster : client.cluster);
  const clientUnits = new Map(clients.map((client) => [`${home(client)}/${client.name}`, client.name]));
  const units = new Set([...servers, ...clientUnits.keys(), ...authorities]);
  const processes = [...world.processes.values()].map(({ id, place }) => ({ id, unit: unitOf(place) }));
  return {
    servers: new Set(processes.filter(({ unit }) => servers.has(unit)).map(({ id }) => id)),
    clients: new Map(
      processes.flatMap(({ id, unit }): [string, string][] => (clientUnits.has(unit) ? [[id, clientUnits.get(unit) ?? ""]] : [])),
    ),
    has: (place) => units.has(unitOf(place)),
    isServer: (place) => servers.has(unitOf(place)),
  };
}

/** Whether a finding is about a workload: at its objects, or at its dials. */
export function concerns({ cause, traces }: Finding, scope: Scope): boolean {
  const ids = traces.flatMap(({ dial, reached }) => [dial.from, ...reached]);
  return scope.has(cause) || ids.some((id) => scope.servers.has(id) || scope.clients.has(id));
}
