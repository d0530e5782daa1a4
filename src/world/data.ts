/** Plain data that anybody may have written: nothing is where it should be until looked at. */
export type Data = Readonly<Record<string, unknown>>;

const NOTHING: Data = Object.freeze({});

/** The value as a record; an empty one for anything else. */
export function record(value: unknown): Data {
  return isRecord(value) ? value : NOTHING;
}

/** Whether the value is a record: neither null nor a list. */
export function isRecord(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a list; an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value if it is a whole number. */
export function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

/** The texts of a list, each with its position. */
export function texts(value: unknown): readonly { readonly text: string; readonly at: number }[] {
  return list(value).flatMap((each, at) => (typeof each === "string" ? [{ text: each, at }] : []));
}

/** The entries of a record whose values are texts. */
export function textEntries(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(record(value)).flatMap(([key, each]) => (typeof each === "string" ? [[key, each] as const] : []));
}

/** The entries of a record whose values are texts, as a record. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(textEntries(value));
}

/** The value at a path of property names and list indexes; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof step === "number") here = list(here)[step];
    else here = record(here)[step];
  }
  return here;
}
