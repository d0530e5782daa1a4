import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { INDEX_FOLDER } from "./index-file.ts";
import { asOutputError } from "./output-error.ts";
import { TEMPORARY } from "./read-dist.ts";

/**
 * Writes and removes files below a folder, all or none: every new content is first written into the index folder (one
 * folder for all, which is twice as fast on ext4 as beside each file's place), and only when that went well are files
 * moved and removed. What fails after that is undone. Folders are made as needed, and those that become empty are removed.
 *
 * Throws an OutputError that names the path and the reason; the folder is then as it was.
 */
export function replaceFiles(root: string, write: ReadonlyMap<string, string>, remove: readonly string[]): void {
  const made: string[] = [];
  const temporary = new Map<string, string>();
  const undo: (() => void)[] = [];
  let at = root;
  try {
    at = join(root, INDEX_FOLDER);
    makeFolder(at, made);
    for (const [path, text] of write) {
      at = join(root, path);
      makeFolder(dirname(at), made);
      const content = join(root, INDEX_FOLDER, `${temporary.size}${TEMPORARY}`);
      temporary.set(path, content);
      writeFileSync(content, text);
    }
    for (const [path, content] of temporary) {
      at = join(root, path);
      const target = at;
      const before = existsSync(target) ? readFileSync(target) : undefined;
      renameSync(content, target);
      undo.push(() => (before === undefined ? rmSync(target, { force: true }) : writeFileSync(target, before)));
    }
    for (const path of remove) {
      at = join(root, path);
      const target = at;
      const before = readFileSync(target);
      rmSync(target);
      undo.push(() => writeFileSync(target, before));
    }
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    for (const path of temporary.values()) attempt(() => rmSync(path, { force: true }));
    for (const folder of made.reverse()) attempt(() => rmdirSync(folder));
    throw asOutputError(error, at);
  }
  for (const path of remove) removeEmptyFolders(root, dirname(path));
}

/** Makes a folder and those above it, and notes which are new, outermost first. */
function makeFolder(folder: string, made: string[]): void {
  if (folder === made.at(-1) || existsSync(folder)) return;
  makeFolder(dirname(folder), made);
  mkdirSync(folder);
  made.push(folder);
}

function removeEmptyFolders(root: string, below: string): void {
  for (let folder = below; folder !== "."; folder = dirname(folder)) {
    try {
      rmdirSync(join(root, folder));
    } catch {
      return; // not empty, or gone already
    }
  }
}

/** Undoing goes on whatever happens: the first error is the one to report. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The report names what went wrong first.
  }
}
