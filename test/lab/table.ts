import type { Evidence } from "../../src/terms/evidence.ts";
import { EVIDENCE_ORDER } from "../../src/terms/evidence.ts";
import type { Row } from "./suites/applied.ts";

/** Above this many worlds, one in which everything held is a single line. */
const IN_FULL = 4;

/** The rows as a table for a terminal, what did not hold below it. */
export function table(rows: readonly Row[]): string {
  const worlds = [...new Set(rows.map((row) => row.world))];
  const shown = worlds.flatMap((world) => {
    const own = rows.filter((row) => row.world === world);
    return worlds.length > IN_FULL && own.length > 1 && !own.some((row) => row.inFull) && own.every((row) => row.problems.length === 0)
      ? [summary(own)]
      : own;
  });
  const head = ["world", "checked", "held", "dials by evidence", "seconds", ""];
  const cells = shown.map(({ world, check, held, of, problems, seconds, dials = {} }) => [
    world,
    check,
    `${held} of ${of}`,
    evidenceText(dials),
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

/** Dials by the evidence that the prover rests them on: `12 lab, 29 source`. */
export function evidenceText(dials: NonNullable<Row["dials"]>): string {
  return EVIDENCE_ORDER.flatMap((each) => (dials[each] === undefined ? [] : [`${dials[each]} ${each}`])).join(", ");
}

/** The dials of all rows. */
export function sumDials(rows: readonly Row[]): NonNullable<Row["dials"]> {
  const sum: Partial<Record<Evidence, number>> = {};
  for (const { dials = {} } of rows) {
    for (const [evidence, count] of Object.entries(dials) as [Evidence, number][]) sum[evidence] = (sum[evidence] ?? 0) + count;
  }
  return sum;
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
    dials: sumDials(rows),
  };
}
