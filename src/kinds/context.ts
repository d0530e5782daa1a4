import type { Authority } from "../spec/authority.ts";
import type { Cluster, Topology } from "../spec/topology.ts";
import type { Surroundings, WorkloadContext } from "./kind.ts";

/** What a kind is given for a workload of a cluster, with the authorities of these names. */
export function contextOf(around: Surroundings, test: boolean, cluster: Cluster, names: readonly string[]): WorkloadContext {
  const authorities: Record<string, Authority> = {};
  for (const name of names) {
    const authority = around.authorities[name];
    if (authority) authorities[name] = authority;
  }
  return { cluster, authorities, test, around };
}

/** The parts of a checked topology that a kind sees. */
export function surroundingsOf({ clusters, peerings, zones, authorities, workloads, clients }: Topology): Surroundings {
  return { clusters, peerings, zones, authorities, workloads, clients };
}
