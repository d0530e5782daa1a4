import type { LiveObject } from "../kube-client.ts";

/** What a kubelet knows of its cluster's names. */
export interface NodeNames {
  readonly clusterDomain: string;
  /** `clusterDNS` of the kubelet's configuration. */
  readonly clusterDNS: string;
  /** The nameservers of the node itself. */
  readonly nameservers: readonly string[];
}

/** The kubelet's limits (pkg/apis/core/validation: MaxDNSNameservers, MaxDNSSearchPaths). */
const MOST_NAMESERVERS = 3;
const MOST_SEARCHES = 32;

/**
 * `/etc/resolv.conf` of a pod's containers, from its dnsPolicy and dnsConfig.
 * Source: kubernetes/kubernetes, pkg/kubelet/network/dns/dns.go, GetPodDNS and appendDNSConfig.
 */
export function resolvConfOf(pod: LiveObject, node: NodeNames): string {
  const { dnsPolicy = "ClusterFirst", dnsConfig = {}, hostNetwork } = pod["spec"];
  const ofCluster = dnsPolicy === "ClusterFirstWithHostNet" || (dnsPolicy === "ClusterFirst" && hostNetwork !== true);
  let nameservers: readonly string[] = dnsPolicy === "None" ? [] : node.nameservers;
  let searches: readonly string[] = [];
  const options = new Map<string, string | undefined>();
  if (ofCluster) {
    const { clusterDomain } = node;
    nameservers = [node.clusterDNS];
    searches = [`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
    options.set("ndots", "5");
  }
  nameservers = [...new Set([...nameservers, ...(dnsConfig.nameservers ?? [])])].slice(0, MOST_NAMESERVERS);
  searches = [...new Set([...searches, ...(dnsConfig.searches ?? [])])].slice(0, MOST_SEARCHES);
  for (const { name, value } of dnsConfig.options ?? []) options.set(name, value);
  const written = [...options].map(([name, value]) => (value === undefined || value === "" ? name : `${name}:${value}`));
  return [
    ...(searches.length > 0 ? [`search ${searches.join(" ")}`] : []),
    ...nameservers.map((each) => `nameserver ${each}`),
    ...(written.length > 0 ? [`options ${written.join(" ")}`] : []),
    "",
  ].join("\n");
}

/**
 * `/etc/hosts` of a pod's containers. Source: kubernetes/kubernetes, pkg/kubelet/kubelet_pods.go, managedHostsFileContent and
 * GeneratePodHostNameAndDomain.
 */
export function hostsOf(pod: LiveObject, address: string, node: NodeNames): string {
  const { hostname = pod.metadata.name, subdomain, hostAliases = [] } = pod["spec"];
  const domain = subdomain ? `${hostname}.${subdomain}.${pod.metadata.namespace}.svc.${node.clusterDomain}\t` : "";
  const aliases: readonly { ip: string; hostnames: readonly string[] }[] = hostAliases;
  return [
    "127.0.0.1\tlocalhost",
    "::1\tlocalhost ip6-localhost ip6-loopback",
    `${address}\t${domain}${hostname}`,
    ...aliases.map(({ ip, hostnames }) => `${ip}\t${hostnames.join("\t")}`),
    "",
  ].join("\n");
}
