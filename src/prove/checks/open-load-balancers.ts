import { type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import type { Address } from "../../world/network.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { publicInPeerings } from "./networks.ts";

/**
 * TL4609: load balancers that let everybody in to a server that is known, while nobody says so. One finding for all pods of
 * a workload; a range of all addresses is somebody's decision. Source:
 * KurrentDB's page on advanced networking (load balancers make servers publicly accessible); Kubernetes documentation,
 * Service, source ranges.
 */
export const openLoadBalancers: Check = (world) => {
  const byWorkload = new Map<ObjectId, Finding>();
  // Those that are public by mistake are told of by TL3114.
  const mistaken = publicInPeerings(world);
  for (const { address, place, reach, sourceRanges, targets } of world.routes.values()) {
    if (!address.startsWith("lb:") || reach !== "public" || sourceRanges.length > 0 || mistaken.has(address)) continue;
    const [workload] = targets.flatMap((target) => serversAt(world, target.address));
    if (workload === undefined) continue;
    const known = byWorkload.get(workload);
    byWorkload.set(
      workload,
      known ? { ...known, related: [...known.related, place] } : finding("TL4609", place, { workload: parseObjectId(workload).name }),
    );
  }
  return [...byWorkload.values()];
};

/** The objects that make the pod at an address, if a program in it is known to listen. */
function serversAt(world: World, address: Address): readonly ObjectId[] {
  const processes = (world.processesAt.get(address) ?? []).map((id) => world.processes.get(id));
  return processes.flatMap((process) => (process && process.listeners.length > 0 ? [process.place.object] : []));
}
