import type { Compiled } from "../compile.ts";
import { kinds } from "../kinds/all.ts";
import { contextOf, surroundingsOf } from "../kinds/context.ts";
import { readsCoreDnsCustom, rewriteLines } from "../parts/cluster-dns.ts";
import type { DnsCustomization } from "../terms/environment.ts";

/** What the DNS of a cluster is to do for clients of a workload. */
export interface WantedRewrites {
  readonly workload: string;
  readonly cluster: string;
  readonly customization: DnsCustomization;
  /** Whether an object does it, or a person has to. */
  readonly compiled: boolean;
  /** The lines for the default server block of its CoreDNS. */
  readonly lines: string;
  /** Whether the Corefile that the spec states has them. */
  readonly stated: boolean;
}

/** The rewrites that workloads ask for (`network.clientRewrites`), in the order of specs. */
export function wantedRewrites({ topologies }: Pick<Compiled, "topologies">): readonly WantedRewrites[] {
  return topologies.flatMap((topology) =>
    Object.values(topology.workloads).flatMap((workload): readonly WantedRewrites[] => {
      const [kind, cluster] = [kinds.get(workload.kind), topology.clusters[workload.cluster]];
      const customization = cluster?.dns.customization;
      if (!kind || !cluster || customization === undefined) return [];
      const context = contextOf(surroundingsOf(topology), topology.test, cluster, kind.authorities(workload));
      const rules = kind.clusterRewrites?.(workload, context) ?? [];
      if (rules.length === 0) return [];
      const lines = rewriteLines({ rules });
      const stated = words(cluster.dns.corefile ?? "").includes(words(lines));
      const compiled = readsCoreDnsCustom(customization);
      return [{ workload: workload.name, cluster: cluster.name, customization, compiled, lines, stated }];
    }),
  );
}

/** A text without the form that it is written in. */
function words(text: string): string {
  return text.trim().split(/\s+/).join(" ");
}
