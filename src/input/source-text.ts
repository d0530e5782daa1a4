import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Line and column of an offset, both from 1. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** A stretch of source on one line, cut to 80 characters. */
export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= 80 ? flat : `${flat.slice(0, 79)}…`;
}

/** The text of a line (from 1) of a file, without its indentation; undefined when it can't be read. */
export function sourceLine(root: string, file: string, line: number): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8").split("\n")[line - 1]?.trim();
  } catch {
    return undefined;
  }
}
