import type { Rule } from "../../terms/evidence.ts";

const GETTING_STARTED = "github.com/kurrent-io/KurrentDB-Client-NodeJS, docs/api/getting-started.md";

/** What is known of the official KurrentDB clients, and where it was found. */
export const rules = {
  connectionString: {
    id: "kurrentdb-client/connection-string",
    evidence: "documentation",
    source: `${GETTING_STARTED}: connection string`,
  },
  discovery: {
    id: "kurrentdb-client/discovery",
    evidence: "source",
    source: "github.com/kurrent-io/KurrentDB-Client-NodeJS, discovery.ts",
  },
  caFile: { id: "kurrentdb-client/tls-ca-file", evidence: "documentation", source: `${GETTING_STARTED}: tlsCaFile` },
  publicRoots: {
    id: "kurrentdb-client/public-roots",
    evidence: "documentation",
    source: `${GETTING_STARTED}: without tlsCaFile the system's roots`,
  },
  serverName: {
    id: "kurrentdb-client/server-name",
    evidence: "documentation",
    source: "RFC 6125 6.4; Node.js documentation, tls.checkServerIdentity",
  },
  commonName: {
    id: "kurrentdb-client/common-name",
    evidence: "assumed",
    source: "whether a certificate without alternative names is checked by its common name depends on the client's language",
  },
  chain: {
    id: "kurrentdb-client/chain",
    evidence: "documentation",
    source: "RFC 5280 6.1; Node.js documentation, tls.createSecureContext",
  },
  serverUsage: { id: "kurrentdb-client/server-usage", evidence: "documentation", source: "RFC 5280 4.2.1.12: server authentication" },
  noVerification: { id: "kurrentdb-client/tls-verify-cert", evidence: "documentation", source: `${GETTING_STARTED}: tlsVerifyCert=false` },
} as const satisfies Record<string, Rule>;
