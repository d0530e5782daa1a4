import { text } from "../../data.ts";
import type { DerivedField } from "../derived.ts";
import type { Made } from "./made.ts";
import { metadataOf } from "./metadata.ts";
import { expandTemplate, extraRules, fqdnFrom, fqdnTemplate, type NodeType, type Resource } from "./resource.ts";

/** The key of its configuration in the sidecar's ConfigMap, and the file that it is mounted as. */
export const DNS_KEY = "dns.conf";

/** The vendor's image: what version an operator takes is in its own configuration. Source: kurrent-io/dns-sidecar. */
export const DNS_IMAGE = "docker.kurrent.io/kurrent-latest/dns:1.0.2";

/** The ConfigMap of a type's sidecars; its name is not documented, and this stands for it. */
export function dnsName(type: NodeType): string {
  return `${type.name}-dns`;
}

/**
 * The sidecar's configuration: one rule for each node type, by pattern so that scaling changes nothing, which leads a pod's FQDN to
 * its own Service, then the extra rules of the resource. Source: kurrent-io/dns-sidecar, dns/dns.go (example of its configuration).
 */
export function dnsConfigMap(resource: Resource, type: NodeType): Made {
  const { namespace, clusterDomain, baseResolver } = resource;
  const own = resource.nodeTypes.map((each) => {
    const pattern = `(${quoted(each.name)}-[0-9]+)`;
    const [head = "", ...rest] = expandTemplate(resource, each, "\0", fqdnTemplate(resource)).split("\0").map(quoted);
    // Where the template lacks the pod's name there is one pod only.
    const host = rest.length === 0 ? head : `${head}${pattern}${rest.join(`${quoted(each.name)}-[0-9]+`)}`;
    const pod = rest.length === 0 ? `${each.name}-0` : "${1}";
    return { host, result: `${pod}.${namespace}.svc.${clusterDomain}`, regex: true };
  });
  const extra = extraRules(resource).map((rule) => ({
    host: text(rule["host"]) ?? "",
    result: text(rule["result"]) ?? "",
    ...(rule["regex"] === true ? { regex: true } : {}),
  }));
  const configuration = { listen: "127.0.0.1:53", resolver: `${baseResolver}:53`, rules: [...own, ...extra] };
  const from = fqdnFrom(resource);
  const fields: readonly DerivedField[] = [
    { path: ["data", DNS_KEY], from: extra.length > 0 ? ["spec", "network", "splitDNSExtraRules"] : from },
  ];
  return {
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadataOf(resource, type, "configMaps", dnsName(type)),
      data: { [DNS_KEY]: JSON.stringify(configuration) },
    },
    base: from,
    fields,
  };
}

/** A text as a pattern that matches only it. */
function quoted(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
