import { existsSync, readdirSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Problem } from "./problem.ts";

/**
 * The spec files to load, relative to the project with forward slashes and sorted: those named, or else every
 * TypeScript file below `specs/`.
 */
export function findSpecs(root: string, named?: readonly string[]): { files: readonly string[]; problems: readonly Problem[] } {
  return named ? findNamed(root, named) : findAll(root);
}

function findNamed(root: string, named: readonly string[]): { files: readonly string[]; problems: readonly Problem[] } {
  const files = new Set<string>();
  const problems: Problem[] = [];
  for (const name of named) {
    const file = relative(root, resolve(root, name)).split(sep).join("/");
    if (file.startsWith("..") || isAbsolute(file)) problems.push({ file: name, message: `lies outside of the project ${root}.` });
    else if (!existsSync(join(root, file))) problems.push({ file, message: "is not there." });
    else if (!statSync(join(root, file)).isFile() || !file.endsWith(".ts")) {
      problems.push({ file, message: "is no TypeScript file.", hint: "A spec is a .ts file that default-exports a topology." });
    } else files.add(file);
  }
  return { files: [...files].sort(), problems };
}

function findAll(root: string): { files: readonly string[]; problems: readonly Problem[] } {
  const folder = join(root, "specs");
  const hint = 'Put a file there that default-exports a topology: export default defineTopology({ ... }) from "trueline".';
  if (!existsSync(folder)) return { files: [], problems: [{ file: "specs", message: `there is no folder specs/ in ${root}.`, hint }] };
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `specs/${name.split(sep).join("/")}`)
    .filter(
      (file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !file.includes("/node_modules/") && statSync(join(root, file)).isFile(),
    )
    .sort();
  if (files.length === 0) return { files, problems: [{ file: "specs", message: "the folder specs/ holds no TypeScript file.", hint }] };
  return { files, problems: [] };
}
