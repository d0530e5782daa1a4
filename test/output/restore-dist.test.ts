import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restoreDist } from "../../src/output/restore-dist.ts";

let root: string;
let dist: string;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root, stdio: "ignore" });
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "trueline-restore-"));
  dist = join(root, "dist");
  mkdirSync(join(dist, "east"), { recursive: true });
  writeFileSync(join(dist, "east/a.yaml"), "a: 1\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function commit(): void {
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "dist");
}

test("puts back what HEAD has, whether the folder is empty or gone", () => {
  commit();
  rmSync(dist, { recursive: true });
  expect(restoreDist(dist)).toEqual({ kind: "restored", files: 1 });
  expect(readFileSync(join(dist, "east/a.yaml"), "utf8")).toBe("a: 1\n");
  rmSync(join(dist, "east"), { recursive: true });
  expect(restoreDist(dist)).toEqual({ kind: "restored", files: 1 });
});

test("leaves a folder with files alone", () => {
  commit();
  writeFileSync(join(dist, "east/a.yaml"), "edited\n");
  expect(restoreDist(dist)).toEqual({ kind: "not-empty" });
  expect(readFileSync(join(dist, "east/a.yaml"), "utf8")).toBe("edited\n");
});

test("says what is lost: no repository, no commit, nothing of it committed", () => {
  rmSync(dist, { recursive: true });
  expect(restoreDist(dist)).toMatchObject({ kind: "lost", reason: expect.stringContaining("no git repository") });
  git("init", "-q");
  expect(restoreDist(dist)).toMatchObject({ kind: "lost", reason: expect.stringContaining("without a commit") });
  writeFileSync(join(root, "other"), "");
  commit();
  expect(restoreDist(dist)).toMatchObject({ kind: "lost", reason: "it stands in no commit" });
});
