import { createHash } from "node:crypto";

/** Ten hexadecimal digits that change when the text does: for names of objects that can't be changed, and for restarts. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

/** {@link shortHash} of plain data, whatever the order of its keys. */
export function hashOf(data: unknown): string {
  return shortHash(JSON.stringify(data, sorted));
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
