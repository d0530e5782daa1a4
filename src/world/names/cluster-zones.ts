import { place } from "../../terms/place.ts";
import type { Facts } from "../facts.ts";
import type { Address, Fqdn } from "../network.ts";
import { rules } from "../rules.ts";
import type { ReadService } from "../services.ts";
import type { NameRecord, Zone } from "../world.ts";

/**
 * The zone that each cluster's DNS answers with authority: a record for each Service, and for each pod with a hostname
 * behind a headless Service of its subdomain. Source: Kubernetes documentation, DNS for Services and Pods; the
 * Kubernetes DNS-Based Service Discovery specification.
 */
export function clusterZones(clusters: readonly string[], services: readonly ReadService[], facts: Facts): readonly Zone[] {
  const records = new Map<string, Map<Fqdn, NameRecord>>(clusters.map((cluster) => [cluster, new Map()]));
  for (const service of services) {
    const zone = records.get(service.object.cluster);
    for (const record of recordsOf(service, facts.clusterDomain(service.object.cluster))) zone?.set(record.name, record);
  }
  return [...records].map(([cluster, names]) => ({
    kind: "zone",
    view: "cluster",
    cluster,
    suffix: facts.clusterDomain(cluster) as Fqdn,
    records: names,
  }));
}

function recordsOf(service: ReadService, clusterDomain: string): readonly NameRecord[] {
  const { cluster, namespace, name: serviceName, id } = service.object;
  const name = `${serviceName}.${namespace}.svc.${clusterDomain}`.toLowerCase() as Fqdn;
  if (service.type === "external-name") {
    if (service.externalName === undefined) return [];
    return [
      { name, addresses: [], cname: service.externalName as Fqdn, place: place(id, "spec", "externalName"), rule: rules.externalName },
    ];
  }
  if (service.type !== "headless") {
    const address = `service:${cluster}/${namespace}/${serviceName}` as Address;
    return [{ name, addresses: [{ address, whileUnready: true }], place: place(id), rule: rules.serviceName }];
  }
  // A headless Service without endpoints has no record at all.
  if (service.pods.length === 0) return [];
  const { whileUnready } = service;
  const all: NameRecord = {
    name,
    addresses: service.pods.map(({ pod }) => ({ address: pod.address, whileUnready })),
    place: place(id),
    rule: rules.headlessName,
  };
  const hosts = new Map<Fqdn, { address: Address; whileUnready: boolean }[]>();
  for (const { pod } of service.pods) {
    if (pod.hostname === undefined || pod.subdomain !== serviceName) continue;
    const host = `${pod.hostname}.${name}`.toLowerCase() as Fqdn;
    hosts.set(host, [...(hosts.get(host) ?? []), { address: pod.address, whileUnready }]);
  }
  return [all, ...[...hosts].map(([host, addresses]) => ({ name: host, addresses, place: place(id), rule: rules.podHostname }))];
}
