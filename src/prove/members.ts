import type { World } from "../world/world.ts";
import type { Trace } from "./trace.ts";

/**
 * Which processes know of each other: those joined by dials that discover members and went through. Such a dial tells
 * both sides of each other, so what one knows all that are joined to it learn.
 *
 * Returns for each process id the ids of its group, in a stable order, itself included.
 */
export function memberGroups(world: World, traces: readonly Trace[]): ReadonlyMap<string, readonly string[]> {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(id, root);
    return root;
  };
  for (const process of world.processes.values()) {
    if (process.listeners.some((listener) => listener.advertises.length > 0)) parent.set(process.id, process.id);
  }
  for (const trace of traces) {
    if (trace.dial.discovers !== "members") continue;
    for (const reached of trace.reached) {
      if (parent.has(reached) && parent.has(trace.dial.from)) parent.set(find(trace.dial.from), find(reached));
    }
  }
  const byRoot = new Map<string, string[]>();
  for (const id of parent.keys()) {
    const group = byRoot.get(find(id));
    if (group) group.push(id);
    else byRoot.set(find(id), [id]);
  }
  return new Map([...parent.keys()].map((id) => [id, byRoot.get(find(id)) ?? [id]]));
}
