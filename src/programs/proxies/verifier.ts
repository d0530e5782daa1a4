import { checkServer, type ServerRules } from "../tls/verdicts.ts";
import type { Verifier } from "../tls/verifier.ts";
import { rules } from "./rules.ts";

/** A proxy verifies backends; whom it serves it does not ask for certificates. */
function proxyVerifier(own: ServerRules): Verifier {
  return {
    server: (input) => checkServer(input, own),
    client: () => ({ ok: true, text: "the proxy asks callers for no certificate", rules: [own.chain], places: [], values: {} }),
  };
}

/** How Traefik verifies a backend. */
export const traefikVerifier: Verifier = proxyVerifier({
  name: rules.traefikName,
  chain: rules.traefikChain,
  usage: rules.traefikUsage,
  dates: rules.traefikDates,
  constraints: rules.traefikConstraints,
});

/** How an implementation of the Gateway API verifies a backend of a BackendTLSPolicy. */
export const gatewayVerifier: Verifier = proxyVerifier({
  name: rules.gatewayName,
  chain: rules.gatewayChain,
  usage: rules.gatewayUsage,
  dates: rules.gatewayDates,
  constraints: rules.gatewayConstraints,
});

/** A proxy that takes any certificate of a backend. */
export const unverifying: Verifier = {
  server: ({ chain }) => ({
    ok: true,
    text: `${chain[0]?.label ?? "the certificate"} is not verified: the proxy takes any`,
    rules: [rules.unverified],
    places: chain[0] ? [chain[0].place] : [],
    values: {},
  }),
  client: traefikVerifier.client,
};
