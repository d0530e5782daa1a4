import type { Rule } from "../../terms/evidence.ts";

const PLUGIN = "github.com/coredns/coredns, plugin/";

/** What is known of CoreDNS, and where it was found. */
export const rules = {
  corefile: { id: "coredns/corefile", evidence: "documentation", source: "corefile(5), coredns(1)" },
  imageFile: {
    id: "coredns/image-without-corefile",
    evidence: "source",
    source: "github.com/coredns/coredns, Dockerfile: the image holds the binary only",
  },
  rewrite: { id: "coredns/rewrite", evidence: "lab", source: `${PLUGIN}rewrite/name.go; seen in test/lab` },
  hosts: { id: "coredns/hosts", evidence: "source", source: `${PLUGIN}hosts/hosts.go, README.md; plugin.cfg for the order of plugins` },
  customized: {
    id: "coredns/cluster-customization",
    evidence: "documentation",
    source:
      "Microsoft, Customize CoreDNS for Azure Kubernetes Service; github.com/k3s-io/k3s, issue 7639; plugin.cfg for the order of plugins",
  },
  forward: { id: "coredns/forward", evidence: "lab", source: `${PLUGIN}forward/README.md; seen in test/lab` },
  listen: { id: "coredns/listen", evidence: "lab", source: `${PLUGIN}bind, ready, health, metrics: README.md; seen in test/lab` },
  privilege: {
    id: "coredns/privileged-port",
    evidence: "documentation",
    source: "capabilities(7), ip(7): ip_unprivileged_port_start; tried by hand, docs/decisions/0005-port-53-without-root.md",
  },
} as const satisfies Record<string, Rule>;
