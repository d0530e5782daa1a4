import type { Rule } from "../terms/evidence.ts";

/** Rules of Kubernetes and of resolvers that the simulation itself relies on. */
export const rules = {
  resolvConf: {
    id: "resolver/search-and-ndots",
    evidence: "lab",
    source: "resolv.conf(5): search, ndots; Kubernetes documentation, DNS for Services and Pods; seen in test/lab",
  },
  nameserverOrder: {
    id: "resolver/nameserver-order",
    evidence: "documentation",
    source: "resolv.conf(5): nameservers in order, the next only on time-out; musl asks all at once",
  },
  answerName: {
    id: "resolver/answer-name",
    evidence: "documentation",
    source: "coredns/coredns issues 1313, 2202, 2041: clients drop an answer that carries another name than they asked for",
  },
  privateZone: {
    id: "networks/private-zone",
    evidence: "documentation",
    source: "the spec: only clusters of the peering resolve the zone; documentation of Route 53, Cloud DNS and Azure DNS, private zones",
  },
  podNetwork: {
    id: "kubernetes/pod-network",
    evidence: "documentation",
    source: "Kubernetes documentation, Cluster Networking: every pod reaches every pod of its cluster, without NAT",
  },
  service: {
    id: "kubernetes/service",
    evidence: "lab",
    source: "Kubernetes documentation, Service: ports, selectors, endpoints, publishNotReadyAddresses; seen in test/lab",
  },
  loadBalancer: {
    id: "kubernetes/load-balancer",
    evidence: "documentation",
    source: "Kubernetes documentation, Service type LoadBalancer, loadBalancerSourceRanges",
  },
  sourceRanges: {
    id: "kubernetes/load-balancer-source-ranges",
    evidence: "assumed",
    source: "the address that a caller comes from is not declared",
  },
  sourceRangesInside: {
    id: "kubernetes/load-balancer-source-ranges-inside",
    evidence: "source",
    source: "github.com/kubernetes/kubernetes, pkg/proxy: a load balancer's address has a firewall chain on every node, for pods too",
  },
  sourceRangesDeclared: {
    id: "kubernetes/load-balancer-source-ranges-declared",
    evidence: "documentation",
    source:
      "Kubernetes documentation, Service, loadBalancerSourceRanges; the spec: where the cluster's traffic comes from (platform.egress)",
  },
  internalBalancer: {
    id: "networks/internal-load-balancer",
    evidence: "documentation",
    source:
      "documentation of AWS, Azure and Google Cloud: an internal load balancer is reached from its own network and those joined to it",
  },
  peering: {
    id: "networks/peering",
    evidence: "documentation",
    source:
      "the spec: the clusters of a peering reach each other's internal addresses; documentation of AWS, Azure and Google Cloud, VPC peering",
  },
  region: {
    id: "gcp/internal-load-balancer-region",
    evidence: "documentation",
    source: "Google Cloud documentation, internal passthrough Network Load Balancer: without global access clients are in its region",
  },
  regionNotDeclared: {
    id: "gcp/internal-load-balancer-region-not-declared",
    evidence: "assumed",
    source: "platform.region is not declared of both clusters",
  },
  balancerInside: {
    id: "kubernetes/load-balancer-vip",
    evidence: "source",
    source:
      "kubernetes/kubernetes, pkg/proxy/iptables/proxier.go: packets of pods to a load balancer's IP (ipMode VIP) go to the Service's pods, of all nodes also under externalTrafficPolicy Local; Kubernetes documentation, Service, ipMode",
  },
  balancerOutside: {
    id: "kubernetes/load-balancer-proxy",
    evidence: "documentation",
    source: "Kubernetes documentation, Service, ipMode: with Proxy, and with a hostname, packets go to the load balancer and come back",
  },
  networkPolicy: {
    id: "kubernetes/network-policy",
    evidence: "documentation",
    source:
      "Kubernetes documentation, Network Policies, and API reference, NetworkPolicySpec: rules of all policies add up, a pod that none selects is open, both sides have to allow; taken to be enforced by the network plugin",
  },
  networkPolicyProvided: {
    id: "kubernetes/network-policy-provided",
    evidence: "assumed",
    source: "what the policy compares stands in no object: labels of others' pods and namespaces, or the address that packets arrive from",
  },
  otherNetworkPolicy: {
    id: "kubernetes/other-network-policy",
    evidence: "assumed",
    source: "policies of network plugins and AdminNetworkPolicies are not read",
  },
  clusterDnsPods: {
    id: "kubernetes/cluster-dns-pods",
    evidence: "documentation",
    source: "Kubernetes documentation, Customizing DNS Service: the pods of the cluster's DNS carry k8s-app: kube-dns in kube-system",
  },
  listen: {
    id: "kernel/listen",
    evidence: "lab",
    source: "listen(2), connect(2): a port that nobody listens on refuses; seen in test/lab",
  },
  unread: { id: "trueline/unread-setting", evidence: "assumed", source: "a setting of the program that no rule reads" },
  vouched: { id: "trueline/vouched", evidence: "assumed", source: "the topology's assumptions" },
} as const satisfies Record<string, Rule>;
