import { readFileSync } from "node:fs";
import { join } from "node:path";
import { INDEX_FOLDER, indexPath } from "./index-file.ts";
import { asOutputError } from "./output-error.ts";
import { sha256 } from "./plan-files.ts";
import { type DistState, readDist } from "./read-dist.ts";

/** How `dist/` differs from what it should be. All paths are below it. */
export interface Difference {
  readonly missing: readonly string[];
  /** Owned, and with another content than it should have. */
  readonly changed: readonly string[];
  /** Owned by an index, and no longer wanted. */
  readonly extra: readonly string[];
  readonly unchanged: readonly string[];
  /** Neither wanted nor owned: never touched. */
  readonly foreign: readonly string[];
  /** Those of `changed` and `extra` that are not as they were written. */
  readonly handEdited: readonly string[];
  /** Why it can't be written as it is: full sentences. */
  readonly conflicts: readonly string[];
}

/**
 * Compares `dist/` with what it should be.
 *
 * @param files as `planFiles` gives them
 * @param scope `all`: the files are those of all specs, so that what another index owns is no longer wanted; `named`: only
 *   some specs were compiled, and what the others own stays
 *
 * Throws an OutputError when the folder can't be read.
 */
export function compareDist(dist: string, files: ReadonlyMap<string, string>, scope: "all" | "named" = "all"): Difference {
  const state = readDist(dist);
  const conflicts = state.unreadable.map(
    ({ path, reason }) => `${join(dist, path)} does not say which files it owns: ${reason}. Put it back from git.`,
  );
  const kept = scope === "all" ? [] : [...state.indexes].filter(([topology]) => !files.has(indexPath(topology)));
  const keptPaths = new Map(kept.flatMap(([topology, owned]) => [...owned].map(([path, hash]) => [path, { topology, hash }] as const)));
  const written = hashesOf(state);
  const result = {
    missing: [] as string[],
    changed: [] as string[],
    extra: [] as string[],
    unchanged: [] as string[],
    handEdited: [] as string[],
  };
  for (const [path, text] of files) {
    const obstacle = obstacleAt(path, state);
    if (obstacle !== undefined) conflicts.push(`${join(dist, path)} can't be written: ${obstacle}. Move or delete it.`);
    else if (!state.files.has(path)) result.missing.push(path);
    else {
      const bytes = read(join(dist, path));
      if (bytes.equals(Buffer.from(text))) result.unchanged.push(path);
      else if (isIndex(path)) result.changed.push(path);
      else if (!written.has(path))
        conflicts.push(`${join(dist, path)} is not ours, and an object of the specs belongs there. Move or delete it.`);
      else {
        result.changed.push(path);
        if (isHandEdited(bytes, written.get(path))) result.handEdited.push(path);
      }
    }
    const other = keptPaths.get(path);
    if (other !== undefined && other.hash !== sha256(text)) {
      conflicts.push(
        `${join(dist, path)} is also written by topology "${other.topology}", with another content. Compile all specs together: name none.`,
      );
    }
  }
  for (const [path, hashes] of written) {
    if (files.has(path) || keptPaths.has(path) || !state.files.has(path)) continue;
    result.extra.push(path);
    if (isHandEdited(read(join(dist, path)), hashes)) result.handEdited.push(path);
  }
  if (scope === "all") {
    for (const topology of state.indexes.keys()) if (!files.has(indexPath(topology))) result.extra.push(indexPath(topology));
  }
  const foreign = [...state.files].filter((path) => !files.has(path) && !written.has(path) && !isIndex(path));
  return { ...result, extra: result.extra.sort(), handEdited: result.handEdited.sort(), foreign, conflicts };
}

/** By path, the hashes under which the indexes know it. */
function hashesOf(state: DistState): ReadonlyMap<string, readonly string[]> {
  const hashes = new Map<string, string[]>();
  for (const owned of state.indexes.values()) {
    for (const [path, hash] of owned) {
      const known = hashes.get(path);
      if (known) known.push(hash);
      else hashes.set(path, [hash]);
    }
  }
  return hashes;
}

/** A hash that is empty is not known: then nobody can be said to have edited the file. */
function isHandEdited(bytes: Buffer, hashes: readonly string[] = []): boolean {
  return !hashes.includes("") && !hashes.includes(sha256(bytes));
}

function isIndex(path: string): boolean {
  return path.startsWith(`${INDEX_FOLDER}/`);
}

/** What stands where a file or one of its folders has to be. We never write through a symlink: it may lead anywhere. */
function obstacleAt(path: string, state: DistState): string | undefined {
  if (state.folders.has(path)) return "a folder stands there";
  const steps = path.split("/");
  for (let length = 1; length <= steps.length; length++) {
    const part = steps.slice(0, length).join("/");
    if (state.symlinks.has(part)) return `${part} is a symbolic link`;
    if (length < steps.length && state.files.has(part)) return `${part} is a file, not a folder`;
  }
  return undefined;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw asOutputError(error, path);
  }
}
