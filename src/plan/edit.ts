import type { SpecPath } from "../terms/manifest.ts";

/** The value at a path of plain data; undefined where there is none. */
export function valueAt(data: unknown, path: SpecPath): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[step] : undefined),
    data,
  );
}

/** Plain data with another value at a path, or without it where the value is undefined. Objects on the way are copied, or made. */
export function withValue(data: unknown, [step, ...rest]: SpecPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) return data.map((each, index) => (index === step ? withValue(each, rest, value) : each));
  const object = typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
  const { [step]: before, ...others } = object;
  const after = withValue(before, rest, value);
  if (after === undefined) return others;
  // A field keeps its place among the others.
  return step in object
    ? Object.fromEntries(Object.entries(object).map(([key, each]) => [key, key === step ? after : each]))
    : { ...others, [step]: after };
}
