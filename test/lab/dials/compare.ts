import type { Trace } from "../../../src/prove/trace.ts";
import type { Behind, DialEvent, Ending } from "./seen.ts";
import { endingOf } from "./seen.ts";
import type { Way } from "./ways.ts";
import { isWayComparable } from "./ways.ts";

/** What the lab saw of one process. */
export type SeenProcess =
  /** It never got to dial, and why. */
  | { readonly kind: "not-started"; readonly reason: string }
  /** By dial key, what became of it at each address. */
  | { readonly kind: "started"; readonly dials: ReadonlyMap<string, readonly DialEvent[]> };

/** One dial that prover and lab tell the same of. */
export interface Agreed {
  readonly trace: Trace;
}

/** What comparing one process gave. */
export interface Comparison {
  readonly agreed: readonly Agreed[];
  /** Dials that only one of the two lists. */
  readonly listing: readonly string[];
  /** Dials that end otherwise. */
  readonly ending: readonly string[];
}

/**
 * How a trace ended, in the lab's terms. `assumed` goes through, if what is assumed holds: in the lab it does. Undefined where the
 * prover does not judge: what is unknown, and what a person vouches for.
 */
function expectedOf(trace: Trace): Ending | undefined {
  if (trace.disposition === "unknown" || trace.steps.some((step) => step.rules.some((rule) => rule.id === "trueline/vouched")))
    return undefined;
  if (trace.disposition === "proven" || trace.disposition === "assumed") return { disposition: "proven", hop: undefined };
  return { disposition: trace.disposition, hop: trace.steps.at(-1)?.hop };
}

/**
 * Compares what the prover says of one process with what the lab saw of it. `behind` says what an address that refused belongs
 * to; `hostOf` gives the host of a trace as a program would write it, where the prover has a symbol for an address; `wayTo` says how
 * packets to an address go.
 */
export function compareProcess(
  process: string,
  traces: readonly Trace[],
  seen: SeenProcess,
  behind: (address: string, port: number) => Behind,
  hostOf: (host: string) => string,
  wayTo: (address: string) => Way,
): Comparison {
  if (seen.kind === "not-started") {
    const wrong = traces.filter((trace) => trace.disposition !== "not-started");
    const ending = wrong.map((trace) => `${trace.dial.id}: prover ${say(expectedOf(trace))}; lab: it does not start (${seen.reason})`);
    return { agreed: traces.filter((trace) => !wrong.includes(trace)).map((trace) => ({ trace })), listing: [], ending };
  }
  const agreed: Agreed[] = [];
  const listing: string[] = [];
  const ending: string[] = [];
  const listed = new Set<string>();
  for (const trace of traces) {
    const { purpose, to } = trace.dial;
    const key = `${purpose} ${hostOf(to.host).toLowerCase()}:${to.port}`;
    listed.add(key);
    const events = seen.dials.get(key);
    if (events === undefined) {
      listing.push(`${trace.dial.id}: listed by the prover, not dialled by the program`);
      continue;
    }
    const expected = expectedOf(trace);
    if (expected === undefined) {
      agreed.push({ trace });
      continue;
    }
    const ends = events.map((event) => endingOf(event, behind));
    const same = (end: Ending): boolean => end.disposition === expected.disposition && end.hop === expected.hop;
    // Where an address of several fails the prover follows that one: any of them may be chosen.
    const holds = expected.hop === undefined ? ends.every(same) : ends.some(same);
    // One of the real client's ways to dial does not tell its addresses.
    const told = expected.hop === undefined && isWayComparable(trace) ? events.filter(({ address }) => address !== "") : [];
    const strayed = told.find(({ address }) => wayTo(address) !== trace.path);
    if (holds && strayed !== undefined)
      ending.push(`${trace.dial.id}: prover goes ${trace.path}; lab goes ${wayTo(strayed.address)}, by ${strayed.address}`);
    else if (holds) agreed.push({ trace });
    else
      ending.push(
        `${trace.dial.id}: prover ${say(expected)}, by ${ruleOf(trace)}; lab ${events.map((event, i) => sayEvent(event, ends[i])).join(" and ")}`,
      );
  }
  // Whom it learns of by a dial that the prover does not judge, the prover can't list.
  const isJudged = traces.every((trace) => trace.disposition !== "unknown");
  for (const key of seen.dials.keys()) {
    if (isJudged && !listed.has(key)) listing.push(`${process} ${key}: dialled by the program, not listed by the prover`);
  }
  return { agreed, listing, ending };
}

function say(ending: Ending | undefined): string {
  if (ending === undefined) return "not judged";
  const { disposition, hop } = ending;
  return hop === undefined ? disposition : `${disposition} at ${hop}`;
}

/** The rule to mend if the two disagree. */
function ruleOf(trace: Trace): string {
  return trace.steps.at(-1)?.rules[0]?.id ?? trace.dial.rule.id;
}

function sayEvent(event: DialEvent, end: Ending | undefined): string {
  const detail = event.detail ? ` (${event.detail})` : "";
  return `${end === undefined ? event.hop : say(end)} at ${event.address || "no address"}${detail}`;
}
