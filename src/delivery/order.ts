import type { Cluster } from "../spec/topology.ts";
import type { Manifest } from "../terms/manifest.ts";
import { thingsMadeBy, thingsNeededBy } from "./references.ts";

/** A unit's place in the order of a first deployment. */
export interface UnitOrder {
  readonly unit: string;
  /** The units that it refers to, sorted. */
  readonly needs: readonly string[];
  /** 0 for units that need none, else one more than the highest that it needs. */
  readonly wave: number;
}

/**
 * The units of one cluster in the order of a first deployment, drawn from what their objects refer to. A circle, which
 * only overrides can make, is cut where the unit that comes later by name would be needed by the earlier one.
 */
export function unitOrder(cluster: Cluster, manifests: readonly Manifest[]): readonly UnitOrder[] {
  const makers = new Map<string, string>();
  for (const { unit, object } of manifests) {
    for (const thing of thingsMadeBy(object, cluster.dns.clusterDomain)) makers.set(thing, unit);
  }
  const needs = new Map<string, Set<string>>();
  for (const { unit, object } of manifests) {
    const own = needs.get(unit) ?? new Set();
    needs.set(unit, own);
    for (const thing of thingsNeededBy(object, cluster.platform.trustManager?.trustNamespace)) {
      const maker = makers.get(thing);
      if (maker !== undefined && maker !== unit) own.add(maker);
    }
  }
  const units = [...needs.keys()].sort();
  const waves = new Map<string, number>();
  const cut = new Map<string, string[]>();
  const visit = (unit: string, above: readonly string[]): number => {
    const known = waves.get(unit);
    if (known !== undefined) return known;
    const kept = [...(needs.get(unit) ?? [])].sort().filter((each) => !above.includes(each) && each !== unit);
    const wave = kept.reduce((highest, each) => Math.max(highest, visit(each, [...above, unit]) + 1), 0);
    waves.set(unit, wave);
    cut.set(unit, kept);
    return wave;
  };
  for (const unit of units) visit(unit, []);
  return units.map((unit) => ({ unit, needs: cut.get(unit) ?? [], wave: waves.get(unit) ?? 0 }));
}
