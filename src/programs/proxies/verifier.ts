import { checkServer, type ServerRules } from "../tls/verdicts.ts";
import type { Verifier } from "../tls/verifier.ts";
import { gateway, go, UNVERIFIED } from "./rules.ts";

/** A proxy verifies backends; whom it serves it does not ask for certificates. */
function proxyVerifier(rules: ServerRules): Verifier {
  return {
    server: (input) => checkServer(input, rules),
    client: () => ({ ok: true, text: "the proxy asks callers for no certificate", rules: [rules.chain], places: [], values: {} }),
  };
}

/** How Traefik verifies a backend. */
export const traefikVerifier: Verifier = proxyVerifier(go);

/** How an implementation of the Gateway API verifies a backend of a BackendTLSPolicy. */
export const gatewayVerifier: Verifier = proxyVerifier(gateway);

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
