import type { ObjectId } from "../terms/kube-object.ts";
import type { Process, World } from "../world/world.ts";
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
    if (isMember(process)) parent.set(process.id, process.id);
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

/** Whether a program tells others what to dial: a server among servers. */
export function isMember({ listeners }: Process): boolean {
  return listeners.some(({ advertises }) => advertises.length > 0);
}

/** What makes the servers that a process belongs with, as groups of members say: the object of the first of them. */
export function workloadOf({ id, place }: Process, groups: ReturnType<typeof memberGroups>, world: World): ObjectId {
  return world.processes.get(groups.get(id)?.[0] ?? id)?.place.object ?? place.object;
}
