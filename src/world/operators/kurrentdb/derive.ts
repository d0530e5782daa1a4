import type { Facts } from "../../facts.ts";
import type { Indexed } from "../../object-index.ts";
import { GROUP } from "./admission.ts";
import type { Made } from "./made.ts";
import { readResource } from "./resource.ts";
import { servicesOf } from "./services.ts";
import { dnsConfigMap } from "./split-dns.ts";
import { configurationMap, statefulSet } from "./stateful-set.ts";

/** Whether an object is one that the vendor's operator makes others of. */
export function isKurrentDB({ group, kind }: Pick<Indexed, "group" | "kind">): boolean {
  return group === GROUP && kind === "KurrentDB";
}

/** Whether the operator runs in a cluster: its Environment says so, or none names the cluster. */
export function hasOperator(cluster: string, facts: Facts): boolean {
  const known = facts.of(cluster);
  return known === undefined || known.platform.kurrentdbOperator !== undefined;
}

/**
 * The objects that the vendor's operator makes of a KurrentDB: for each node type a StatefulSet, its ConfigMap, a headless Service,
 * and for each pod a headless Service and, where asked for, a load balancer. Source: KurrentDB operator documentation; the operator's
 * code is not public.
 */
export function deriveKurrentDB(object: Indexed, facts: Facts): readonly Made[] {
  const resource = readResource(object, facts);
  return resource.nodeTypes.flatMap((type) => [
    configurationMap(resource, type),
    ...(resource.internode === "SplitDNS" ? [dnsConfigMap(resource, type)] : []),
    ...servicesOf(resource, type),
    statefulSet(resource, type),
  ]);
}
