import type { Path } from "../../../terms/place.ts";
import { type Data, isRecord, list, record, text } from "../../data.ts";

/** What of an object is refused. */
export interface Breach {
  /** From the part that was checked to the value. */
  readonly path: Path;
  /** A sentence without a full stop that names the field. */
  readonly why: string;
}

/** A rule of admission: given a part of an object, what of it is refused, if anything. */
export type AdmissionRule = (part: Data) => Breach | undefined;

/** A {@link Breach} from its parts. */
export function breach(why: string, ...path: Path): Breach {
  return { path, why };
}

/** The first breach of several rules. */
export function firstBreach(rules: readonly AdmissionRule[], part: Data): Breach | undefined {
  for (const rule of rules) {
    const found = rule(part);
    if (found) return found;
  }
  return undefined;
}

/** Rules for a part below, where there is one. */
export function within(field: string, ...rules: readonly AdmissionRule[]): AdmissionRule {
  return (part) => (isRecord(part[field]) ? below(firstBreach(rules, part[field]), field) : undefined);
}

/** Rules for each part in a list. */
export function inEach(field: string, ...rules: readonly AdmissionRule[]): AdmissionRule {
  return (part) => firstOf(list(part[field]), (item, i) => below(firstBreach(rules, record(item)), field, i));
}

/** The first breach that `check` finds in a list's items. */
export function firstOf<T>(items: readonly T[], check: (item: T, at: number) => Breach | undefined): Breach | undefined {
  for (const [i, item] of items.entries()) {
    const found = check(item, i);
    if (found) return found;
  }
  return undefined;
}

/** A text that may not be empty. */
export function needs(field: string): AdmissionRule {
  return (part) => (text(part[field]) === undefined ? breach(`${field} must be given`, field) : undefined);
}

/** A reference to a key of a Secret, which may not be left out. */
export function needsSecretKey(field: string): AdmissionRule {
  return (part) =>
    firstOf(["name", "key"], (each) =>
      text(record(part[field])[each]) === undefined ? breach(`${field} must name a Secret and a key of it`, field, each) : undefined,
    );
}

/** A reference to a key of a Secret, complete where there is one. */
export function wholeSecretKey(field: string): AdmissionRule {
  const rule = needsSecretKey(field);
  return (part) => (has(part, field) ? rule(part) : undefined);
}

/** Two fields of which one excludes the other. */
export function notBoth(one: string, other: string): AdmissionRule {
  return (part) => (has(part, one) && has(part, other) ? breach(`${one} and ${other} exclude each other`, other) : undefined);
}

/** Whether a field is given. The API server drops null, and Go takes an empty text for none. */
export function has(part: Data, field: string): boolean {
  const value = part[field];
  return value !== undefined && value !== null && value !== "";
}

function below(found: Breach | undefined, ...path: Path): Breach | undefined {
  return found && { ...found, path: [...path, ...found.path] };
}
