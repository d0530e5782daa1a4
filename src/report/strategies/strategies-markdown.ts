import { changeInWords } from "./change-words.ts";
import { authorityOf, bothInWords, codeText, groupRefused, whyText } from "./group-refused.ts";
import type { Strategy, WorkloadStrategies } from "./strategies.ts";

/** The same as Markdown: a heading a workload, a table of what is admissible, one of what is refused. */
export function strategiesMarkdown(workloads: readonly WorkloadStrategies[]): string {
  return `${workloads.map(section).join("\n\n")}\n`;
}

function section({ workload, cluster, clients, strategies, hairpins }: WorkloadStrategies): string {
  const admissible = strategies.filter(({ facts }) => facts !== undefined);
  const refused = groupRefused(strategies);
  const parts = [`## ${cell(workload)} (${cell(cluster)})`];
  if (clients === 0) parts.push("No client of it is declared, so nothing is proven of the names that clients dial.");
  if (admissible.length > 0) {
    parts.push(
      [
        "| | servers | clients | certificates | hairpins | why | to change |",
        "|---|---|---|---|---|---|---|",
        ...admissible.map((each) => admissibleRow(each, workload)),
      ].join("\n"),
    );
  }
  if (refused.length > 0) {
    const rows = refused.flatMap(({ combinations, verdict }) =>
      combinations.map(({ internode, clients, certificates }) => [
        internode.join(", "),
        clients.join(", "),
        certificates.join(", "),
        codeText(verdict),
        whyText(verdict),
      ]),
    );
    parts.push(["| servers | clients | certificates | refused | why |", "|---|---|---|---|---|", ...rows.map(line)].join("\n"));
  }
  const both = bothInWords(strategies);
  if (both) parts.push(both);
  for (const { of, count, cures } of hairpins) {
    const ways = cures.map(({ changes }) => `- ${changes.map((change) => code(changeInWords(change, workload))).join(", ")}`);
    const what = `${count} hairpin${count === 1 ? "" : "s"} of ${of}`;
    parts.push(
      [`${ways.length === 0 ? `Nothing that was tried removes the ${what}.` : `To remove the ${what}, proven:`}`, ...ways].join("\n"),
    );
  }
  return parts.join("\n\n");
}

function admissibleRow({ rank, current, choice, facts, reasons = [], changes }: Strategy, workload: string): string {
  const hairpins = (facts?.hairpins.servers ?? 0) + (facts?.hairpins.clients ?? 0);
  const steps = changes.map((change) => code(changeInWords(change, workload))).join("<br>");
  return line([
    `${rank}${current ? " (now)" : ""}`,
    choice.internode,
    choice.clients,
    authorityOf(choice),
    `${hairpins}`,
    reasons.join("; "),
    current ? "nothing" : steps,
  ]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
