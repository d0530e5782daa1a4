import type { ObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import type { Check } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/** TL1001: a workload of which nothing is proven, since it neither dials nor is dialled. */
export const noDials: Check = (world, traces) => {
  // Where dials break, whoever they were meant for has findings enough.
  if (traces.some((trace) => trace.reached.length === 0)) return [];
  const touched = new Set(traces.flatMap((trace) => [trace.dial.from, ...trace.reached]));
  const lonely = new Map<ObjectId, boolean>();
  for (const process of world.processes.values()) {
    const serves = process.listeners.some(({ protocol, proxy }) => protocol !== "dns" && protocol !== "http" && !proxy);
    if (process.address === undefined || !serves) continue;
    const object = process.place.object;
    lonely.set(object, (lonely.get(object) ?? true) && !touched.has(process.id));
  }
  if (lonely.size === 0 && traces.length === 0) {
    const first = world.pods[0];
    return first ? [finding("TL1001", place(first.place.object))] : [];
  }
  return [...lonely].filter(([, alone]) => alone).map(([object]) => finding("TL1001", place(object)));
};
