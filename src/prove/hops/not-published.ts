import type { LookUp } from "../../world/names/resolve.ts";
import type { Process, World } from "../../world/world.ts";
import type { Mix } from "../trace.ts";
import { peeringBetween } from "./to-balancer.ts";

type Nowhere = Extract<LookUp, { kind: "does-not-exist" }>;

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
  const saying = [...world.processes.values()].filter(({ listeners }) =>
    listeners.some(({ advertises }) => advertises.some(({ endpoint }) => endpoint.host.toLowerCase() === name)),
  );
  const clusters = saying.flatMap(({ cluster }) => cluster ?? []);
  return clusters.includes(here) ? here : clusters[0];
}
