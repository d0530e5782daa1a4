import { type Place, placeKey } from "../../terms/place.ts";
import type { World } from "../../world/world.ts";
import type { Trace } from "../trace.ts";
import { rowOf } from "./catalogue.ts";
import { type Cause, causeOfDenied, causeOfNotIssued, causeOfNotSynced, causeOfStop, causeOfTrace, unwrittenIn } from "./cause.ts";
import { claimedNames, claimThatMisled } from "./claimed-names.ts";
import type { Finding, Values } from "./finding.ts";
import { causesOfNames } from "./of-names.ts";

/**
 * One finding a cause: all that keeps programs from starting, certificates from being issued and trust from being
 * handed out, and every dial that breaks, gathered under the value to change.
 */
export function findingsOfDials(world: World, traces: readonly Trace[]): readonly Finding[] {
  const unwritten = unwrittenIn(world);
  const claims = claimedNames(world);
  const byCause = new Map<string, { readonly cause: Cause; readonly also: Map<string, Place>; readonly traces: Trace[] }>();
  const gather = (cause: Cause): Trace[] => {
    const key = `${cause.code} ${cause.what ?? placeKey(cause.place)}`;
    const known = byCause.get(key) ?? { cause, also: new Map(), traces: [] };
    byCause.set(key, known);
    // The same thing, told of in another place.
    const where = placeKey(cause.place);
    if (where !== placeKey(known.cause.place)) known.also.set(where, cause.place);
    return known.traces;
  };
  for (const each of world.notIssued) gather(causeOfNotIssued(each, unwritten));
  for (const each of world.deniedWrites) gather(causeOfDenied(each));
  for (const { stop } of world.stoppedJobs) gather(causeOfStop(stop, unwritten));
  for (const each of world.notSynced) gather(causeOfNotSynced(each, unwritten));
  for (const each of causesOfNames(world)) gather(each);
  for (const process of world.processes.values()) {
    for (const stop of process.stops) gather(causeOfStop(stop, unwritten));
  }
  for (const trace of traces) {
    if (trace.disposition !== "proven" && trace.disposition !== "assumed")
      gather(claimThatMisled(trace, claims) ?? causeOfTrace(trace, unwritten)).push(trace);
  }
  return [...byCause.values()].map(({ cause, also, traces: broken }) => ({
    code: cause.code,
    severity: isCounted(cause, broken, world) ? "note" : rowOf(cause.code).severity,
    cause: cause.place,
    related: [...cause.related, ...also.values()],
    values: withAllToAdd(cause.values, broken),
    traces: broken,
  }));
}

/** What one object lacks for all the dials that break by it, where each says what it would need. */
function withAllToAdd(values: Values, broken: readonly Trace[]): Values {
  const needs = new Set(broken.flatMap((trace) => trace.steps.at(-1)?.values["add"] ?? []));
  return needs.size > 1 ? { ...values, add: [...needs].join(" - ") } : values;
}

/** Where no Environment says what there is, what is unknown or made elsewhere is counted, not blamed. */
function isCounted(cause: Cause, broken: readonly Trace[], world: World): boolean {
  if (world.environment.length > 0) return false;
  return cause.code === "TL5103" || (broken.length > 0 && broken.every((trace) => trace.disposition === "unknown"));
}
