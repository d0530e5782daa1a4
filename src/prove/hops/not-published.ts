import type { Nowhere } from "../../world/names/resolve.ts";
import type { Process, World } from "../../world/world.ts";
import type { Mix } from "../trace.ts";
import { peeringBetween } from "./to-balancer.ts";

/** What is known of a name that nobody publishes: its zone, the cluster whose servers say it, and what joins that with the caller's. */
export function surroundings(lookUp: Nowhere, caller: Process, mix: Mix): Readonly<Record<string, string>> {
  const { name, zone } = lookUp;
  const here = caller.cluster;
  const there = here === undefined ? undefined : clusterThatSays(name, here, mix["advertiser:config"]);
  const between = there === undefined || there === here ? undefined : peeringBetween(mix.routes, here, there);
  return {
    ...(zone === undefined || zone.view === "cluster" ? {} : { zone: zone.suffix }),
    ...(zone?.peering ? { zonePeering: zone.peering.name } : {}),
    ...(here === undefined || there === undefined ? {} : { here, there }),
    ...(between === undefined ? {} : { between: between.name }),
  };
}

/** The cluster of the servers that advertise a name: the caller's own if it has such servers. */
function clusterThatSays(name: string, here: string, world: World): string | undefined {
  const clusters = advertisedIn(world).get(name) ?? [];
  return clusters.includes(here) ? here : clusters[0];
}

const indexes = new WeakMap<World, ReadonlyMap<string, readonly string[]>>();

/** The clusters of the servers that advertise each name. Made once for each World, at the first name that nobody publishes. */
function advertisedIn(world: World): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(world);
  if (known) return known;
  const made = new Map<string, string[]>();
  for (const { cluster, listeners } of world.processes.values()) {
    if (cluster === undefined) continue;
    for (const { endpoint } of listeners.flatMap(({ advertises }) => advertises)) {
      const name = endpoint.host.toLowerCase();
      const clusters = made.get(name) ?? [];
      if (!clusters.includes(cluster)) clusters.push(cluster);
      made.set(name, clusters);
    }
  }
  indexes.set(world, made);
  return made;
}
