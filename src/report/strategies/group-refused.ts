import type { Strategy, Verdict } from "./strategies.ts";

/** Combinations as a product of what each part may be. */
export type Combinations = Readonly<Record<"internode" | "clients" | "certificates", readonly string[]>>;

/** Combinations that fail for one reason. */
export interface RefusedGroup {
  readonly combinations: readonly Combinations[];
  readonly verdict: Exclude<Verdict, { kind: "admissible" }>;
}

const PARTS = ["internode", "clients", "certificates"] as const;

/** Puts combinations together that fail for the same reason, in as few products as simple merging gives. */
export function groupRefused(strategies: readonly Strategy[]): readonly RefusedGroup[] {
  const groups = new Map<string, { readonly combinations: Combinations[]; readonly verdict: RefusedGroup["verdict"] }>();
  for (const { choice, verdict } of strategies) {
    if (verdict.kind === "admissible") continue;
    const reason = verdict.kind === "refused" ? verdict.message : `${verdict.code} ${verdict.title}`;
    const group = groups.get(reason) ?? { combinations: [], verdict };
    groups.set(reason, group);
    group.combinations.push({ internode: [choice.internode], clients: [choice.clients], certificates: [authorityOf(choice)] });
  }
  return [...groups.values()].map(({ combinations, verdict }) => ({ verdict, combinations: PARTS.reduce(mergedBy, combinations) }));
}

/** What a table calls an authority. */
export function authorityOf({ certificates }: Strategy["choice"]): string {
  return certificates.by === "both" ? "both" : (certificates.authority ?? "none");
}

/** Who signs what where a table says `both`; undefined where it does not. */
export function bothInWords(strategies: readonly Strategy[]): string | undefined {
  const found = strategies.map(({ choice }) => choice.certificates).find(({ by }) => by === "both");
  return found && `both: ${found.authority} signs for the servers, ${found.edge} for a proxy in front of them, which clients dial.`;
}

/** With those merged that differ in one part only. */
function mergedBy(all: readonly Combinations[], part: (typeof PARTS)[number]): Combinations[] {
  const others = PARTS.filter((each) => each !== part);
  const merged = new Map<string, Combinations>();
  for (const each of all) {
    const key = others.map((other) => each[other].join()).join("; ");
    const known = merged.get(key);
    merged.set(key, known ? { ...known, [part]: [...known[part], ...each[part]] } : each);
  }
  return [...merged.values()];
}

/** Why a combination fails, as one sentence. */
export function whyText(verdict: Exclude<Verdict, { kind: "admissible" }>): string {
  if (verdict.kind === "refused") return verdict.message;
  const { title, dial } = verdict;
  return dial === undefined ? `${title}.` : `${title}: breaks ${dial.from} → ${dial.to} (${dial.purpose}).`;
}

/** What stands for it where a finding has its code: the exit code of a spec that is refused. */
export function codeText(verdict: Exclude<Verdict, { kind: "admissible" }>): string {
  return verdict.kind === "refused" ? "exit 2" : verdict.code;
}
