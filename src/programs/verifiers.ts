import { nodeVerifier, replicationVerifier } from "./kurrentdb/verifier.ts";
import { clientVerifier, noVerifier } from "./kurrentdb-client/verifier.ts";
import { gatewayVerifier, traefikVerifier, unverifying } from "./proxies/verifier.ts";
import type { Verifier } from "./tls/verifier.ts";

/** Every program's rules for verifying others, by the name that a `Party` gives. */
export const verifiers: Readonly<Record<string, Verifier>> = {
  "kurrentdb-node": nodeVerifier,
  "kurrentdb-replication": replicationVerifier,
  "kurrentdb-client": clientVerifier,
  traefik: traefikVerifier,
  "gateway-api": gatewayVerifier,
  "proxy-without-verification": unverifying,
  none: noVerifier,
};
