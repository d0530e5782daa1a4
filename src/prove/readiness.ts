import type { Address } from "../world/network.ts";
import type { Process, World } from "../world/world.ts";
import { memberGroups } from "./members.ts";
import type { Step, Trace } from "./trace.ts";

/** Which pods are ready when a dial is made: names and routes may lead to those alone. */
export interface ReadyPods {
  isReady(address: Address): boolean;
  /** The hop by which a pod that is not ready fails to become so; undefined where none is known. */
  why(address: Address): Step | undefined;
}

/** Every pod is ready. */
export const ALL_READY: ReadyPods = { isReady: () => true, why: () => undefined };

/**
 * The processes that say they are ready, by the dials that go through so far. One that joins others is ready once some voter
 * of its group can lead, which a majority of voters reaches and it them, and it reaches every one that can, to follow it. All others are
 * ready once they run. Dials whose end is not known count for it: what is not known is told of where it is dialled.
 */
export function readyProcesses(world: World, traces: readonly Trace[]): ReadonlySet<string> {
  const started = [...world.processes.values()].filter((process) => process.stops.length === 0);
  const ready = new Set(started.filter((process) => process.readiness === undefined).map((process) => process.id));
  const joining = started.filter((process) => process.readiness !== undefined);
  if (joining.length === 0) return ready;
  if (traces.some((trace) => trace.disposition === "unknown")) return new Set(started.map((process) => process.id));
  const reached = reachedBy(traces);
  const reaches = (from: Process, purpose: string, to: Process): boolean =>
    from === to || (reached.get(`${from.id} ${purpose}`)?.has(to.id) ?? false);
  const voters = joining.filter((process) => process.readiness?.votes);
  const leaders = voters.filter((leader) => {
    const { elects = "", majority = 1 } = leader.readiness ?? {};
    return voters.filter((voter) => reaches(leader, elects, voter) && reaches(voter, elects, leader)).length >= majority;
  });
  const groups = memberGroups(world, traces);
  for (const process of joining) {
    const own = leaders.filter((leader) => groups.get(process.id)?.includes(leader.id));
    // Any of them may be elected, so it has to reach all.
    if (own.length > 0 && own.every((leader) => reaches(process, process.readiness?.follows ?? "", leader))) ready.add(process.id);
  }
  return ready;
}

/** The processes that each process reaches, by `ID PURPOSE`. */
function reachedBy(traces: readonly Trace[]): ReadonlyMap<string, ReadonlySet<string>> {
  const reached = new Map<string, Set<string>>();
  for (const { dial, reached: ids } of traces) {
    if (ids.length === 0) continue;
    const key = `${dial.from} ${dial.purpose}`;
    const known = reached.get(key);
    if (known) for (const id of ids) known.add(id);
    else reached.set(key, new Set(ids));
  }
  return reached;
}

/** Pods of which all processes are ready, and for the others the first hop that fails on the way there. */
export function readyPods(world: World, ready: ReadonlySet<string>, traces: readonly Trace[]): ReadyPods {
  const of = (address: Address): readonly string[] => world.processesAt.get(address) ?? [];
  return {
    isReady: (address) => of(address).every((id) => ready.has(id)),
    why: (address) => {
      const waiting = of(address).filter((id) => !ready.has(id));
      const broken = traces.filter((trace) => trace.reached.length === 0);
      const own = broken.find((trace) => waiting.includes(trace.dial.from));
      return stopOf(world, waiting) ?? (own ?? broken[0])?.steps.at(-1);
    },
  };
}

/** That a process does not start, as a hop. */
function stopOf(world: World, ids: readonly string[]): Step | undefined {
  for (const id of ids) {
    const process = world.processes.get(id);
    const [stop] = process?.stops ?? [];
    if (!process || !stop) continue;
    return {
      hop: "accept",
      ok: false,
      text: `${process.label} does not start`,
      failure: "callee-not-started",
      places: [stop.place, ...stop.related],
      values: {},
      rules: [stop.rule],
      stop,
    };
  }
  return undefined;
}
