import { rowOf } from "../prove/findings/catalogue.ts";
import type { Finding } from "../prove/findings/finding.ts";
import { countsInWords, findingLines } from "./finding-text.ts";
import { countFindings, type FilesWritten, isOk, isStale, type Report, type StaleFiles } from "./report.ts";
import { plain, type Style } from "./style.ts";
import { countDials, dialsInWords, summarise, summaryLines } from "./summary.ts";
import { count, withRemark, wrap } from "./wrap.ts";

/** How many files of a stale `dist/` are listed. */
const FILES_SHOWN = 10;
/** How many notes of one code are printed in full. */
const NOTES_SHOWN = 3;

/**
 * A run's result for people: findings first, then a row a workload where all is well, and the line that sums up.
 *
 * @param seconds how long it took, for a synth that wrote
 */
export function textReport(report: Report, style: Style = plain, seconds?: number): string {
  const blocks = findingBlocks(report, style);
  const ok = isOk(report);
  if (report.stale && isStale(report.stale)) blocks.push(staleLines(report.stale, report.dist, style));
  if (report.refusals && report.refusals.length > 0) blocks.push(report.refusals.flatMap((reason) => wrap(reason, "", "  ")));
  const end: string[] = [];
  if (ok) end.push(...summaryLines(summarise(report.proof)));
  if (report.files) end.push(...filesLines(report.files, report.dist, seconds));
  if (!report.files || blocks.length > 0) end.push(...lastLine(report, ok));
  blocks.push(end);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function findingBlocks(report: Report, style: Style): (readonly string[])[] {
  const { findings, world } = report.proof;
  const blocks: (readonly string[])[] = [];
  const notes = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.severity !== "note") blocks.push(findingLines(finding, world, report.positions, style));
    else notes.set(finding.code, [...(notes.get(finding.code) ?? []), finding]);
  }
  for (const [code, same] of notes) {
    for (const finding of same.slice(0, NOTES_SHOWN)) blocks.push(findingLines(finding, world, report.positions, style));
    const more = same.length - NOTES_SHOWN;
    if (more > 0) blocks.push([`${style.quiet("note")} ${code}  ${more} more of these; --format json lists all.`]);
  }
  return blocks;
}

function staleLines(stale: StaleFiles, dist: string, style: Style): readonly string[] {
  const row = rowOf("TL8001");
  const files = [
    ...stale.missing.map((path) => `missing  ${dist}/${path}`),
    ...stale.changed.map((path) => `differs  ${dist}/${path}`),
    ...stale.extra.map((path) => `extra    ${dist}/${path}`),
  ];
  const more = files.length - FILES_SHOWN;
  return [
    `${style.bad("error")} ${style.strong(row.code)}  ${row.title({})}`,
    ...files.slice(0, FILES_SHOWN).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${count(more, "more file")}.`] : []),
    ...stale.conflicts.flatMap((reason) => wrap(reason, "  ", "    ")),
    ...withRemark(wrap(`Change: ${row.change({})}`, "  "), `trueline explain code ${row.code}`, "  "),
  ];
}

function filesLines(files: FilesWritten, dist: string, seconds: number | undefined): readonly string[] {
  const time = seconds === undefined ? "" : `  (${seconds.toFixed(1)} s)`;
  const lines = [
    ` wrote ${files.written.length}, removed ${files.removed.length}, unchanged ${files.unchanged.length} files in ${dist}/${time}`,
  ];
  if (files.handEdited.length > 0) {
    lines.push(
      ` ${files.handEdited.length === 1 ? "1 of them was" : `${files.handEdited.length} of them were`} edited by hand, and that is gone:`,
    );
    lines.push(...files.handEdited.map((path) => `   ${dist}/${path}`));
  }
  return lines;
}

function lastLine(report: Report, ok: boolean): readonly string[] {
  // A folder of anybody's manifests is never written: nobody would ask.
  const nothing = report.files || (report.kind === "check" && (ok || !report.stale)) ? "" : " Nothing was written.";
  const current = ok && report.stale ? ` ${report.dist}/ is what the specs compile to.` : "";
  return wrap(`${countsInWords(countFindings(report))}. ${dialsInWords(countDials(report.proof.traces))}.${current}${nothing}`);
}
