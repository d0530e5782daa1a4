import type { Rule } from "../../terms/evidence.ts";
import type { ServerRules } from "../tls/verdicts.ts";

const GO = "Go 1.25 documentation, crypto/tls and crypto/x509 (Certificate.Verify, VerifyHostname)";
/** How Go's TLS verifies a server, as Traefik uses it. */
export const go = {
  name: { id: "traefik/server-name", evidence: "documentation", source: `${GO}: alternative names only, never the common name` },
  chain: { id: "traefik/chain", evidence: "documentation", source: `${GO}: a path to one of rootCAs; without any, to the system's roots` },
  usage: { id: "traefik/server-usage", evidence: "documentation", source: `${GO}: server authentication` },
  dates: { id: "traefik/dates", evidence: "documentation", source: `${GO}: every certificate of the path` },
  constraints: { id: "traefik/name-constraints", evidence: "documentation", source: `${GO}: those of every CA of the path` },
} as const satisfies ServerRules & Record<string, Rule>;

const POLICY = "Gateway API 1.5 documentation, BackendTLSPolicy";
/** How an implementation of the Gateway API does. */
export const gateway = {
  name: {
    id: "gateway-api/server-name",
    evidence: "documentation",
    source: `${POLICY}: the hostname has to be among the alternative names`,
  },
  chain: {
    id: "gateway-api/chain",
    evidence: "documentation",
    source: `${POLICY}: a path to one of caCertificateRefs, or to a well-known CA`,
  },
  usage: { id: "gateway-api/server-usage", evidence: "documentation", source: "RFC 5280, 4.2.1.12: server authentication" },
  dates: { id: "gateway-api/dates", evidence: "documentation", source: "RFC 5280, 6.1.3: every certificate of the path" },
  constraints: { id: "gateway-api/name-constraints", evidence: "documentation", source: "RFC 5280, 4.2.1.10" },
} as const satisfies ServerRules & Record<string, Rule>;

/** By which a backend is not verified at all. */
export const UNVERIFIED: Rule = {
  id: "proxy/no-verification",
  evidence: "documentation",
  source: "ingress-nginx with GRPCS, Traefik with insecureSkipVerify: any certificate does",
};

/** All of them, by their ids. */
export const rules: Readonly<Record<string, Rule>> = Object.fromEntries(
  [...Object.values(go), ...Object.values(gateway), UNVERIFIED].map((rule) => [rule.id, rule]),
);
