import { objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place, placeKey } from "../../terms/place.ts";
import { at } from "../../world/data.ts";
import type { Stop } from "../../world/program.ts";
import type { DeniedWrite, NotIssued, NotSynced, Reference, World } from "../../world/world.ts";
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
  /** By the Secret that is to hold it: `east Secret kurrent/orders-node-tls`. */
  readonly notIssuedInto: ReadonlyMap<string, NotIssued>;
  /** By the Bundle object, whose name the ConfigMaps that it writes have. */
  readonly notSynced: ReadonlyMap<string, NotSynced>;
  /** What a Bundle's source refers to, by the source's place. */
  readonly sources: ReadonlyMap<string, Reference>;
  /** By what is to be written: `east ConfigMap kurrent/orders-roots`. */
  readonly denied: ReadonlyMap<string, DeniedWrite>;
  /** Likewise, where the program that is to write it does not start. */
  readonly stopped: ReadonlyMap<string, Stop>;
  /** Bundles that write, but perhaps not where something is looked for. */
  readonly synced: ReadonlySet<string>;
}

/** What of a World is not written, by what others look for. */
export function unwrittenIn(world: World): Unwritten {
  const notSynced = new Map(world.notSynced.map((each): [string, NotSynced] => [each.place.object, each]));
  const ofBundles = world.references.filter((each) => isBundle(each.place.object));
  return {
    notIssued: new Map(world.notIssued.map((each) => [each.place.object, each])),
    notIssuedInto: new Map(world.notIssued.map((each) => [secretOf(each, world), each])),
    notSynced,
    sources: new Map(ofBundles.map((each) => [placeKey({ ...each.place, path: each.place.path.slice(0, -1) }), each])),
    denied: new Map(world.deniedWrites.map(({ write, ...each }) => [target(write), { write, ...each }])),
    stopped: new Map(world.stoppedJobs.flatMap(({ stop, targets }) => targets.map((each): [string, Stop] => [target(each), stop]))),
    synced: new Set([...world.objects.keys()].filter((id) => isBundle(id) && !notSynced.has(id))),
  };
}

function isBundle(id: Place["object"]): boolean {
  const { group, kind } = parseObjectId(id);
  return kind === "Bundle" && group === "trust.cert-manager.io";
}

function secretOf({ place: { object } }: NotIssued, world: World): string {
  const { cluster, namespace } = parseObjectId(object);
  return target({ cluster, kind: "Secret", namespace, name: String(at(world.objects.get(object), "spec", "secretName")) });
}

/** `east ConfigMap kurrent/orders-roots` */
function target({ cluster, kind, namespace, name }: Pick<Reference, "cluster" | "kind" | "namespace" | "name">): string {
  return `${cluster} ${kind} ${namespace}/${name}`;
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
  const { lacks } = root.values;
  const cause = { code: codeOfNotIssued[root.reason], place: root.place, related: root.related, values: root.values };
  return lacks === undefined ? cause : { ...cause, what: lacks };
}

/** A Bundle that writes nothing: since what it takes up is not written, or for a reason of its own. */
export function causeOfNotSynced({ place: where, related, values }: NotSynced, unwritten: Unwritten): Cause {
  const source = unwritten.sources.get(placeKey(where));
  const notIssued = source ? unwritten.notIssuedInto.get(target(source)) : undefined;
  if (notIssued) return causeOfNotIssued(notIssued, unwritten);
  return (source && causeAtWriter(target(source), unwritten)) ?? { code: "TL4205", place: where, related, values };
}

/** Why the program that is to write an object does not: RBAC denies it, or the program does not start. */
function causeAtWriter(written: string, unwritten: Unwritten): Cause | undefined {
  const denied = unwritten.denied.get(written);
  if (denied) return causeOfDenied(denied);
  const stop = unwritten.stopped.get(written);
  if (!stop) return undefined;
  // What waits for itself is not followed a second time.
  const others = new Map([...unwritten.stopped].filter(([each]) => each !== written));
  return causeOfStop(stop, { ...unwritten, stopped: others });
}

/** A write that RBAC denies. */
export function causeOfDenied({ place: where, text, write }: DeniedWrite): Cause {
  const values = { why: text, target: `${write.kind} ${write.namespace}/${write.name}` };
  return { code: "TL5109", place: where, related: [], values, what: target(write) };
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

/** An object that is not there: a Bundle does not sync or hands it elsewhere, a program may not write it, or nobody makes it. */
function missing(stop: Stop, unwritten: Unwritten): Cause {
  const { kind, name = "", namespace = "", key = "" } = stop.values;
  const cause = { code: codeOfStop["missing-object"], place: stop.place, related: stop.related, values: stop.values };
  if (kind === undefined) return cause;
  const { cluster } = parseObjectId(stop.place.object);
  const bundle = objectIdOf(cluster, "trust.cert-manager.io", "Bundle", "", name);
  const notSynced = kind === "ConfigMap" ? unwritten.notSynced.get(bundle) : undefined;
  if (notSynced) return causeOfNotSynced(notSynced, unwritten);
  const atWriter = causeAtWriter(target({ cluster, kind, namespace, name }), unwritten);
  if (atWriter) return atWriter;
  const what = `${target({ cluster, kind, namespace, name })} ${key}`;
  // A Bundle that writes all that its target says does not mean this namespace, or not this key.
  if (kind !== "ConfigMap" || !unwritten.synced.has(bundle)) return { ...cause, what };
  const why = `the Bundle ${name} ${key === "" ? `does not hand it to namespace ${namespace}` : "writes another key"}`;
  return { ...cause, what, values: { ...cause.values, why }, related: [place(bundle, "spec", "target"), ...cause.related] };
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
  const { what } = step.values;
  return {
    ...(what === undefined ? {} : { what }),
    code: codeOfFailure[step.failure],
    // A hop may know only the object that is wrong; which field of it follows from how it is wrong.
    place: field && first.path.length === 0 ? { ...first, path: field } : first,
    related,
    values: { host: trace.dial.to.host, port: String(trace.dial.to.port), purpose: trace.dial.purpose, ...step.values },
  };
}
