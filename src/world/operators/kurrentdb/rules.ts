import type { Rule } from "../../../terms/evidence.ts";

const DOCS = "KurrentDB operator documentation, ";

/** What is known of the vendor's operator. Its source is closed: nothing here is better than what its documents say. */
export const rules = {
  resource: {
    id: "kurrentdb-operator/resource",
    evidence: "documentation",
    source:
      "redhat-openshift-ecosystem/certified-operators, kurrentdb-operator 1.4.3, 1.5.0 and 1.6.0: kubernetes.kurrent.io_kurrentdbs.yaml",
  },
  serviceElsewhere: {
    id: "kurrentdb-operator/service-names-across-clusters",
    evidence: "assumed",
    source: `${DOCS}advanced networking: ExternalName Services for servers elsewhere; by which Service name a server is dialled from another cluster is not said`,
  },
} as const satisfies Record<string, Rule>;
