import { placeKey } from "../terms/place.ts";
import type { PodContainer, PodReading } from "./containers.ts";
import type { Listener } from "./network.ts";
import type { Pod, Reading, Stop } from "./program.ts";
import { podReferences } from "./references.ts";
import { rules } from "./rules.ts";
import type { Missing, Surroundings } from "./surroundings.ts";

/** A container with what its program does, in the order of starting. */
export interface ReadContainer {
  readonly of: PodContainer;
  readonly program: string;
  readonly reading: Reading;
}

/** Why a process does not start: a Secret or ConfigMap, or a key of it, that nobody makes. */
export function stopOfMissing(
  missing: Missing,
  pod: Pick<Pod, "cluster" | "namespace">,
  surroundings: Pick<Surroundings, "contents" | "notIssuedInto">,
): Stop {
  const { cluster, namespace } = pod;
  const values = { kind: missing.kind, name: missing.name, namespace, ...(missing.key === undefined ? {} : { key: missing.key }) };
  const notIssued = missing.kind === "Secret" ? surroundings.notIssuedInto.get(`${cluster}/${namespace}/${missing.name}`) : undefined;
  if (notIssued) {
    return {
      reason: "certificate-not-issued",
      place: notIssued.place,
      related: [missing.place, ...notIssued.related],
      values: { ...values, ...notIssued.values, notIssued: notIssued.reason },
      rule: notIssued.rule,
    };
  }
  const written = surroundings.contents.get(cluster, missing.kind, namespace, missing.name);
  return { reason: "missing-object", place: missing.place, related: written ? [written.place] : [], values, rule: rules.mountedObject };
}

/** A pod whose ServiceAccount nobody makes is refused by the API server. */
export function stopsOfAccount(made: PodReading["made"], surroundings: Surroundings): readonly Stop[] {
  const account = podReferences(made).find((each) => each.kind === "ServiceAccount" && each.name !== "default");
  if (!account) return [];
  const { cluster, namespace, name, place: where } = account;
  if (surroundings.index.find(cluster, "", "ServiceAccount", namespace, name)) return [];
  const brought = surroundings.facts.environments.flatMap((environment) => environment.brought);
  const isSame = (each: (typeof brought)[number]) => each.cluster === cluster && each.namespace === namespace && each.name === name;
  if (brought.some((each) => each.kind === "ServiceAccount" && isSame(each))) return [];
  const values = { kind: "ServiceAccount", name, namespace };
  return [{ reason: "missing-object", place: where, related: [], values, rule: rules.serviceAccount }];
}

/**
 * Why a pod as a whole never starts: its ServiceAccount or a volume is missing. Such a pod has no address either.
 * Source: kubernetes/kubernetes, pkg/kubelet/kubelet.go, SyncPod: volumes are mounted before the sandbox is made.
 */
export function stopsOfPod(reading: PodReading, surroundings: Surroundings): readonly Stop[] {
  const lacks = reading.missing.map((missing) => stopOfMissing(missing, reading.made.pod, surroundings));
  return unique([...stopsOfAccount(reading.made, surroundings), ...lacks]);
}

/**
 * All stops of a pod's containers, by their position: what the pod lacks, what each lacks, what each program refuses,
 * ports that an earlier container has taken, and containers that never start since one before them does not.
 */
export function stopsOf(
  reading: PodReading,
  containers: readonly ReadContainer[],
  surroundings: Surroundings,
): readonly (readonly Stop[])[] {
  const ofPod = stopsOfPod(reading, surroundings);
  const taken: { readonly listener: Listener; readonly name: string }[] = [];
  let before: readonly Stop[] = [];
  return containers.map(({ of, reading: read }) => {
    const lacking = of.missing.map((missing) => stopOfMissing(missing, reading.made.pod, surroundings));
    // A program that is never run refuses nothing: what it would say of a file that is not there is no second cause.
    const own = unique([...lacking, ...(ofPod.length + lacking.length > 0 ? [] : read.stops)]);
    const collisions = ofPod.length + own.length + before.length > 0 ? [] : collide(of.container.name, read.listeners, taken);
    const stops = [...ofPod, ...own, ...before, ...collisions];
    if (stops.length === 0) for (const listener of read.listeners) taken.push({ listener, name: of.container.name });
    if (ofPod.length === 0 && before.length === 0) before = handOn(of, [...own, ...collisions]);
    return stops;
  });
}

/** What a container's failure means for those after it. */
function handOn(of: PodContainer, stops: readonly Stop[]): readonly Stop[] {
  if (of.role === "main") return [];
  // Without a startup probe the kubelet goes on as soon as a sidecar's process runs, if only for a moment.
  const blocking =
    of.role === "init" || of.probed
      ? stops
      : stops.filter((each) => each.reason === "missing-object" || each.reason === "certificate-not-issued");
  return blocking.map((stop) => ({
    ...stop,
    related: [...stop.related, of.container.place],
    values: { ...stop.values, sidecar: of.container.name },
    rule: rules.startOrder,
  }));
}

function collide(
  name: string,
  listeners: readonly Listener[],
  taken: readonly { readonly listener: Listener; readonly name: string }[],
): readonly Stop[] {
  return listeners.flatMap((listener) => {
    const first = taken.find((each) => each.listener.port === listener.port && overlap(each.listener.bind, listener.bind));
    if (!first) return [];
    return [
      {
        reason: "port-in-use",
        place: listener.place,
        related: [first.listener.place],
        values: { port: String(listener.port), container: name, by: first.name },
        rule: rules.sharedPorts,
      } satisfies Stop,
    ];
  });
}

function overlap(a: string | undefined, b: string | undefined): boolean {
  const any = (bind: string | undefined) => bind === undefined || bind === "" || bind === "0.0.0.0" || bind === "::" || bind === "*";
  const plain = (bind: string | undefined) => (bind === "localhost" ? "127.0.0.1" : bind);
  return any(a) || any(b) || plain(a) === plain(b);
}

function unique(stops: readonly Stop[]): readonly Stop[] {
  const seen = new Set<string>();
  return stops.filter((stop) => {
    const key = `${stop.reason} ${placeKey(stop.place)} ${stop.values["name"] ?? ""} ${stop.values["key"] ?? ""}`;
    return !seen.has(key) && seen.add(key);
  });
}
