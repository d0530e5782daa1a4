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
