import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: the nearest above this module whose package.json is ours, in src/ as in the bundled lib/. */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "trueline") return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of trueline above ${fileURLToPath(import.meta.url)}`);
  }
}
