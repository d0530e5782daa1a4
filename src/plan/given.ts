import type { Compiled, SpecData } from "../compile.ts";
import { kinds } from "../kinds/all.ts";
import type { Strategies, Traffic } from "../kinds/strategies.ts";
import type { Workload } from "../kinds/workload.ts";
import type { Client, Cluster, Topology } from "../spec/topology.ts";

/** A workload whose strategies are asked for, with all that its spec says. */
export interface Given {
  /** As it was written: changes are made to this. */
  readonly spec: SpecData;
  /** As it was checked. */
  readonly topology: Topology;
  readonly workload: Workload & { readonly name: string };
  readonly cluster: Cluster;
  readonly strategies: Strategies<Workload>;
  readonly chosen: Traffic & { readonly authority?: string; readonly domain?: string; readonly loadBalancers: boolean };
  /** Those that dial it. */
  readonly clients: readonly Client[];
}

/** All workloads of compiled specs whose kind has strategies to choose. */
export function workloadsOf({ specs, topologies }: Compiled): readonly Given[] {
  return topologies.flatMap((topology, index) =>
    Object.values(topology.workloads).flatMap((workload): readonly Given[] => {
      const strategies = kinds.get(workload.kind)?.strategies;
      const [spec, cluster] = [specs[index], topology.clusters[workload.cluster]];
      if (!strategies || !spec || !cluster) return [];
      const clients = Object.values(topology.clients).filter(({ dials }) => dials === workload.name);
      return [{ spec, topology, workload, cluster, strategies, chosen: strategies.chosen(workload), clients }];
    }),
  );
}
