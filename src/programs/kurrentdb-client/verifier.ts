import { checkServer } from "../tls/verdicts.ts";
import type { Verifier } from "../tls/verifier.ts";
import { rules } from "./rules.ts";

/** How an official client verifies a server. Nobody dials a client, so it checks no callers. */
export const clientVerifier: Verifier = {
  server: (input) =>
    checkServer(input, {
      name: rules.serverName,
      chain: rules.chain,
      usage: rules.serverUsage,
      commonName: rules.commonName,
      dates: rules.dates,
      constraints: rules.constraints,
    }),
  client: () => ({ ok: true, text: "clients check no callers", rules: [rules.chain], places: [], values: {} }),
};

/** A client that was told to verify nothing. */
export const noVerifier: Verifier = {
  server: ({ chain }) => ({
    ok: true,
    text: `${chain[0]?.label ?? "the certificate"} is not verified`,
    rules: [rules.noVerification],
    places: chain[0] ? [chain[0].place] : [],
    values: {},
  }),
  client: clientVerifier.client,
};
