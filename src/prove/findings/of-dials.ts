import { type Place, placeKey } from "../../terms/place.ts";
import type { Stop } from "../../world/program.ts";
import type { NotIssued, NotSynced, World } from "../../world/world.ts";
import type { Trace } from "../trace.ts";
import { rowOf } from "./catalogue.ts";
import { codeOfFailure, codeOfNotIssued, codeOfStop, fieldOfFailure } from "./codes.ts";
import type { Finding, Values } from "./finding.ts";

interface Cause {
  readonly code: `TL${number}`;
  readonly place: Place;
  readonly related: readonly Place[];
  readonly values: Values;
}

/**
 * One finding a cause: all that keeps programs from starting or certificates from being issued, and every dial that
 * breaks, gathered under the value to change.
 */
export function findingsOfDials(world: World, traces: readonly Trace[]): readonly Finding[] {
  const byCause = new Map<string, { cause: Cause; traces: Trace[]; unknown: boolean }>();
  const add = (cause: Cause, trace?: Trace): void => {
    const key = `${cause.code} ${placeKey(cause.place)}`;
    let group = byCause.get(key);
    if (!group) {
      group = { cause, traces: [], unknown: trace?.disposition === "unknown" };
      byCause.set(key, group);
    }
    if (trace) group.traces.push(trace);
  };
  const missing = {
    notIssued: new Map(world.notIssued.map((each) => [each.place.object, each])),
    notSynced: new Map(world.notSynced.map((each) => [each.values["bundle"] ?? "", each])),
  };
  for (const each of world.notIssued) add(causeOfNotIssued(each));
  for (const each of world.notSynced) add(causeOfNotSynced(each));
  for (const process of world.processes.values()) {
    for (const stop of process.stops) add(causeOfStop(stop, missing));
  }
  for (const trace of traces) {
    if (trace.disposition === "proven" || trace.disposition === "assumed") continue;
    add(causeOfTrace(trace, missing), trace);
  }
  // Where no Environment says what there is, an unknown is counted, not blamed.
  const foreign = world.environment.length === 0;
  return [...byCause.values()].map(({ cause, traces: broken, unknown }) => ({
    code: cause.code,
    severity: unknown && foreign ? "note" : rowOf(cause.code).severity,
    cause: cause.place,
    related: cause.related,
    values: cause.values,
    traces: broken,
  }));
}

function causeOfNotIssued(each: NotIssued): Cause {
  return { code: codeOfNotIssued[each.reason], place: each.place, related: each.related, values: each.values };
}

/** Why objects that somebody should write are not there. */
interface Missing {
  /** By the Certificate object. */
  readonly notIssued: ReadonlyMap<string, NotIssued>;
  /** By the Bundle's name, which is that of the ConfigMaps that it writes. */
  readonly notSynced: ReadonlyMap<string, NotSynced>;
}

function causeOfNotSynced(each: NotSynced): Cause {
  return { code: "TL4205", place: each.place, related: each.related, values: each.values };
}

function causeOfStop(stop: Stop, missing: Missing): Cause {
  const bundle =
    stop.reason === "missing-object" && stop.values["kind"] === "ConfigMap" ? missing.notSynced.get(stop.values["name"] ?? "") : undefined;
  if (bundle) return causeOfNotSynced(bundle);
  if (stop.reason === "certificate-not-issued") {
    const why = [stop.place, ...stop.related].map((place) => missing.notIssued.get(place.object)).find((each) => each !== undefined);
    if (why) return causeOfNotIssued(why);
    return { code: codeOfStop["missing-object"], place: stop.place, related: stop.related, values: stop.values };
  }
  return { code: codeOfStop[stop.reason], place: stop.place, related: stop.related, values: stop.values };
}

function causeOfTrace(trace: Trace, missing: Missing): Cause {
  const step = trace.steps.at(-1);
  if (!step || step.failure === undefined) throw new Error(`dial ${trace.dial.id} ends as ${trace.disposition} without saying why`);
  if (step.stop) return causeOfStop(step.stop, missing);
  if (step.failure === "not-started" || step.failure === "callee-not-started") {
    throw new Error(`dial ${trace.dial.id} fails since a program does not start, without saying why`);
  }
  const [first = trace.dial.to.place, ...related] = step.places;
  const field = fieldOfFailure[step.failure];
  return {
    code: codeOfFailure[step.failure],
    // A verifier knows the Certificate that is wrong; which field of it follows from how it is wrong.
    place: field && first.path.length === 0 ? { ...first, path: field } : first,
    related,
    values: { host: trace.dial.to.host, port: String(trace.dial.to.port), purpose: trace.dial.purpose, ...step.values },
  };
}
