import type { Values } from "./finding.ts";

/**
 * What to declare so that a name exists where it is dialled: between clusters by what joins them, in a zone that is
 * declared by what carries a name there. Each way is one of docs/several-clusters.md.
 */
export function toPublish({ host = "the name", zone, zonePeering, here, there, between, purpose }: Values): string {
  if (here !== undefined && there !== undefined && here !== there) {
    if (between === undefined) {
      return `No peering joins ${here} and ${there}. If there is one, declare it, peerings: { <name>: { joins: ["${there}", "${here}"] } }, and let internal load balancers carry the name: network.peering: { name: <name> }. If not, enable network.loadBalancer, over public addresses (docs/several-clusters.md).`;
    }
    const seen =
      zone === undefined || zonePeering === between
        ? ""
        : `; zones: { "${zone}": { peering: "${between}" } } says that only its clusters see the name`;
    return `The peering ${between} joins ${here} and ${there}: let internal load balancers carry the name there, network.peering: { name: "${between}" } (docs/several-clusters.md)${seen}.`;
  }
  const withoutRecord =
    purpose === "client"
      ? here === undefined
        ? ""
        : ' Clients in the same cluster need none with clientTrafficStrategy "ServiceName".'
      : ' Nodes in one cluster need none with internodeTrafficStrategy "ServiceName" or "SplitDNS".';
  if (zone === undefined) {
    return 'Dial a name that exists, or publish this one: enable network.loadBalancer and declare the cluster\'s externalDNS with the zone, or use internodeTrafficStrategy "ServiceName" or "SplitDNS" between nodes in one cluster.';
  }
  const carrier = zonePeering === undefined ? "network.loadBalancer" : `network.peering: { name: "${zonePeering}" }`;
  const byHand = `zones: { "${zone}": { records: { "${host}": "<address>" } } }`;
  return `Dial a name that exists, or give this one a record in the zone ${zone}: by ${carrier}, which external-dns reads, or by hand, ${byHand}.${withoutRecord}`;
}
