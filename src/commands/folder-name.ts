import { isAbsolute, relative, resolve, sep } from "node:path";

/** A folder as people write it: relative to the project where it lies inside, with forward slashes. */
export function folderName(root: string, folder: string): string {
  const path = relative(root, resolve(root, folder));
  const name = path === "" ? "." : path.startsWith("..") || isAbsolute(path) ? resolve(root, folder) : path;
  return name.split(sep).join("/");
}
