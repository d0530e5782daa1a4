import { dialId } from "../world/dial-id.ts";
import type { Dial, PeerDial } from "../world/network.ts";
import type { Process, World } from "../world/world.ts";
import { memberGroups } from "./members.ts";
import { oneWorld, simulate } from "./simulate.ts";
import type { Mix, Trace } from "./trace.ts";

/**
 * Dials every dial of a World: those that processes make of their own accord, and those to names that they learn of
 * by them. Returns one trace a dial, grouped by process in the World's order.
 */
export function proveState(world: World): readonly Trace[] {
  const mix = oneWorld(world);
  const own = [...world.processes.values()].flatMap((process) => process.dials.map((dial) => simulate(dial, mix)));
  const groups = memberGroups(world, own);
  const byProcess = new Map<string, Trace[]>();
  for (const trace of own) {
    const traces = byProcess.get(trace.dial.from);
    if (traces) traces.push(trace);
    else byProcess.set(trace.dial.from, [trace]);
  }
  const all: Trace[] = [];
  for (const process of world.processes.values()) {
    const seeds = byProcess.get(process.id) ?? [];
    all.push(...seeds, ...learned(process, seeds, groups, mix));
  }
  return all;
}

/** The dials of a process to the names that it learns of through the dials that discover. */
function learned(process: Process, seeds: readonly Trace[], groups: ReadonlyMap<string, readonly string[]>, mix: Mix): readonly Trace[] {
  const world = mix["advertiser:config"];
  const known = new Set(seeds.map((trace) => trace.dial.id));
  const traces: Trace[] = [];
  const dialAll = (to: "members" | "clients", starts: readonly string[], like: PeerDial): void => {
    const members = new Set(starts.flatMap((id) => groups.get(id) ?? []));
    for (const dial of advertised(world, members, process, to, like)) {
      if (known.has(dial.id)) continue;
      known.add(dial.id);
      traces.push(simulate(dial, mix));
    }
  };
  // A member that dials nobody, or reaches nobody, still belongs to its own group: others may reach it.
  if (process.peers) dialAll("members", [process.id], process.peers);
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
