import type { Rule } from "../../terms/evidence.ts";

const GO = "Go 1.25 documentation, crypto/tls and crypto/x509 (Certificate.Verify, VerifyHostname)";
const POLICY = "Gateway API 1.5 documentation, BackendTLSPolicy";

/** How proxies verify their backends, and where it was found. */
export const rules = {
  traefikName: { id: "traefik/server-name", evidence: "documentation", source: `${GO}: alternative names only, never the common name` },
  traefikChain: {
    id: "traefik/chain",
    evidence: "documentation",
    source: `${GO}: a path to one of rootCAs; without any, to the system's roots`,
  },
  traefikUsage: { id: "traefik/server-usage", evidence: "documentation", source: `${GO}: server authentication` },
  traefikDates: { id: "traefik/dates", evidence: "documentation", source: `${GO}: every certificate of the path` },
  traefikConstraints: { id: "traefik/name-constraints", evidence: "documentation", source: `${GO}: those of every CA of the path` },
  gatewayName: {
    id: "gateway-api/server-name",
    evidence: "documentation",
    source: `${POLICY}: the hostname has to be among the alternative names`,
  },
  gatewayChain: {
    id: "gateway-api/chain",
    evidence: "documentation",
    source: `${POLICY}: a path to one of caCertificateRefs, or to a well-known CA`,
  },
  gatewayUsage: { id: "gateway-api/server-usage", evidence: "documentation", source: "RFC 5280, 4.2.1.12: server authentication" },
  gatewayDates: { id: "gateway-api/dates", evidence: "documentation", source: "RFC 5280, 6.1.3: every certificate of the path" },
  gatewayConstraints: { id: "gateway-api/name-constraints", evidence: "documentation", source: "RFC 5280, 4.2.1.10" },
  unverified: {
    id: "proxy/no-verification",
    evidence: "documentation",
    source: "ingress-nginx with GRPCS, Traefik with insecureSkipVerify: any certificate does",
  },
} as const satisfies Record<string, Rule>;
