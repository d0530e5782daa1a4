import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/** Whether `TRUELINE_UPDATE=1` asks for expected files to be rewritten in place of compared. */
export const updating = process.env["TRUELINE_UPDATE"] === "1";

/** Compares a text with a file that is committed, or rewrites the file. */
export function expectFile(path: string, text: string): void {
  if (updating) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  expect(text, `${path} (TRUELINE_UPDATE=1 rewrites it)`).toBe(existsSync(path) ? readFileSync(path, "utf8") : "");
}
