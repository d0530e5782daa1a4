import type { Place } from "../../terms/place.ts";
import type { Stop } from "../../world/program.ts";
import type { DeniedWrite, NotIssued, NotSynced, World } from "../../world/world.ts";
import type { Trace } from "../trace.ts";
import { codeOfFailure, codeOfNotIssued, codeOfStop, fieldOfFailure } from "./codes.ts";
import type { Values } from "./finding.ts";

/** The one thing to change for a dial that breaks or a program that does not start. */
export interface Cause {
  readonly code: `TL${number}`;
  readonly place: Place;
  readonly related: readonly Place[];
  readonly values: Values;
  /** What is wrong, where several places tell of one thing: an object that is missing. */
  readonly what?: string;
}

/** Why objects that somebody should write are not there. */
export interface Unwritten {
  /** By the Certificate object. */
  readonly notIssued: ReadonlyMap<string, NotIssued>;
  /** By the Bundle's name, which is that of the ConfigMaps that it writes. */
  readonly notSynced: ReadonlyMap<string, NotSynced>;
  /** By what is to be written: `ConfigMap kurrent/orders-roots`. */
  readonly denied: ReadonlyMap<string, DeniedWrite>;
}

/** What of a World is not written, by what others look for. */
export function unwrittenIn(world: World): Unwritten {
  return {
    notIssued: new Map(world.notIssued.map((each) => [each.place.object, each])),
    notSynced: new Map(world.notSynced.map((each) => [each.values["bundle"] ?? "", each])),
    denied: new Map(world.deniedWrites.map((each) => [`${each.write.kind} ${each.write.namespace}/${each.write.name}`, each])),
  };
}

/** A Certificate that is not issued; where that is since the one above it is not, the topmost is the cause. */
export function causeOfNotIssued(each: NotIssued, unwritten: Unwritten): Cause {
  const seen = new Set([each]);
  let root = each;
  for (;;) {
    const above = root.related.map((at) => unwritten.notIssued.get(at.object)).find((other) => other !== undefined && !seen.has(other));
    if (!above) break;
    seen.add(above);
    root = above;
  }
  return { code: codeOfNotIssued[root.reason], place: root.place, related: root.related, values: root.values };
}

/** A Bundle that writes nothing: since its source is not written, or for a reason of its own. */
export function causeOfNotSynced({ place, related, values }: NotSynced): Cause {
  return { code: "TL4205", place, related, values };
}

/** A write that RBAC denies. */
export function causeOfDenied({ place, text, write }: DeniedWrite): Cause {
  const target = `${write.kind} ${write.namespace}/${write.name}`;
  return { code: "TL5109", place, related: [], values: { why: text, target }, what: `${write.cluster} ${target}` };
}

/** Why a program does not start. */
export function causeOfStop(stop: Stop, unwritten: Unwritten): Cause {
  if (stop.reason === "certificate-not-issued") {
    const why = [stop.place, ...stop.related].map((at) => unwritten.notIssued.get(at.object)).find((each) => each !== undefined);
    return why ? causeOfNotIssued(why, unwritten) : missing(stop, unwritten);
  }
  if (stop.reason === "missing-object") return missing(stop, unwritten);
  return { code: codeOfStop[stop.reason], place: stop.place, related: stop.related, values: stop.values };
}

/** An object that is not there: a Bundle does not sync, a program may not write it, or nobody makes it. */
function missing(stop: Stop, unwritten: Unwritten): Cause {
  const { kind, name = "", namespace = "", key = "" } = stop.values;
  const bundle = kind === "ConfigMap" ? unwritten.notSynced.get(name) : undefined;
  if (bundle) return causeOfNotSynced(bundle);
  const denied = unwritten.denied.get(`${kind} ${namespace}/${name}`);
  if (denied) return causeOfDenied(denied);
  const cause = { code: codeOfStop["missing-object"], place: stop.place, related: stop.related, values: stop.values };
  const cluster = stop.place.object.split("/")[0] ?? "";
  return kind === undefined ? cause : { ...cause, what: `${cluster} ${kind} ${namespace}/${name} ${key}` };
}

/** Why a dial does not succeed. */
export function causeOfTrace(trace: Trace, unwritten: Unwritten): Cause {
  const step = trace.steps.at(-1);
  if (!step || step.failure === undefined) throw new Error(`dial ${trace.dial.id} ends as ${trace.disposition} without saying why`);
  if (step.stop) return causeOfStop(step.stop, unwritten);
  if (step.failure === "not-started" || step.failure === "callee-not-started") {
    throw new Error(`dial ${trace.dial.id} fails since a program does not start, without saying why`);
  }
  const [first = trace.dial.to.place, ...related] = step.places;
  const field = fieldOfFailure[step.failure];
  return {
    code: codeOfFailure[step.failure],
    // A hop may know only the object that is wrong; which field of it follows from how it is wrong.
    place: field && first.path.length === 0 ? { ...first, path: field } : first,
    related,
    values: { host: trace.dial.to.host, port: String(trace.dial.to.port), purpose: trace.dial.purpose, ...step.values },
  };
}
