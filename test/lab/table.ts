import type { Row } from "./suites/applied.ts";

/** Above this many worlds, one in which everything held is a single line. */
const IN_FULL = 4;

/** The rows as a table for a terminal, what did not hold below it. */
export function table(rows: readonly Row[]): string {
  const worlds = [...new Set(rows.map((row) => row.world))];
  const shown = worlds.flatMap((world) => {
    const own = rows.filter((row) => row.world === world);
    return worlds.length > IN_FULL && own.length > 1 && own.every((row) => row.problems.length === 0) ? [summary(own)] : own;
  });
  const head = ["world", "checked", "held", "seconds", ""];
  const cells = shown.map(({ world, check, held, of, problems, seconds }) => [
    world,
    check,
    `${held} of ${of}`,
    seconds.toFixed(1),
    problems.length === 0 ? "ok" : "FAILED",
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (each: readonly string[]): string =>
    each
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const failures = rows.flatMap(({ world, check, problems }) => problems.map((problem) => `${world}: ${check}\n    ${problem}`));
  return [line(head), ...cells.map(line), ...(failures.length === 0 ? [] : ["", ...failures])].join("\n");
}

function summary(rows: readonly Row[]): Row {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const applied = rows.find((row) => row.check.startsWith("applied, "))?.of ?? 0;
  const check = `${rows.length} checks, ${applied} objects`;
  return {
    world: rows[0]?.world ?? "",
    check,
    held: sum((row) => row.held),
    of: sum((row) => row.of),
    problems: [],
    seconds: sum((row) => row.seconds),
  };
}
