import { type Place, place } from "../terms/place.ts";
import { list, record, text, texts } from "./data.ts";
import type { Facts } from "./facts.ts";
import type { Resolver } from "./network.ts";
import type { MadePod } from "./pods.ts";

/** Stands for a cluster's DNS where no Environment says its address. */
const CLUSTER_DNS = "cluster-dns";
/** Stands for what the node's own `/etc/resolv.conf` says, which no object tells. */
const NODE_DNS = "node-dns";
/** Stands for the public DNS, as processes outside of all clusters ask it. */
export const PUBLIC_DNS = "public";

/** A resolver, and the setting that makes it depend on what is not declared. */
export interface ResolverReading {
  readonly resolver: Resolver;
  readonly unread: readonly Place[];
}

/** How a process in a namespace with `dnsPolicy: ClusterFirst` resolves names. */
export function clusterFirst(cluster: string, namespace: string, facts: Facts, where: Place): Resolver {
  const domain = facts.clusterDomain(cluster);
  return {
    place: where,
    nameservers: [facts.of(cluster)?.dns.serviceIP ?? CLUSTER_DNS],
    searches: [`${namespace}.svc.${domain}`, `svc.${domain}`, domain],
    ndots: 5,
    hosts: new Map([["localhost", "127.0.0.1"]]),
  };
}

/**
 * The `/etc/resolv.conf` and `/etc/hosts` that the kubelet writes for a pod. Source: Kubernetes documentation, DNS for
 * Services and Pods; kubernetes/kubernetes, pkg/kubelet/network/dns/dns.go (at most 3 nameservers).
 */
export function podResolver(made: MadePod, facts: Facts): ResolverReading {
  const { pod } = made;
  const { object, path } = pod.place;
  const policy = text(pod.spec["dnsPolicy"]) ?? "ClusterFirst";
  const onNode = pod.spec["hostNetwork"] === true;
  const nodes = policy === "Default" || (policy === "ClusterFirst" && onNode);
  const where = pod.spec["dnsConfig"] !== undefined ? place(object, ...path, "dnsConfig") : policyPlace(made);
  const cluster = clusterFirst(pod.cluster, pod.namespace, facts, where);
  const base: Resolver = nodes
    ? { ...cluster, nameservers: [NODE_DNS], searches: [], ndots: 1 }
    : policy === "None"
      ? { ...cluster, nameservers: [], searches: [], ndots: 1 }
      : cluster;
  const config = record(pod.spec["dnsConfig"]);
  const more = (field: string) => texts(config[field]).map((each) => each.text);
  const ndots = list(config["options"])
    .map(record)
    .findLast((option) => option["name"] === "ndots");
  const asked = Number(ndots?.["value"] ?? Number.NaN);
  return {
    resolver: {
      place: where,
      nameservers: [...new Set([...base.nameservers, ...more("nameservers")])].slice(0, 3),
      searches: [...new Set([...base.searches, ...more("searches")].map((each) => each.toLowerCase().replace(/\.$/, "")))],
      ndots: Number.isInteger(asked) && asked >= 0 ? Math.min(asked, 15) : base.ndots,
      hosts: hostsOf(made, facts),
    },
    unread: nodes ? [where] : [],
  };
}

function policyPlace({ pod }: MadePod): Place {
  const { object, path } = pod.place;
  return pod.spec["dnsPolicy"] === undefined ? pod.place : place(object, ...path, "dnsPolicy");
}

/** The pod's own names stand for itself, which loopback does as well; then `hostAliases`. */
function hostsOf({ pod }: MadePod, facts: Facts): ReadonlyMap<string, string> {
  const hosts = new Map([["localhost", "127.0.0.1"]]);
  if (pod.spec["hostNetwork"] !== true) {
    const hostname = (pod.hostname ?? pod.name).toLowerCase();
    hosts.set(hostname, "127.0.0.1");
    if (pod.subdomain !== undefined)
      hosts.set(`${hostname}.${pod.subdomain}.${pod.namespace}.svc.${facts.clusterDomain(pod.cluster)}`.toLowerCase(), "127.0.0.1");
  }
  for (const each of list(pod.spec["hostAliases"])) {
    const { ip, hostnames } = record(each);
    for (const { text: name } of texts(hostnames))
      if (text(ip) !== undefined && !hosts.has(name.toLowerCase())) hosts.set(name.toLowerCase(), String(ip));
  }
  return hosts;
}
