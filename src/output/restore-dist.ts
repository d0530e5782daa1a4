import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** How a folder that another tool has emptied came back, or why not. */
export type Restored =
  | { readonly kind: "not-empty" }
  | { readonly kind: "restored"; readonly files: number }
  | { readonly kind: "lost"; readonly reason: string };

/**
 * Puts `dist/` back as it stands in git's HEAD, if it is empty or gone: the cdk8s CLI removes its output folder before it
 * runs our program. What was in the folder and in no commit can't be had back.
 */
export function restoreDist(dist: string): Restored {
  const folder = resolve(dist);
  if (existsSync(folder) && readdirSync(folder).length > 0) return { kind: "not-empty" };
  const cwd = nearestFolder(folder);
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 28 });
  let known: readonly string[];
  try {
    known = git("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", folder)
      .split("\0")
      .filter((path) => path !== "");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return { kind: "lost", reason: missing ? "git is not installed" : "it is in no git repository, or in one without a commit" };
  }
  if (known.length === 0) return { kind: "lost", reason: "it stands in no commit" };
  try {
    git("restore", "--source=HEAD", "--worktree", "--", folder);
  } catch {
    return { kind: "lost", reason: "git restore failed" };
  }
  return { kind: "restored", files: known.length };
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}
