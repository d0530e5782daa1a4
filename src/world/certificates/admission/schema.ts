import { inWords } from "../../../terms/in-words.ts";
import { formatPath, type Path } from "../../../terms/place.ts";
import { isRecord } from "../../data.ts";
import { type Breach, breach, firstOf } from "./breach.ts";

/** What a CustomResourceDefinition says of a value, as far as it refuses one. Fields that it does not list are not looked at. */
export type Schema =
  | {
      readonly type: "string";
      readonly enum?: readonly string[];
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
      /** Holds base64, and is not empty. */
      readonly bytes?: true;
    }
  | { readonly type: "boolean" }
  | { readonly type: "integer"; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: "array"; readonly items: Schema }
  | {
      readonly type: "object";
      readonly properties: Readonly<Record<string, Schema>>;
      readonly required: readonly string[];
      /** Fields of which one has to be there, and no other. */
      readonly exactlyOne?: readonly string[];
      /** Of the values of all other keys. */
      readonly values?: Schema;
    };

/** Any text. */
export const string = { type: "string" } as const satisfies Schema;
/** `true` or `false`. */
export const boolean = { type: "boolean" } as const satisfies Schema;
/** A whole number of any size. */
export const integer = { type: "integer" } as const satisfies Schema;
/** A whole number that 32 bits hold. */
export const int32 = { type: "integer", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } as const satisfies Schema;
/** Bytes as base64. */
export const bytes = { type: "string", bytes: true } as const satisfies Schema;
/** Texts by keys that are not listed. */
export const textsByKey: Schema = { type: "object", properties: {}, required: [], values: string };
/** A list of texts. */
export const strings: Schema = { type: "array", items: string };

/** One of some texts. */
export function oneOf(...values: readonly string[]): Schema {
  return { type: "string", enum: values };
}

/** A list of one kind of values. */
export function array(items: Schema): Schema {
  return { type: "array", items };
}

/** An object with these fields. Those whose names end in `!` may not be left out; of `exactlyOne` one is there. */
export function object(fields: Readonly<Record<string, Schema>>, exactlyOne?: readonly string[]): Schema {
  const entries = Object.entries(fields).map(([name, schema]) => [name.replace(/!$/, ""), schema] as const);
  const required = Object.keys(fields).filter((name) => name.endsWith("!"));
  const properties = Object.fromEntries(entries);
  return { type: "object", properties, required: required.map((name) => name.slice(0, -1)), ...(exactlyOne ? { exactlyOne } : {}) };
}

/** A reference to a key of a Secret: the name may not be left out. */
export const secretKey: Schema = object({ "name!": string, key: string });

const LONGEST_CHOICE = 8;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * What of a value the API server refuses by its schema. A field that is null is taken as left out, since the API server
 * drops it first. Source: k8s.io/apiextensions-apiserver v0.36.2, pkg/apiserver/validation and pkg/apiserver/schema/defaulting/prune.go.
 */
export function schemaBreach(value: unknown, schema: Schema, path: Path): Breach | undefined {
  const field = nameOf(path);
  if (schema.type === "array") {
    if (!Array.isArray(value)) return breach(`${field} must be a list`, ...path);
    return firstOf(value, (item, i) => schemaBreach(item, schema.items, [...path, i]));
  }
  if (schema.type === "object") {
    if (!isRecord(value)) return breach(`${field} must be an object`, ...path);
    const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
    const names = new Set(given.map(([name]) => name));
    const missing = schema.required.find((name) => !names.has(name));
    if (missing !== undefined) return breach(`${missing} must be given`, ...path, missing);
    const inside = firstOf(given, ([name, each]) => {
      const of = schema.properties[name] ?? schema.values;
      return of ? schemaBreach(each, of, [...path, name]) : undefined;
    });
    const chosen = schema.exactlyOne?.filter((name) => names.has(name));
    if (inside || !schema.exactlyOne || chosen?.length === 1) return inside;
    const which = schema.exactlyOne.join(", ");
    return breach(`${field} must have exactly one of ${which}`, ...path, ...(chosen?.slice(1, 2) ?? []));
  }
  const why = scalarProblem(value, schema);
  return why === undefined ? undefined : breach(`${field} ${why}`, ...path);
}

function scalarProblem(value: unknown, schema: Exclude<Schema, { type: "array" | "object" }>): string | undefined {
  if (schema.type === "boolean") return typeof value === "boolean" ? undefined : "must be true or false";
  if (schema.type === "integer") {
    if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
    const { minimum = -Infinity, maximum = Infinity } = schema;
    if (value >= minimum && value <= maximum) return undefined;
    return maximum === Infinity ? `must be at least ${minimum}` : `must be between ${minimum} and ${maximum}`;
  }
  if (typeof value !== "string") return "must be a text";
  if (schema.enum && !schema.enum.includes(value)) return `is "${value}", ${choice(value, schema.enum)}`;
  if (schema.minLength !== undefined && [...value].length < schema.minLength) return "may not be empty";
  if (schema.maxLength !== undefined && [...value].length > schema.maxLength) {
    return `has ${[...value].length} characters, and at most ${schema.maxLength} are allowed`;
  }
  if (schema.pattern && !schema.pattern.test(value)) return `is "${value}", which does not match ${schema.pattern.source}`;
  return schema.bytes && (value === "" || !BASE64.test(value)) ? "is no base64" : undefined;
}

/** A field by its own name, an item of a list by the list's and its position: `usages[0]`. */
function nameOf(path: Path): string {
  const last = path.findLastIndex((step) => typeof step === "string");
  return formatPath(path.slice(Math.max(last, 0))) || "spec";
}

/** What may stand there: a short list in full, of a long one what was meant perhaps. */
function choice(value: string, allowed: readonly string[]): string {
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const meant = allowed.find((each) => letters(each) === letters(value));
  if (allowed.length > LONGEST_CHOICE) return meant === undefined ? "which is unknown" : `which is unknown; write "${meant}"`;
  return `and may be ${inWords(allowed, "or")}`;
}
