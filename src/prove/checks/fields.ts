import type { KubeObject } from "../../terms/kube-object.ts";
import { at, isRecord } from "../../world/data.ts";

/** A string at a path, or undefined. */
export function stringAt(object: KubeObject, ...path: readonly (string | number)[]): string | undefined {
  const value = at(object, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A map of strings at a path; empty where there is none. */
export function stringsAt(object: KubeObject, ...path: readonly (string | number)[]): Readonly<Record<string, string>> {
  const value = at(object, ...path);
  return isRecord(value) ? (value as Record<string, string>) : {};
}
