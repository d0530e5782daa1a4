import type { ObjectId } from "./kube-object.ts";

/** Property names and list indexes from the root of some data to one value in it. */
export type Path = readonly (string | number)[];

/**
 * A value in an object, or in what a person states of a Zone or a Peering as if it were one: the only address that the
 * proof knows. `report/` turns it into a file and a line.
 */
export interface Place {
  readonly object: ObjectId;
  readonly path: Path;
}

/** A {@link Place} from its parts. */
export function place(object: ObjectId, ...path: Path): Place {
  return { object, path };
}

/** A path as people write it: `spec.template.spec.containers[0].image`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** A text that is equal for equal places, for use as a key. */
export function placeKey(at: Place): string {
  return `${at.object}#${formatPath(at.path)}`;
}
