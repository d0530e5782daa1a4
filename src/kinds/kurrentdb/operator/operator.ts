import type { Cluster } from "../../../spec/topology.ts";
import { atLeast, parseVersion, type Version } from "../../../terms/version.ts";

/** Whether the operator that a cluster states is of at least this version. False where none is stated. */
export function operatorAtLeast({ platform }: Cluster, wanted: `${number}.${number}`): boolean {
  const version = operatorVersion(platform);
  return version !== undefined && atLeast(version, wanted);
}

function operatorVersion({ kurrentdbOperator }: Cluster["platform"]): Version | undefined {
  return kurrentdbOperator && parseVersion(kurrentdbOperator.version);
}

/** The domain that the operator builds Services' names with: since 1.5 it finds out the cluster's (its release notes). */
export function operatorClusterDomain(cluster: Cluster): string {
  const stated = cluster.platform.kurrentdbOperator?.clusterDomain;
  return stated ?? (operatorAtLeast(cluster, "1.5") ? cluster.dns.clusterDomain : "cluster.local");
}

/** The labels that all objects of a KurrentDB resource have. Source: the vendor's documentation of its operator. */
export function operatorLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/part-of": "kurrentdb-operator", "app.kubernetes.io/name": name };
}
