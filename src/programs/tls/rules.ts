import type { Rule } from "../../terms/evidence.ts";

/** What verifiers of all programs are not followed in. */
export const rules = {
  unreadConstraints: {
    id: "x509/unread-name-constraints",
    evidence: "assumed",
    source: "RFC 5280, 4.2.1.10: constraints on names of a kind that is not looked at are taken to be kept",
  },
  unknownIssuer: {
    id: "x509/unknown-issuer",
    evidence: "assumed",
    source: "whether an issuer that no certificate here shows is among the public roots is not known",
  },
} as const satisfies Record<string, Rule>;
