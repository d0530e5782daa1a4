import { plain, type Style } from "../style.ts";
import { cut, wrap } from "../wrap.ts";
import { changeInWords } from "./change-words.ts";
import { authorityOf, bothInWords, type Combinations, codeText, groupRefused, type RefusedGroup, whyText } from "./group-refused.ts";
import type { Hairpins, Strategy, Tried, WorkloadStrategies } from "./strategies.ts";

const INDENT = "     ";
const ANY = "any";
const NO_CLIENTS = "No client of it is declared, so nothing is proven of the names that clients dial.";
/** The widest name of an authority that leaves room for the other columns. */
const AUTHORITY_WIDTH = 18;

/** What there is to choose for each workload, as tables of at most 80 columns with the reasons below. */
export function strategiesText(workloads: readonly WorkloadStrategies[], style: Style = plain): string {
  return `${workloads.map((each) => block(each, style).join("\n")).join("\n\n")}\n`;
}

function block(workload: WorkloadStrategies, style: Style): readonly string[] {
  const { strategies } = workload;
  const admissible = strategies.filter(({ facts }) => facts !== undefined);
  const refused = groupRefused(strategies);
  const now = strategies.find(({ current, facts }) => current && facts === undefined);
  const columns = columnsOf(strategies);
  const both = bothInWords(strategies);
  return [
    `${style.strong(workload.workload)}  ${workload.cluster}  ${style.place(workload.file)}`,
    "",
    ...(workload.clients === 0 ? [...wrap(NO_CLIENTS, "  "), ""] : []),
    ...(admissible.length === 0 ? [`  ${style.bad("Nothing is admissible as the spec stands.")}`] : table(admissible, columns, style)),
    ...(refused.length === 0
      ? []
      : [
          "",
          now ? "  Refused  (* what the spec says now)" : "  Refused",
          ...refused.flatMap((group) => refusedLines(group, columns, now, style)),
        ]),
    ...(both === undefined ? [] : wrap(both, INDENT)),
    ...placeholders(strategies, refused).flatMap((line) => wrap(line, INDENT)),
    ...(admissible.length === 0 ? [] : ["", "  Why in this order, and what to change", ...details(admissible, workload, style)]),
    ...workload.hairpins.flatMap((each) => ["", ...hairpinLines(each, workload, style)]),
  ];
}

interface Columns {
  readonly authority: number;
  readonly all: Readonly<Record<keyof Combinations, number>>;
}

function columnsOf(strategies: readonly Strategy[]): Columns {
  const authorities = new Set(strategies.map(({ choice }) => authorityOf(choice)));
  const distinct = (part: "internode" | "clients") => new Set(strategies.map(({ choice }) => choice[part])).size;
  return {
    authority: Math.min(AUTHORITY_WIDTH, Math.max("certificates".length, ...[...authorities].map(({ length }) => length))),
    all: { internode: distinct("internode"), clients: distinct("clients"), certificates: authorities.size },
  };
}

function table(admissible: readonly Strategy[], columns: Columns, style: Style): readonly string[] {
  const head = row("", ["servers", "clients", "certificates", "dials", "hairpins", "public names"], columns);
  const rows = admissible.map((strategy) => {
    const { choice, facts, rank, current } = strategy;
    const { servers = 0, clients = 0 } = facts?.hairpins ?? {};
    const dials = facts
      ? Object.values(facts.dials.proven).reduce((sum, each) => sum + each, 0) + facts.dials.assumed + facts.dials.unknown
      : 0;
    const cells = [
      choice.internode,
      choice.clients,
      authorityOf(choice),
      `${dials}`,
      `${servers + clients}`,
      `${facts?.publicNames.length ?? 0}`,
    ];
    const line = row(`${rank}${strategy.changes.some(({ toSay }) => toSay !== undefined) ? "+" : ""}`, cells, columns, current);
    return current ? style.strong(line) : line;
  });
  const marks = [
    ...(admissible.some(({ current }) => current) ? ["* what the spec says now"] : []),
    ...(admissible.some(({ changes }) => changes.some(({ toSay }) => toSay !== undefined))
      ? ["+ needs what the spec does not say yet"]
      : []),
  ];
  return [style.quiet(head), ...rows, ...(marks.length > 0 ? [style.quiet(`${INDENT}${marks.join("; ")}`)] : [])];
}

function row(
  rank: string,
  [internode = "", clients = "", authority = "", ...rest]: readonly string[],
  columns: Columns,
  current = false,
): string {
  const [dials = "", hairpins = "", names = ""] = rest;
  const start = `${current ? "*" : " "}${rank.padStart(2)}`.padEnd(INDENT.length);
  const by = cut(authority, columns.authority).padEnd(columns.authority);
  return `${start}${internode.padEnd(11)}  ${clients.padEnd(11)}  ${by}  ${dials.padEnd(5)}  ${hairpins.padEnd(8)}  ${names}`.trimEnd();
}

