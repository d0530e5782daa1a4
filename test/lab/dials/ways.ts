import type { Trace } from "../../../src/prove/trace.ts";
import type { OpenWorld } from "../open-world.ts";

/** How packets to an address go. */
export type Way = Trace["path"];

/**
 * Reads the Services of type LoadBalancer of all clusters, and gives how a caller's packets to an address go: out to a load balancer
 * of its own cluster and back, to one of another cluster, or straight. An address with `ipMode: VIP` kube-proxy catches on the way.
 */
export async function readWays({
  clusters,
  surroundings,
}: Pick<OpenWorld, "clusters" | "surroundings">): Promise<(from: string) => (address: string) => Way> {
  const caught = new Set<string>();
  for (const { plane } of clusters) {
    for (const service of await plane.client.list("/api/v1/services")) {
      const ingress: readonly { readonly ip?: string; readonly ipMode?: string }[] = service["status"]?.loadBalancer?.ingress ?? [];
      for (const { ip, ipMode } of ingress) if (ip !== undefined && ipMode === "VIP") caught.add(ip);
    }
  }
  return (from) => (address) => {
    const balanced = surroundings.serviceAt(address);
    if (balanced === undefined) return "direct";
    if (balanced.cluster !== from) return "across";
    return caught.has(address) ? "direct" : "hairpin";
  };
}

/** Whether what the prover says of the way can be held against where a dial went: of one cluster's own, without a proxy between. */
export function isWayComparable({ path, steps }: Pick<Trace, "path" | "steps">): boolean {
  return path !== "across" && !steps.some((step) => step.hop === "forward");
}
