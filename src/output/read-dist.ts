import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { INDEX_FOLDER, readIndex } from "./index-file.ts";
import { asOutputError } from "./output-error.ts";

/** Ends the names of files that are being written; one that is left over is from a run that was killed. */
export const TEMPORARY = ".trueline-tmp";

/** What stands in `dist/` now. All paths are below it, with forward slashes. */
export interface DistState {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly symlinks: ReadonlySet<string>;
  /** Left over by a run that was killed. */
  readonly temporary: readonly string[];
  /** By topology, the files that its index owns, with their hashes. */
  readonly indexes: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

const NOT_OURS = new Set([".git", "node_modules"]);

/** Reads the folder's names and its indexes; contents of other files are not read. A folder that isn't there is empty. */
export function readDist(dist: string): DistState {
  const files = new Set<string>();
  const folders = new Set<string>();
  const symlinks = new Set<string>();
  const temporary: string[] = [];
  const walk = (below: string): void => {
    for (const entry of entriesOf(join(dist, below))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isSymbolicLink()) symlinks.add(path);
      else if (entry.isDirectory()) {
        if (NOT_OURS.has(entry.name)) continue;
        folders.add(path);
        walk(path);
      } else if (entry.name.endsWith(TEMPORARY)) temporary.push(path);
      else files.add(path);
    }
  };
  walk("");
  const indexes = new Map<string, ReadonlyMap<string, string>>();
  const unreadable: { path: string; reason: string }[] = [];
  for (const path of files) {
    const topology = new RegExp(`^${INDEX_FOLDER.replace(".", "\\.")}/([^/]+)\\.json$`).exec(path)?.[1];
    if (topology === undefined) continue;
    const read = readIndex(readFileSync(join(dist, path), "utf8"));
    if (read.kind === "index") indexes.set(topology, read.files);
    else unreadable.push({ path, reason: read.reason });
  }
  return { files, folders, symlinks, temporary, indexes, unreadable };
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw asOutputError(error, folder);
  }
}