function refusedLines(
  { combinations, verdict }: RefusedGroup,
  columns: Columns,
  now: Strategy | undefined,
  style: Style,
): readonly string[] {
  const code = codeText(verdict);
  const rows = combinations.flatMap((each) => cellsOf(each, columns));
  const lines = rows.map((cells, index) => {
    const line = row("", cells, columns, now !== undefined && covers(cells, now));
    return index > 0 ? line : `${line.padEnd(INDENT.length + 26 + columns.authority)}  ${style.bad(code)}`;
  });
  return [...lines, ...wrap(whyText(verdict), `${INDENT}  `)];
}

/** What names in the reasons stand for, where no spec says them. */
function placeholders(strategies: readonly Strategy[], refused: readonly RefusedGroup[]): readonly string[] {
  const shown = refused.map(({ verdict }) => whyText(verdict)).join(" ");
  const standIns = strategies.flatMap(({ changes }) =>
    changes.flatMap(({ after, toSay }): [string, string][] => (toSay !== undefined && typeof after === "string" ? [[after, toSay]] : [])),
  );
  return [...new Map(standIns)].flatMap(([value, toSay]) =>
    shown.includes(`.${value}`) ? [`Here ${value} stands for ${toSay}, which the spec does not say.`] : [],
  );
}

/** A product as rows of a table: a part that may be anything is one row. */
function cellsOf(combinations: Combinations, { all }: Columns): readonly (readonly string[])[] {
  const values = (part: keyof Combinations) =>
    combinations[part].length > 1 && combinations[part].length === all[part] ? [ANY] : combinations[part];
  return values("internode").flatMap((internode) =>
    values("clients").flatMap((clients) => values("certificates").map((certificates) => [internode, clients, certificates])),
  );
}

function covers(cells: readonly string[], { choice }: Strategy): boolean {
  return [choice.internode, choice.clients, authorityOf(choice)].every((value, index) => cells[index] === ANY || cells[index] === value);
}

function details(admissible: readonly Strategy[], { workload }: WorkloadStrategies, style: Style): readonly string[] {
  const seen = new Map<string, number>();
  return admissible.flatMap(({ rank = 0, reasons = [], changes, current }) => {
    const why = reasons.join("; ");
    const before = seen.get(why);
    if (before === undefined) seen.set(why, rank);
    const start = `${current ? "*" : " "}${String(rank).padStart(2)}`.padEnd(INDENT.length);
    const text = before === undefined ? why : `as ${before}`;
    return [
      ...wrap(text, start, INDENT),
      ...(current ? [] : changes.flatMap((change) => wrap(changeInWords(change, workload), `${INDENT}- `, `${INDENT}  `).map(style.quiet))),
    ];
  });
}

function hairpinLines({ of, count, cures, tried }: Hairpins, { workload }: WorkloadStrategies, style: Style): readonly string[] {
  const noun = count === 1 ? "hairpin" : "hairpins";
  if (cures.length === 0) {
    const failed = tried.flatMap((each) => triedLines(each, workload, style));
    return [`  Nothing that was tried removes the ${count} ${noun} of ${of}:`, ...failed];
  }
  return [
    `  To remove the ${count} ${noun} of ${of}, proven:`,
    ...cures.flatMap(({ changes }, index) => [
      ...(index === 0 ? [] : [`${INDENT}or`]),
      ...changes.flatMap((change) => wrap(changeInWords(change, workload), `${INDENT}- `, `${INDENT}  `)),
    ]),
  ];
}

/** The change, and behind it, or below where there is no room, why it is no cure. */
function triedLines(tried: Tried, workload: string, style: Style): readonly string[] {
  const [first] = tried.changes;
  const end = triedText(tried);
  const lines = wrap(first ? changeInWords(first, workload) : "", `${INDENT}✗ `, `${INDENT}  `);
  const last = lines.at(-1) ?? "";
  return last.length + 2 + end.length > 80
    ? [...lines, `${INDENT}  ${style.bad(end)}`]
    : [...lines.slice(0, -1), `${last}  ${style.bad(end)}`];
}

/** Why a change is no cure, in a word or two. */
function triedText({ verdict, leaves }: Tried): string {
  if (verdict.kind !== "admissible") return codeText(verdict);
  const left = (["servers", "clients"] as const).filter((side) => (leaves?.[side] ?? 0) > 0);
  return `leaves ${left.map((side) => `${leaves?.[side]} of ${side}`).join(", ")}`;
}
