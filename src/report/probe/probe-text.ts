import { humanDuration } from "../human-duration.ts";
import { plain, type Style } from "../style.ts";
import { count, wrap } from "../wrap.ts";
import { type DifferenceWords, differenceInWords } from "./difference-words.ts";
import type { ProbeReport, ProbeResult } from "./probe-report.ts";

/** What probing found, for people: what differs first, then a line for each listener where all is well. */
export function probeText(report: ProbeReport, style: Style = plain): string {
  const { results, asOf } = report;
  const well = results.filter(({ compared }) => compared.differences.length === 0);
  const end = [...well.flatMap((result) => wellLines(result, well, asOf)), ...lastLines(report)];
  return `${[...differenceBlocks(results, asOf, style), end].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What differs in the same way at several listeners is said once. */
function differenceBlocks(results: readonly ProbeResult[], asOf: number, style: Style): readonly (readonly string[])[] {
  const groups = new Map<string, { words: DifferenceWords; shared: DifferenceWords; where: string[] }>();
  for (const { listening, dialled, through, compared } of results) {
    const who = dialled.startsWith(`${listening.process}:`) ? dialled : `${dialled} (${listening.process})`;
    for (const difference of compared.differences) {
      const words = differenceInWords(difference, listening, asOf);
      const key = JSON.stringify([words.title, words.detail]);
      const group = groups.get(key) ?? {
        words,
        shared: differenceInWords(difference, { ...listening, process: "each of them" }, asOf),
        where: [],
      };
      group.where.push(through === undefined ? who : `${who} in ${through}`);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ words, shared, where }) => {
    const { title, detail, change } = where.length === 1 ? words : shared;
    const [first = ""] = where;
    const head = wrap(where.length === 1 ? `${first} ${title}` : `each of ${where.length} listeners ${title}`, "differs  ", "         ");
    return [
      ...head.map((line, i) => (i === 0 ? style.bad("differs") + line.slice("differs".length) : line)),
      ...(where.length === 1 ? [] : where.map((each) => `  ${each}`)),
      ...(detail === "" ? [] : wrap(detail, "  ")),
      ...wrap(`Change: ${change}`, "  "),
    ];
  });
}

function wellLines({ dialled, compared }: ProbeResult, all: readonly ProbeResult[], asOf: number): readonly string[] {
  const { leaf, renewalAt } = compared;
  const width = Math.min(Math.max(...all.map((each) => each.dialled.length)), 40);
  const renewal =
    renewalAt === undefined ? "" : renewalAt > asOf ? `, renewal in ${humanDuration((renewalAt - asOf) / 1000)}` : ", renewal due now";
  const end = leaf === undefined ? "" : `, ends in ${humanDuration((leaf.notAfter - asOf) / 1000)}`;
  return wrap(`as compiled${renewal}${end}`, ` ${dialled.padEnd(width)}   `, "    ");
}

function lastLines({ results, skipped, notes }: ProbeReport): readonly string[] {
  const differ = results.filter(({ compared }) => compared.differences.length > 0).length;
  const rest =
    skipped.length === 0
      ? ""
      : ` ${count(skipped.length, "listener")} not dialled: only a cluster's pods get there. With --kubeconfig they are dialled through its API.`;
  const sum = `${count(results.length, "dial")}: ${results.length - differ} as compiled, ${differ} ${differ === 1 ? "differs" : "differ"}.`;
  return [...notes.flatMap((note) => wrap(`note: ${note}`, "", "  ")), ...wrap(sum + rest)];
}
