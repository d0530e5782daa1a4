import type { Path } from "../terms/place.ts";

/** A JSON merge patch (RFC 7386): objects merge, `null` removes, all else replaces. Neither argument is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The paths that a merge patch sets or removes. */
export function patchedPaths(patch: unknown, path: Path = []): readonly Path[] {
  if (!isRecord(patch)) return [path];
  return Object.entries(patch).flatMap(([key, value]) => patchedPaths(value, [...path, key]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
