import type { Rule } from "../../terms/evidence.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, list, record, text, textRecord } from "../data.ts";
import type { Facts } from "../facts.ts";
import type { Address } from "../network.ts";
import type { Indexed } from "../object-index.ts";
import type { ReadGateway } from "./gateway.ts";
import type { ReadIngress } from "./ingress.ts";
import { rules } from "./rules.ts";

/** A name that external-dns of a cluster writes for an Ingress or a route of a Gateway. */
export interface Publication {
  readonly cluster: string;
  readonly name: string;
  readonly place: Place;
  /** Addresses or names in place of the load balancer's: the `target` annotation. */
  readonly targets: readonly string[];
  readonly address: Address;
  readonly rule: Rule;
}

/** What external-dns reads where nothing says it: the default of its chart. */
const SOURCES = ["service", "ingress"];

function reads(source: string, cluster: string, facts: Facts): boolean {
  const externalDNS = facts.of(cluster)?.platform.externalDNS;
  return externalDNS !== undefined && (externalDNS.sources ?? SOURCES).includes(source);
}

/** The hosts of an Ingress's rules and of its `spec.tls`. */
export function ingressNames({ object, className }: ReadIngress, facts: Facts): readonly Publication[] {
  const { id, cluster } = object;
  if (!reads("ingress", cluster, facts)) return [];
  const rule = rules.externalDNSIngress;
  const address = `ingress:${cluster}/${className === "" ? "default" : className}` as Address;
  const found = new Map<string, Publication>();
  const add = (host: unknown, where: Place): void => {
    const name = text(host)?.toLowerCase();
    if (name !== undefined && !found.has(name))
      found.set(name, { cluster, name, place: where, targets: targetsOf(object, facts), address, rule });
  };
  for (const [i, each] of list(at(object.object, "spec", "rules")).entries())
    add(record(each)["host"], place(id, "spec", "rules", i, "host"));
  for (const [i, each] of list(at(object.object, "spec", "tls")).entries()) {
    for (const [k, host] of list(record(each)["hosts"]).entries()) add(host, place(id, "spec", "tls", i, "hosts", k));
  }
  return [...found.values()];
}

/** The hostnames of a Gateway's routes, of the kinds that external-dns reads. */
export function gatewayNames({ object, published }: ReadGateway, facts: Facts): readonly Publication[] {
  const { cluster, namespace, name } = object;
  const address = `gateway:${cluster}/${namespace}/${name}` as Address;
  const found = new Map<string, Publication>();
  for (const { host, kind, place: where } of published) {
    if (host === "*" || found.has(host) || !reads(`gateway-${kind.toLowerCase()}`, cluster, facts)) continue;
    found.set(host, { cluster, name: host, place: where, targets: targetsOf(object, facts), address, rule: rules.externalDNSGateway });
  }
  return [...found.values()];
}

function targetsOf({ cluster, object }: Indexed, facts: Facts): readonly string[] {
  const prefix = facts.of(cluster)?.platform.externalDNS?.annotationPrefix ?? "";
  const target = textRecord(object.metadata.annotations)[`${prefix}target`];
  return target === undefined ? [] : target.split(",").map((each) => each.trim().toLowerCase().replace(/\.$/, ""));
}
