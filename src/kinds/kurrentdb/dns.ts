import type { Construct } from "constructs";
import { labels } from "../../parts/labels.ts";
import { addCorefile, corefileOf } from "../../parts/split-dns.ts";
import { KURRENTDB, type Layout } from "./layout.ts";
import { dnsRule, fqdnFrom } from "./node-names.ts";

/** The ConfigMap with the Corefile that all nodes of a workload share. */
export function dnsConfigMapName({ spec }: Layout): string {
  return `${spec.name}-dns`;
}

/**
 * The Corefile of the SplitDNS sidecar; undefined with other strategies. A quorum of more than one may get read-only
 * replicas later: their rule stands there from the start, so that adding them restarts nobody.
 */
export function nodeCorefile(layout: Layout): string | undefined {
  const { spec, cluster } = layout;
  if (spec.network.internodeTrafficStrategy !== "SplitDNS") return undefined;
  const quorum = { name: spec.name, suffix: "" } as const;
  const replica = { name: `${spec.name}-replica`, suffix: "-replica" } as const;
  const types = spec.quorumOf !== undefined ? [replica] : spec.replicas > 1 ? [quorum, replica] : [quorum];
  return corefileOf(
    types.map((type) => dnsRule(layout, type)),
    cluster.dns.serviceIP,
  );
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
