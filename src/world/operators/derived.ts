import type { ObjectId } from "../../terms/kube-object.ts";
import type { Path, Place } from "../../terms/place.ts";

/** Which value of the object that an operator read decides a value of one that it makes. */
export interface DerivedField {
  /** In the object that is made. */
  readonly path: Path;
  /** In the object that was read. */
  readonly from: Path;
}

/** Where an object comes from that an operator makes: no file has it. */
export interface Derivation {
  /** The object that the operator read. */
  readonly from: ObjectId;
  /** The longest `path` that leads to a value decides; `base` where none does. */
  readonly fields: readonly DerivedField[];
  readonly base: Path;
}

/** The value that a person can change for one in an object that an operator makes; other places as they are. */
export function writtenPlace(place: Place, derived: ReadonlyMap<ObjectId, Derivation>): Place {
  const derivation = derived.get(place.object);
  if (!derivation) return place;
  let best: { readonly length: number; readonly from: Path } = { length: -1, from: derivation.base };
  for (const { path, from } of derivation.fields) {
    if (path.length > best.length && path.every((step, i) => step === place.path[i])) best = { length: path.length, from };
  }
  return { object: derivation.from, path: best.from };
}
