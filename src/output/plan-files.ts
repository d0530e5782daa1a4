import { createHash } from "node:crypto";
import type { Environment } from "../terms/environment.ts";
import type { Manifest } from "../terms/manifest.ts";
import { filePath } from "./file-path.ts";
import { indexPath, indexText } from "./index-file.ts";
import { stringify } from "./stringify.ts";

/** SHA-256 in hex of a text's UTF-8 bytes. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * All of `dist/` as text, by path below it: a file an object, and an index a topology. An object that several topologies
 * emit is one file that each of them owns.
 *
 * @param ownersOf the names of the topologies that emit a manifest; each has its Environment among `environments`
 *
 * Throws when two different objects come to stand on one path, or an owner has no Environment: both are our bugs.
 */
export function planFiles(
  manifests: readonly Manifest[],
  environments: readonly Environment[],
  ownersOf: (manifest: Manifest) => readonly string[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const owned = new Map<string, Map<string, string>>(environments.map((each) => [each.topology, new Map()]));
  const hashes = new Map<string, string>();
  for (const manifest of manifests) {
    const path = filePath(manifest);
    const text = manifest.text ?? stringify(manifest.object);
    const known = files.get(path);
    if (known !== undefined && known !== text) throw new Error(`two different objects would be written to ${path}`);
    const hash = hashes.get(path) ?? sha256(text);
    files.set(path, text);
    hashes.set(path, hash);
    for (const owner of ownersOf(manifest)) {
      const index = owned.get(owner);
      if (!index) throw new Error(`${path} belongs to topology "${owner}", which has no Environment`);
      index.set(path, hash);
    }
  }
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  for (const environment of [...environments].sort((a, b) => (a.topology < b.topology ? -1 : 1))) {
    sorted.set(indexPath(environment.topology), indexText(environment, owned.get(environment.topology) ?? new Map()));
  }
  return sorted;
}
