import type { KubeObject } from "../../terms/kube-object.ts";

/** The value at a path of foreign data, or undefined where anything on the way is missing or of another type. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

/** A string at a path, or undefined. */
export function stringAt(object: KubeObject, ...path: readonly (string | number)[]): string | undefined {
  const value = at(object, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A map of strings at a path; empty where there is none. */
export function stringsAt(object: KubeObject, ...path: readonly (string | number)[]): Readonly<Record<string, string>> {
  const value = at(object, ...path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, string>) : {};
}
