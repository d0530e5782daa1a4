import type { Rule } from "../../terms/evidence.ts";
import { checkServer, type ServerRules } from "../tls/verdicts.ts";
import type { Verifier } from "../tls/verifier.ts";

/** A proxy verifies backends; whom it serves it does not ask for certificates. */
function proxyVerifier(rules: ServerRules): Verifier {
  return {
    server: (input) => checkServer(input, rules),
    client: () => ({ ok: true, text: "the proxy asks callers for no certificate", rules: [rules.chain], places: [], values: {} }),
  };
}

const GO = "Go 1.25 documentation, crypto/tls and crypto/x509 (Certificate.Verify, VerifyHostname)";
const go = {
  name: { id: "traefik/server-name", evidence: "documentation", source: `${GO}: alternative names only, never the common name` },
  chain: { id: "traefik/chain", evidence: "documentation", source: `${GO}: a path to one of rootCAs; without any, to the system's roots` },
  usage: { id: "traefik/server-usage", evidence: "documentation", source: `${GO}: server authentication` },
  dates: { id: "traefik/dates", evidence: "documentation", source: `${GO}: every certificate of the path` },
  constraints: { id: "traefik/name-constraints", evidence: "documentation", source: `${GO}: those of every CA of the path` },
} as const satisfies ServerRules & Record<string, Rule>;

const POLICY = "Gateway API 1.5 documentation, BackendTLSPolicy";
const gateway = {
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

/** How Traefik verifies a backend. */
export const traefikVerifier: Verifier = proxyVerifier(go);

/** How an implementation of the Gateway API verifies a backend of a BackendTLSPolicy. */
export const gatewayVerifier: Verifier = proxyVerifier(gateway);

const UNVERIFIED: Rule = {
  id: "proxy/no-verification",
  evidence: "documentation",
  source: "ingress-nginx with GRPCS, Traefik with insecureSkipVerify: any certificate does",
};

/** A proxy that takes any certificate of a backend. */
export const unverifying: Verifier = {
  server: ({ chain }) => ({
    ok: true,
    text: `${chain[0]?.label ?? "the certificate"} is not verified: the proxy takes any`,
    rules: [UNVERIFIED],
    places: chain[0] ? [chain[0].place] : [],
    values: {},
  }),
  client: traefikVerifier.client,
};
