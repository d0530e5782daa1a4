import type { Environment } from "../terms/environment.ts";

/** The folder below `dist/` with one index a topology. Controllers never read it. */
export const INDEX_FOLDER = ".trueline";

/** What stands in `dist/.trueline/<topology>.json`: which files the topology owns, and what no object can say. */
export interface IndexFile {
  readonly version: 1;
  readonly kind: "trueline";
  readonly environment: Environment;
  /** Path below `dist/` to the SHA-256 of the file's bytes, in hex. */
  readonly files: Readonly<Record<string, string>>;
}

/** The path of a topology's index below `dist/`. */
export function indexPath(topology: string): string {
  return `${INDEX_FOLDER}/${topology}.json`;
}

/** The text of an index: two-space JSON, files sorted, so that git shows one line a file. */
export function indexText(environment: Environment, files: ReadonlyMap<string, string>): string {
  const index: IndexFile = {
    version: 1,
    kind: "trueline",
    environment,
    files: Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${JSON.stringify(index, undefined, 2)}\n`;
}

/** What an index says about ownership, or why it can't be read. */
export type ReadIndex =
  | { readonly kind: "index"; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads the owned files out of an index's text. One that git left with conflict markers still says line by line what both
 * sides own; where they differ, no hash is kept for the file. Paths that lead out of `dist/` are dropped: a file that
 * anybody can edit must not be able to have others removed.
 */
export function readIndex(text: string): ReadIndex {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return text.includes("<<<<<<<") ? { kind: "index", files: filesByLine(text) } : { kind: "unreadable", reason: "it is no JSON" };
  }
  const { version, kind, files } = (typeof data === "object" && data !== null ? data : {}) as Partial<Record<keyof IndexFile, unknown>>;
  if (kind !== "trueline") return { kind: "unreadable", reason: 'its "kind" is not "trueline"' };
  if (version !== 1) return { kind: "unreadable", reason: `it has version ${String(version)}, and this Trueline knows version 1` };
  if (typeof files !== "object" || files === null) return { kind: "unreadable", reason: 'its "files" is no object' };
  const entries = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string" && isInside(entry[0]));
  return { kind: "index", files: new Map(entries) };
}

function filesByLine(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const match of text.matchAll(/^\s*("(?:[^"\\]|\\.)*"): "([0-9a-f]{64})",?\s*$/gm)) {
    const path = JSON.parse(match[1] ?? '""') as string;
    const hash = match[2] ?? "";
    if (isInside(path)) files.set(path, files.has(path) && files.get(path) !== hash ? "" : hash);
  }
  return files;
}

function isInside(path: string): boolean {
  return path.endsWith(".yaml") && !path.includes("\\") && path.split("/").every((step) => step !== "" && step !== "." && step !== "..");
}
