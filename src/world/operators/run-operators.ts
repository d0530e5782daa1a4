import type { Environment } from "../../terms/environment.ts";
import { type ObjectId, objectId } from "../../terms/kube-object.ts";
import type { Manifest } from "../../terms/manifest.ts";
import { type Place, place } from "../../terms/place.ts";
import { gatherFacts } from "../facts.ts";
import { indexObjects } from "../object-index.ts";
import type { Derivation } from "./derived.ts";
import { deriveKurrentDB, hasOperator, isKurrentDB } from "./kurrentdb/derive.ts";

/** Manifests with what operators make of them. */
export interface Operated {
  readonly manifests: readonly Manifest[];
  /** Where the objects come from that operators make. */
  readonly derived: ReadonlyMap<ObjectId, Derivation>;
  /** Objects of the manifests that an operator makes too, and the object that it makes them of. */
  readonly contested: readonly { readonly place: Place; readonly by: Place }[];
}

/**
 * Adds the objects that operators make of resources of theirs, as if they stood in the manifests. Where an object of that name stands
 * there already, that one counts, and is contested.
 */
export function runOperators(manifests: readonly Manifest[], environments: readonly Environment[]): Operated {
  const read = manifests.filter(
    ({ object }) => typeof object?.apiVersion === "string" && object.apiVersion.startsWith("kubernetes.kurrent.io/"),
  );
  if (read.length === 0) return { manifests, derived: new Map(), contested: [] };
  const facts = gatherFacts(environments);
  const { all } = indexObjects(manifests);
  const there = new Set(all.map(({ id }) => id));
  const derived = new Map<ObjectId, Derivation>();
  const contested: { place: Place; by: Place }[] = [];
  const made: Manifest[] = [];
  for (const each of indexObjects(read).all) {
    const source =
      isKurrentDB(each) && hasOperator(each.cluster, facts)
        ? read.find(({ cluster, object }) => objectId(cluster, object) === each.id)
        : undefined;
    if (!source) continue;
    for (const { object, base, fields } of deriveKurrentDB(each, facts)) {
      const id = objectId(each.cluster, object);
      if (there.has(id) || derived.has(id)) {
        contested.push({ place: place(id), by: place(each.id, ...base) });
        continue;
      }
      derived.set(id, { from: each.id, base, fields });
      made.push({ kind: "manifest", cluster: source.cluster, unit: source.unit, object, origin: source.origin });
    }
  }
  return { manifests: [...manifests, ...made], derived, contested };
}
