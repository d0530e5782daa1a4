import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { DnsCustomization } from "../terms/environment.ts";
import type { SpecPath } from "../terms/manifest.ts";
import { emit, type FieldOrigin } from "./emit.ts";
import { labels } from "./labels.ts";
import { type DnsRule, rewriteOf } from "./split-dns.ts";

/** The unit of what is added to a cluster's DNS. */
export const CLUSTER_DNS_UNIT = "cluster-dns";

/** Rewrites that a workload wants in the DNS of its cluster. */
export interface ClusterRewrites {
  readonly workload: string;
  readonly rules: readonly DnsRule[];
  /** The spec property that asks for them. */
  readonly from: SpecPath;
}

/**
 * Whether the DNS of these clusters takes additions from the ConfigMap `coredns-custom`. Sources: Microsoft's page "Customize
 * CoreDNS for Azure Kubernetes Service" (keys that end in `.override`); k3s issue 7639 (`*.override`, from 1.24.15, 1.25.11,
 * 1.26.6 and 1.27.3 on).
 */
export function readsCoreDnsCustom(customization: DnsCustomization | undefined): boolean {
  return customization === "aks" || customization === "k3s";
}

/** The lines that lead a workload's FQDNs to its pods, for the server block of the cluster's DNS. */
export function rewriteLines({ rules }: Pick<ClusterRewrites, "rules">): string {
  return `${rules.map(rewriteOf).join("\n")}\n`;
}

/**
 * The ConfigMap by which AKS and k3s add to their CoreDNS: one key per workload, each a part of the default server block. CoreDNS
 * runs `rewrite` before what answers, wherever it stands (plugin.cfg).
 */
export function addClusterDns(scope: Construct, rewrites: readonly ClusterRewrites[]): void {
  const key = (workload: string) => `trueline-${workload}.override`;
  const object = k8s.KubeConfigMap.manifest({
    metadata: { name: "coredns-custom", namespace: "kube-system", labels: labels("cluster-dns", "coredns-custom", "rewrites") },
    data: Object.fromEntries(rewrites.map((each) => [key(each.workload), rewriteLines(each)])),
  });
  const [first] = rewrites;
  emit(
    scope,
    object,
    first?.from ?? [],
    rewrites.map(({ workload, from }): FieldOrigin => [["data", key(workload)], from]),
  );
}
