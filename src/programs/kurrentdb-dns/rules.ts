import type { Rule } from "../../terms/evidence.ts";

/** What is known of the vendor's DNS sidecar, and where it was found. */
export const rules = {
  answers: {
    id: "kurrentdb-dns/rules",
    evidence: "source",
    source:
      "github.com/kurrent-io/dns-sidecar 1f8ac8a, dns/dns.go: the first rule that takes the whole name; an address, or the addresses of another name",
  },
  refers: {
    id: "kurrentdb-dns/next-nameserver",
    evidence: "documentation",
    source:
      "github.com/kurrent-io/dns-sidecar 1f8ac8a, dns/dns.go: SERVFAIL without a rule; glibc, res_send: the next nameserver of resolv.conf is asked then",
  },
  configuration: {
    id: "kurrentdb-dns/configuration",
    evidence: "source",
    source: "github.com/kurrent-io/dns-sidecar 1f8ac8a, main.go: JSON in the file that its first argument names, else /dns.conf",
  },
} as const satisfies Record<string, Rule>;
