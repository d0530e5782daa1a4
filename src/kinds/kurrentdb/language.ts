import { derived } from "../../spec/derive.ts";
import type { KurrentDBInput, KurrentDBSpec } from "./spec.ts";

/** A KurrentDB cluster: a quorum of 1, 3 or 5 nodes, and read-only replicas where wanted. */
export function kurrentdb<
  const Cluster extends string,
  const Authority extends string = never,
  const Workload extends string = never,
  const Peering extends string = never,
>(spec: KurrentDBSpec<Cluster, Authority, Workload, Peering>): KurrentDBInput<Cluster, Authority, Workload, Peering> {
  return derived({ kind: "kurrentdb", ...spec }, spec);
}
