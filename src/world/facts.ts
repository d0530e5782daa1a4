import type { ClusterFacts, Environment } from "../terms/environment.ts";

/** What is known of clusters besides their objects. */
export interface Facts {
  readonly environments: readonly Environment[];
  /** Undefined where no Environment names the cluster: then its components are taken for granted. */
  of(cluster: string): ClusterFacts | undefined;
  /** Whether stakater's Reloader runs in it. */
  hasReloader(cluster: string): boolean;
  /** Its clusterDomain; `cluster.local` where it is not known. */
  clusterDomain(cluster: string): string;
  /** Where ClusterIssuers read Secrets from; `cert-manager` where it is not known. */
  clusterResourceNamespace(cluster: string): string;
  /** Where Bundles read from; `cert-manager` where it is not known. */
  trustNamespace(cluster: string): string;
}

/** What is known of one cluster. Of two Environments that name it the first counts: they agree. */
export function clusterFacts(world: { readonly environment: readonly Environment[] }, cluster: string): ClusterFacts | undefined {
  return world.environment.map(({ clusters }) => clusters[cluster]).find((each) => each !== undefined);
}

/** Gathers the facts of all Environments. Of two that name one cluster the first counts: they agree. */
export function gatherFacts(environments: readonly Environment[]): Facts {
  const clusters = new Map<string, ClusterFacts>();
  for (const environment of environments) {
    for (const [name, facts] of Object.entries(environment.clusters)) if (!clusters.has(name)) clusters.set(name, facts);
  }
  return {
    environments,
    of: (cluster) => clusters.get(cluster),
    hasReloader: (cluster) => !clusters.has(cluster) || clusters.get(cluster)?.platform.reloader !== undefined,
    clusterDomain: (cluster) => (clusters.get(cluster)?.dns.clusterDomain ?? "cluster.local").toLowerCase(),
    clusterResourceNamespace: (cluster) => clusters.get(cluster)?.platform.certManager?.clusterResourceNamespace ?? "cert-manager",
    trustNamespace: (cluster) => clusters.get(cluster)?.platform.trustManager?.trustNamespace ?? "cert-manager",
  };
}

/** Whether a version `MAJOR.MINOR[.PATCH]` is at least that one; false for what is no version. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [, a, b] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return a !== undefined && b !== undefined && (Number(a) > major || (Number(a) === major && Number(b) >= minor));
}
