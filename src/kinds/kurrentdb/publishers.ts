import type { DnsZone } from "../../spec/networks.ts";
import type { Cluster } from "../../spec/topology.ts";

/** Who makes the record of a name: a person, or the external-dns of the load balancer's cluster. */
export type Publisher = { readonly kind: "hand"; readonly address: string } | { readonly kind: "external-dns" };

/** Who publishes the name of a load balancer of a cluster; undefined if nobody does, as far as the spec says. */
export function publisherOf(name: string, cluster: Cluster, zones: Readonly<Record<string, DnsZone>>): Publisher | undefined {
  for (const { records } of Object.values(zones)) {
    const address = records[name];
    if (address !== undefined) return { kind: "hand", address };
  }
  const owned = cluster.platform.externalDNS?.zones ?? [];
  return owned.some((zone) => name === zone || name.endsWith(`.${zone}`)) ? { kind: "external-dns" } : undefined;
}
