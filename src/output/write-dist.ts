import { rmSync } from "node:fs";
import { join } from "node:path";
import { compareDist } from "./compare-dist.ts";
import { INDEX_FOLDER } from "./index-file.ts";
import { readDist } from "./read-dist.ts";
import { replaceFiles } from "./replace-files.ts";

/** What writing did, by paths below `dist/`; or why nothing was written, as full sentences. */
export type WriteResult =
  | {
      readonly kind: "written";
      readonly written: readonly string[];
      readonly removed: readonly string[];
      readonly unchanged: readonly string[];
      /** Not ours, and left alone. */
      readonly foreign: readonly string[];
      /** Of `written` and `removed`, those that somebody had edited since we wrote them. */
      readonly handEdited: readonly string[];
    }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/**
 * Brings `dist/` to what the files say, in one transaction: only files that differ are written, those that an index owns
 * and nobody wants any longer are removed, and folders left empty too. Foreign files are never touched; one that stands
 * where a file of ours belongs makes it refuse. Without a single object it refuses too: that would remove all there is.
 *
 * @param files as `planFiles` gives them
 * @param scope see {@link compareDist}
 *
 * Throws an OutputError (exit 3) when the folder can't be written; nothing is changed then.
 */
export function writeDist(dist: string, files: ReadonlyMap<string, string>, scope: "all" | "named" = "all"): WriteResult {
  if (![...files.keys()].some((path) => !path.startsWith(`${INDEX_FOLDER}/`))) {
    return { kind: "refused", reasons: [`The specs give no objects, so ${dist} would be emptied. Delete it by hand if that is meant.`] };
  }
  const { missing, changed, extra, unchanged, foreign, handEdited, conflicts } = compareDist(dist, files, scope);
  if (conflicts.length > 0) return { kind: "refused", reasons: conflicts };
  // Indexes last: until they are written, the old ones say what is ours.
  const written = [...missing, ...changed].sort(
    (a, b) => Number(a.startsWith(INDEX_FOLDER)) - Number(b.startsWith(INDEX_FOLDER)) || (a < b ? -1 : 1),
  );
  replaceFiles(dist, new Map(written.map((path) => [path, files.get(path) ?? ""])), extra);
  for (const path of readDist(dist).temporary) rmSync(join(dist, path), { force: true });
  return { kind: "written", written, removed: extra, unchanged, foreign, handEdited };
}
