import { inWords } from "../terms/in-words.ts";
import { zoneOf } from "../world/names/zone-of.ts";
import type { World } from "../world/world.ts";

/** Who else controls a name, as a person declares of its zone. */
export interface Control {
  readonly zone: string;
  readonly sharedWith: readonly string[];
}

/** Who else controls the names of the zone that a name, or a wildcard's names, lie in. Undefined where nobody is declared. */
export function controlOf(world: World, name: string): Control | undefined {
  const declared = world.environment.flatMap(({ zones = [] }) => zones.map((zone) => ({ ...zone, suffix: zone.name })));
  const zone = zoneOf(declared, name.replace(/^\*\./, ""));
  return zone?.sharedWith && zone.sharedWith.length > 0 ? { zone: zone.name, sharedWith: zone.sharedWith } : undefined;
}

/** The same as values of a finding. */
export function controlInWords({ zone, sharedWith }: Control): { zone: string; who: string } {
  return { zone, who: inWords(sharedWith) };
}
