import type { SeenProcess } from "./compare.ts";
import type { Behind, Ending } from "./seen.ts";
import { endingOf } from "./seen.ts";

/**
 * How each dial of a process ended, by its id (`PROCESS PURPOSE HOST:PORT`): where a name has several addresses the one that failed
 * counts. Of a process that never got to dial there is one: `PROCESS start`.
 */
export function endsOf(process: string, seen: SeenProcess, behind: (address: string, port: number) => Behind): ReadonlyMap<string, Ending> {
  if (seen.kind === "not-started") return new Map([[`${process} start`, { disposition: "not-started", hop: "start" }]]);
  return new Map(
    [...seen.dials].map(([key, events]): [string, Ending] => {
      const ends = events.map((event) => endingOf(event, behind));
      return [`${process} ${key}`, ends.find((each) => each.hop !== undefined) ?? { disposition: "proven", hop: undefined }];
    }),
  );
}

/** Dials that have to end in one way. */
export interface MeantEnd {
  /** Ids of dials; `*` stands for any text, `?` for one character. */
  readonly dials: string;
  readonly disposition: Ending["disposition"];
}

/** What ends otherwise than it is meant to: a dial has to end as the first entry says that is about it, or go through. */
export function otherThanMeant(ends: ReadonlyMap<string, Ending>, meant: readonly MeantEnd[]): readonly string[] {
  const patterns = meant.map(({ dials, disposition }) => ({ dials, disposition, about: patternOf(dials) }));
  const wrong = [...ends].flatMap(([id, end]) => {
    const wanted = patterns.find(({ about }) => about.test(id))?.disposition ?? "proven";
    return end.disposition === wanted ? [] : [`${id}: ends with ${end.disposition}; meant was ${wanted}`];
  });
  const idle = patterns.filter(({ about }) => ![...ends.keys()].some((id) => about.test(id)));
  return [...wrong, ...idle.map(({ dials }) => `no dial is called ${dials}`)];
}

function patternOf(text: string): RegExp {
  const parts: Readonly<Record<string, string>> = { "*": ".*", "?": "." };
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, (each) => parts[each] ?? `\\${each}`)}$`);
}
