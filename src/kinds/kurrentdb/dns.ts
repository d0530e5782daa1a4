import type { Construct } from "constructs";
import { labels } from "../../parts/labels.ts";
import { addCorefile, corefileOf, type DnsRule } from "../../parts/split-dns.ts";
import { wayFrom } from "./far-names.ts";
import { KURRENTDB, type Layout, type Member, type NodeType } from "./layout.ts";
import { GROUP } from "./network-schema.ts";
import { dnsRule, fqdnFrom, literal } from "./node-names.ts";
import type { KurrentDBWorkload } from "./spec.ts";

/** The ConfigMap with the Corefile that all nodes of a workload share. */
export function dnsConfigMapName({ spec }: Layout): string {
  return `${spec.name}-dns`;
}

/**
 * The Corefile of the SplitDNS sidecar; undefined with other strategies. The order of its rules decides: first the
 * workload's own pods, which nobody can turn away from their direct way; then what a person adds, which may say better than
 * we do where pods of other clusters are; last, where these have names in a peering. A pod of another cluster never has a
 * rule like the own ones: its Service is not here.
 */
export function nodeCorefile(layout: Layout): string | undefined {
  const { spec, cluster } = layout;
  if (spec.network.internodeTrafficStrategy !== "SplitDNS") return undefined;
  const added = spec.network.splitDNSExtraRules.map(extraRule);
  const rules = [...typesToCome(layout).map((type) => dnsRule(layout, type)), ...added, ...farRules(layout)];
  return corefileOf(rules, cluster.dns.serviceIP);
}

/** The node types that a workload has, or may get later: their rules stand there from the start, so that adding pods restarts nobody. */
function typesToCome({ spec }: Member): readonly Pick<NodeType, "name" | "suffix">[] {
  const quorum = { name: spec.name, suffix: "" } as const;
  const replica = { name: `${spec.name}-replica`, suffix: "-replica" } as const;
  if (spec.quorumOf !== undefined) return [replica];
  return spec.replicas > 1 ? [quorum, replica] : [quorum];
}

/** What the cluster's DNS is to rewrite for clients: FQDNs of the workload's own pods, as its sidecars do. */
export function clusterRewrites(layout: Layout): readonly DnsRule[] {
  return layout.spec.network.clientRewrites ? typesToCome(layout).map((type) => dnsRule(layout, type)) : [];
}

/** A rule as the vendor's resource says it: Go's `${1}` becomes CoreDNS's `{1}`, and an expression has to fit the whole name. */
function extraRule({ host, result, regex }: KurrentDBWorkload["network"]["splitDNSExtraRules"][number]): DnsRule {
  const target = result.replace(GROUP, "{$1}");
  // Anchors of its own would stand before the final dot, which names have in CoreDNS.
  return { fqdn: regex ? `(?:${host.replace(/^\^/, "").replace(/(?<!\\)\$$/, "")})` : literal(host), target };
}

/** The FQDNs of pods in other clusters, where these have a name of their own in a peering that leads there. */
export function farRules({ spec, fleet }: Layout): readonly DnsRule[] {
  return fleet.members.flatMap((member) => {
    const domain = member.peering?.domain;
    const far = member.spec.cluster !== spec.cluster && wayFrom(member, spec.cluster) === "peering";
    if (!far || domain === undefined || member.spec.network.internodeTrafficStrategy === "ServiceName") return [];
    return typesToCome(member).map((type) => dnsRule(member, type, (podName) => `${podName}.${domain}`));
  });
}

/** Adds the ConfigMap, if SplitDNS is used. */
export function addNodeDns(scope: Construct, layout: Layout): void {
  const corefile = nodeCorefile(layout);
  if (corefile === undefined) return;
  const { spec } = layout;
  addCorefile(scope, {
    name: dnsConfigMapName(layout),
    namespace: spec.namespace.name,
    labels: labels(KURRENTDB, spec.name, "dns"),
    corefile,
    rulesFrom: fqdnFrom(layout),
  });
}
