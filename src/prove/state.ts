import { dialId } from "../world/dial-id.ts";
import type { Dial, PeerDial } from "../world/network.ts";
import type { Process, World } from "../world/world.ts";
import { memberGroups } from "./members.ts";
import type { ReadyPods } from "./readiness.ts";
import { readyPods, readyProcesses } from "./readiness.ts";
import { oneWorld, simulate } from "./simulate.ts";
import type { Mix, Trace } from "./trace.ts";

/**
 * Dials every dial of a World: those that processes make of their own accord, and those to names that they learn of
 * by them. First the dials by which programs become ready, again and again as long as more pods get ready by them; then those
 * of callers that expect a server that is ready. Returns one trace a dial, grouped by process in the World's order.
 * Certificates are looked at for their dates where `asOf` says when it is.
 */
export function proveState(world: World, asOf?: number): readonly Trace[] {
  const mix = oneWorld(world);
  let ready: ReadonlySet<string> = new Set();
  let joining: readonly Trace[] = [];
  for (;;) {
    const before = readyPods(world, ready, joining);
    let asked = false;
    const isReady: ReadyPods["isReady"] = (address) => {
      asked = true;
      return before.isReady(address);
    };
    joining = dialAs("started", world, mix, [], { ...before, isReady }, asOf);
    const next = readyProcesses(world, joining);
    const settled = !asked || next.size === ready.size;
    ready = next;
    if (settled) break;
  }
  const served = dialAs("ready", world, mix, joining, readyPods(world, ready, joining), asOf);
  const byProcess = groupByProcess([...joining, ...served]);
  return [...world.processes.keys()].flatMap((id) => byProcess.get(id) ?? []);
}

/** The traces of all dials that ask for servers in one state; `known` are the traces that groups of members follow from, if not these. */
function dialAs(
  callee: Dial["callee"],
  world: World,
  mix: Mix,
  known: readonly Trace[],
  ready: ReadyPods,
  asOf: number | undefined,
): readonly Trace[] {
  const own = [...world.processes.values()].flatMap((process) =>
    process.dials.filter((dial) => dial.callee === callee).map((dial) => simulate(dial, mix, ready, asOf)),
  );
  const groups = memberGroups(world, callee === "started" ? own : known);
  const byProcess = groupByProcess(own);
  return [...world.processes.values()].flatMap((process) => {
    const seeds = byProcess.get(process.id) ?? [];
    return [...seeds, ...learned(process, seeds, groups, mix, callee, ready, asOf)];
  });
}

function groupByProcess(traces: readonly Trace[]): ReadonlyMap<string, readonly Trace[]> {
  const byProcess = new Map<string, Trace[]>();
  for (const trace of traces) {
    const known = byProcess.get(trace.dial.from);
    if (known) known.push(trace);
    else byProcess.set(trace.dial.from, [trace]);
  }
  return byProcess;
}

/** The dials of a process to the names that it learns of through the dials that discover. */
function learned(
  process: Process,
  seeds: readonly Trace[],
  groups: ReadonlyMap<string, readonly string[]>,
  mix: Mix,
  callee: Dial["callee"],
  ready: ReadyPods,
  asOf: number | undefined,
): readonly Trace[] {
  const world = mix["advertiser:config"];
  const known = new Set(seeds.map((trace) => trace.dial.id));
  const traces: Trace[] = [];
  const dialAll = (to: "members" | "clients", starts: readonly string[], like: PeerDial): void => {
    const members = new Set(starts.flatMap((id) => groups.get(id) ?? []));
    for (const dial of advertised(world, members, process, to, like)) {
      if (known.has(dial.id)) continue;
      known.add(dial.id);
      traces.push(simulate(dial, mix, ready, asOf));
    }
  };
  // A member that dials nobody, or reaches nobody, still belongs to its own group: others may reach it.
  if (process.peers?.callee === callee) dialAll("members", [process.id], process.peers);
  for (const { dial, reached } of seeds) {
    if (dial.discovers !== undefined) dialAll(dial.discovers, dial.discovers === "members" ? [process.id] : reached, dial);
  }
  return traces;
}

function* advertised(
  world: World,
  members: ReadonlySet<string>,
  caller: Process,
  whom: "members" | "clients",
  like: PeerDial,
): Generator<Dial> {
  for (const id of members) {
    if (id === caller.id) continue;
    for (const listener of world.processes.get(id)?.listeners ?? []) {
      for (const { to, endpoint, purpose } of listener.advertises) {
        if (to !== whom || !like.follows?.includes(purpose)) continue;
        const { discovers: _, follows: __, ...party } = like as Dial;
        yield {
          ...party,
          id: dialId(caller.id, purpose, endpoint.host, endpoint.port),
          place: endpoint.place,
          to: endpoint,
          protocol: listener.protocol,
          purpose,
        };
      }
    }
  }
}
