import type { Rule } from "../../terms/evidence.ts";

const GETTING_STARTED = "github.com/kurrent-io/KurrentDB-Client-NodeJS, docs/api/getting-started.md";

/** What is known of the official KurrentDB clients, and where it was found. */
export const rules = {
  connectionString: {
    id: "kurrentdb-client/connection-string",
    evidence: "lab",
    source: `${GETTING_STARTED}: connection string; seen in test/lab`,
  },
  discovery: {
    id: "kurrentdb-client/discovery",
    evidence: "lab",
    source: "github.com/kurrent-io/KurrentDB-Client-NodeJS, discovery.ts; seen in test/lab",
  },
  caFile: { id: "kurrentdb-client/tls-ca-file", evidence: "lab", source: `${GETTING_STARTED}: tlsCaFile; seen in test/lab` },
  publicRoots: {
    id: "kurrentdb-client/public-roots",
    evidence: "documentation",
    source: `${GETTING_STARTED}: without tlsCaFile the system's roots`,
  },
  serverName: {
    id: "kurrentdb-client/server-name",
    evidence: "lab",
    source: "RFC 6125 6.4; Node.js documentation, tls.checkServerIdentity; seen in test/lab",
  },
  commonName: {
    id: "kurrentdb-client/common-name",
    evidence: "assumed",
    source: "whether a certificate without alternative names is checked by its common name depends on the client's language",
  },
  chain: {
    id: "kurrentdb-client/chain",
    evidence: "lab",
    source: "RFC 5280 6.1; Node.js documentation, tls.createSecureContext; seen in test/lab",
  },
  serverUsage: {
    id: "kurrentdb-client/server-usage",
    evidence: "lab",
    source: "RFC 5280 4.2.1.12: server authentication; seen in test/lab",
  },
  dates: {
    id: "kurrentdb-client/dates",
    evidence: "source",
    source:
      "OpenSSL 3, crypto/x509/x509_vfy.c, internal_verify: every certificate, the root too; of the two ways in which client 1.3.1 for Node dials, the native one passes over the root's dates (docs/lab.md), and grpc-js does not",
  },
  constraints: {
    id: "kurrentdb-client/name-constraints",
    evidence: "source",
    source: "OpenSSL 3, crypto/x509/x509_vfy.c, check_name_constraints: the root's too; RFC 5280, 4.2.1.10",
  },
  noVerification: { id: "kurrentdb-client/tls-verify-cert", evidence: "documentation", source: `${GETTING_STARTED}: tlsVerifyCert=false` },
} as const satisfies Record<string, Rule>;
