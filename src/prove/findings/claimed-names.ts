import { inWords } from "../../terms/in-words.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import type { World } from "../../world/world.ts";
import type { Failure, Trace } from "../trace.ts";
import type { Cause } from "./cause.ts";

/** Names outside of clusters that several objects claim: of one cluster (TL2201), or of several (TL2110). */
export function claimedNames(world: Pick<World, "zones">): ReadonlyMap<string, Cause> {
  const claims = new Map<string, Cause>();
  for (const zone of world.zones) {
    if (zone.view === "cluster") continue;
    for (const { name, publishers = [] } of zone.records.values()) {
      const [first, ...others] = publishers;
      const last = others.at(-1);
      if (!first || !last) continue;
      const clusters = [...new Set(publishers.map((each) => parseObjectId(each.object).cluster))];
      const shared = { place: last, related: [first, ...others.slice(0, -1)] };
      if (clusters.length < 2) claims.set(name, { ...shared, code: "TL2201", values: { host: name } });
      else claims.set(name, { ...shared, code: "TL2110", values: { host: name, clusters: inWords(clusters) } });
    }
  }
  return claims;
}

/** How a dial ends that arrives somewhere else than it should. */
const ASTRAY: ReadonlySet<Failure> = new Set<Failure>([
  "name-not-on-certificate",
  "service-without-port",
  "nobody-listens",
  "host-without-rule",
  "proxy-without-port",
]);

/** The claim by which a dial went astray: its name is claimed by several, and where it ends is not what it is for. */
export function claimThatMisled({ steps }: Trace, claims: ReadonlyMap<string, Cause>): Cause | undefined {
  const failure = steps.at(-1)?.failure;
  const claimed = steps.find((step) => step.hop === "resolve")?.values["claimed"];
  return failure !== undefined && claimed !== undefined && ASTRAY.has(failure) ? claims.get(claimed) : undefined;
}
