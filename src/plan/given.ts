import type { Compiled, SpecData } from "../compile.ts";
import { kinds } from "../kinds/all.ts";
import type { Strategies } from "../kinds/strategies.ts";
import type { Workload } from "../kinds/workload.ts";
import type { Client, Cluster, Topology } from "../spec/topology.ts";

type NamedWorkload = Workload & { readonly name: string };

/** A workload with what its spec chooses now. */
export interface Member {
  readonly workload: NamedWorkload;
  readonly cluster: Cluster;
  readonly chosen: ReturnType<Strategies<Workload>["chosen"]>;
}

/** A workload whose strategies are asked for, with all that its spec says. */
export interface Given extends Member {
  /** As it was written: changes are made to this. */
  readonly spec: SpecData;
  /** As it was checked. */
  readonly topology: Topology;
  readonly strategies: Strategies<Workload>;
  /** It and the workloads whose servers are servers of one cluster with its own: they change together. It comes first. */
  readonly fleet: readonly Member[];
  /** Those that dial one of them. */
  readonly clients: readonly Client[];
}

/** All workloads of compiled specs whose kind has strategies to choose. */
export function workloadsOf({ specs, topologies }: Compiled): readonly Given[] {
  return topologies.flatMap((topology, index) => {
    const spec = specs[index];
    const all = Object.values(topology.workloads);
    return spec === undefined ? [] : all.flatMap((workload) => givenOf(workload, all, spec, topology));
  });
}

function givenOf(workload: NamedWorkload, all: readonly NamedWorkload[], spec: SpecData, topology: Topology): readonly Given[] {
  const strategies = kinds.get(workload.kind)?.strategies;
  if (!strategies) return [];
  const domain = trustDomain(workload);
  const others = all.filter((other) => other !== workload && other.kind === workload.kind && trustDomain(other) === domain);
  const fleet = [workload, ...others].flatMap((each): readonly Member[] => {
    const cluster = topology.clusters[each.cluster];
    return cluster ? [{ workload: each, cluster, chosen: strategies.chosen(each) }] : [];
  });
  const [own] = fleet;
  const clients = Object.values(topology.clients).filter(({ dials }) => fleet.some((member) => member.workload.name === dials));
  return own ? [{ ...own, spec, topology, strategies, fleet, clients }] : [];
}

function trustDomain(workload: NamedWorkload): string {
  return kinds.get(workload.kind)?.trustDomain?.(workload) ?? workload.name;
}
