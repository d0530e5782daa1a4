/** Columns of a line. */
export const WIDTH = 80;

/**
 * Breaks a text at blanks into lines of at most `width` columns. The first line starts with `first`, the others with
 * `rest`. A word that is longer than a line stands alone on one: nobody can copy a name that is broken.
 */
export function wrap(text: string, first = "", rest: string = first, width: number = WIDTH): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Puts a remark at the right end of the last line if it fits, else on lines of its own below it. */
export function withRemark(lines: readonly string[], remark: string, indent: string, width: number = WIDTH): readonly string[] {
  const last = lines.at(-1) ?? "";
  const gap = width - last.length - remark.length;
  if (gap >= 3) return [...lines.slice(0, -1), `${last}${" ".repeat(gap)}${remark}`];
  return [...lines, ...wrap(remark, indent)];
}

/** Cuts a text to at most `length` columns, with an ellipsis where something is missing. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** `1 pod`, `3 pods`, `2 dials`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
