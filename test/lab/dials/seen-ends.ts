import type { SeenProcess } from "./compare.ts";
import type { Behind, Ending } from "./seen.ts";
import { endingOf } from "./seen.ts";
import type { Way } from "./ways.ts";

/** How one dial ended, and which ways it took. */
export interface SeenEnd extends Ending {
  readonly ways: readonly Way[];
}

/**
 * How each dial of a process ended, by its id (`PROCESS PURPOSE HOST:PORT`): where a name has several addresses the one that failed
 * counts. Of a process that never got to dial there is one: `PROCESS start`.
 */
export function endsOf(
  process: string,
  seen: SeenProcess,
  behind: (address: string, port: number) => Behind,
  wayTo: (address: string) => Way,
): ReadonlyMap<string, SeenEnd> {
  if (seen.kind === "not-started") return new Map([[`${process} start`, { disposition: "not-started", hop: "start", ways: [] }]]);
  return new Map(
    [...seen.dials].map(([key, events]): [string, SeenEnd] => {
      const ends = events.map((event) => endingOf(event, behind));
      const ways = [...new Set(events.filter(({ address }) => address !== "").map(({ address }) => wayTo(address)))];
      return [`${process} ${key}`, { ...(ends.find((each) => each.hop !== undefined) ?? { disposition: "proven", hop: undefined }), ways }];
    }),
  );
}

/** Dials that have to end in one way. */
export interface MeantEnd {
  /** Ids of dials; `*` stands for any text, `?` for one character. */
  readonly dials: string;
  readonly disposition: Ending["disposition"];
  /** The way that they have to take, where that is what a copy is about. */
  readonly way?: Way;
}

/** What ends otherwise than it is meant to: a dial has to end as the first entry says that is about it, or go through. */
export function otherThanMeant(ends: ReadonlyMap<string, SeenEnd>, meant: readonly MeantEnd[]): readonly string[] {
  const patterns = meant.map((each) => ({ ...each, about: patternOf(each.dials) }));
  const wrong = [...ends].flatMap(([id, { disposition, ways }]) => {
    const wanted: Omit<MeantEnd, "dials"> = patterns.find(({ about }) => about.test(id)) ?? { disposition: "proven" };
    if (disposition !== wanted.disposition) return [`${id}: ends with ${disposition}; meant was ${wanted.disposition}`];
    const strayed = wanted.way !== undefined && (ways.length === 0 || ways.some((way) => way !== wanted.way));
    return strayed ? [`${id}: goes ${ways.join(" and ") || "nobody knows how"}; meant was ${wanted.way}`] : [];
  });
  const idle = patterns.filter(({ about }) => ![...ends.keys()].some((id) => about.test(id)));
  return [...wrong, ...idle.map(({ dials }) => `no dial is called ${dials}`)];
}

function patternOf(text: string): RegExp {
  const parts: Readonly<Record<string, string>> = { "*": ".*", "?": "." };
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, (each) => parts[each] ?? `\\${each}`)}$`);
}
