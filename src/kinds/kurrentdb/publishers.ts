import type { DnsZone } from "../../spec/networks.ts";
import type { Cluster } from "../../spec/topology.ts";

/** Who makes the record of a name: a person, or the external-dns of the load balancer's cluster. */
export type Publisher = { readonly kind: "hand"; readonly address: string } | { readonly kind: "external-dns" };

/**
 * Who publishes the name of a load balancer of a cluster; undefined if nobody does, as far as the spec says: a zone that
 * another cluster owns is not this one's to write into.
 */
export function publisherOf(name: string, cluster: Cluster, zones: Readonly<Record<string, DnsZone>>): Publisher | undefined {
  for (const { records } of Object.values(zones)) {
    const address = records[name];
    if (address !== undefined) return { kind: "hand", address };
  }
  const closest = closestZone(name, zones);
  if (closest?.owner !== undefined && closest.owner !== cluster.name) return undefined;
  const written = cluster.platform.externalDNS?.zones ?? [];
  return written.some((zone) => isIn(name, zone)) ? { kind: "external-dns" } : undefined;
}

/** The zone of a spec that a name is in: the one with the longest name. */
export function closestZone(name: string, zones: Readonly<Record<string, DnsZone>>): DnsZone | undefined {
  const around = Object.values(zones).filter((zone) => isIn(name, zone.name));
  const [closest] = around.sort((a, b) => b.name.length - a.name.length);
  return closest;
}

function isIn(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
