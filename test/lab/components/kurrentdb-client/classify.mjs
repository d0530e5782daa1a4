/**
 * How far a dial came and what stopped it.
 *
 * @typedef {object} Outcome
 * @property {"resolve" | "route" | "accept" | "verify" | "authenticate" | "done"} hop
 * @property {ErrorClass} error empty when done
 * @property {string} detail what Node, OpenSSL, gRPC or the bridge said
 *
 * @typedef {"" | "name-not-found" | "resolver-failed" | "unreachable" | "refused" | "wrong-protocol" | "name-mismatch"
 *   | "unknown-authority" | "expired" | "unusable-certificate" | "refused-by-server"} ErrorClass
 */

/** @type {Outcome} */
export const DONE = { hop: "done", error: "", detail: "" };

/** What each class of error says of how far the dial came. */
const HOPS = /** @type {const} */ ({
  "name-not-found": "resolve",
  "resolver-failed": "resolve",
  unreachable: "route",
  refused: "accept",
  "wrong-protocol": "accept",
  "name-mismatch": "verify",
  "unknown-authority": "verify",
  expired: "verify",
  "unusable-certificate": "verify",
  "refused-by-server": "authenticate",
});

/**
 * @param {keyof typeof HOPS} error
 * @param {string} detail
 * @returns {Outcome}
 */
export function failed(error, detail) {
  return { hop: HOPS[error], error, detail };
}

/**
 * @param {unknown} error
 * @returns {{ code: string, detail: string }} the code is empty where the error has none
 */
function read(error) {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const message = (error instanceof Error ? error.message : String(error))
    // What differs from run to run: the thread and the source line of OpenSSL's errors, and the time in grpc-js's.
    .replace(/^[0-9A-F]+:error:/, "")
    .replace(/:[^:]*\.c:\d+:/, ": ")
    .replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)/, "")
    .trim();
  return { code, detail: code === "" || message.includes(code) ? message : `${code}: ${message}` };
}

/**
 * A lookup by getaddrinfo that failed.
 *
 * @param {unknown} error
 */
export function ofLookup(error) {
  const { code, detail } = read(error);
  return failed(code === "ENOTFOUND" ? "name-not-found" : "resolver-failed", detail);
}

/**
 * A TCP connection that did not come about.
 *
 * @param {unknown} error
 */
export function ofConnect(error) {
  const { code, detail } = read(error);
  return failed(code === "ECONNREFUSED" || code === "ECONNRESET" ? "refused" : "unreachable", detail);
}

// OpenSSL's X509_V_ERR_* as Node names them. CERT_SIGNATURE_FAILURE is what a CA of the same name and another key gives.
/** @type {Readonly<Record<string, "expired" | "unknown-authority" | "name-mismatch">>} */
const VERIFICATION = {
  ERR_TLS_CERT_ALTNAME_INVALID: "name-mismatch",
  HOSTNAME_MISMATCH: "name-mismatch",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-authority",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown-authority",
  CERT_SIGNATURE_FAILURE: "unknown-authority",
};

/**
 * A TLS handshake that did not come to its end.
 *
 * @param {unknown} error
 * @param {{ refusedByUs: boolean, sawCertificate: boolean }} seen whether this side's verification refused the server, and
 *   whether the server had shown a certificate by then
 */
export function ofHandshake(error, { refusedByUs, sawCertificate }) {
  const { code, detail } = read(error);
  const verification = VERIFICATION[code];
  if (verification !== undefined) return failed(verification, detail);
  if (refusedByUs) return failed("unusable-certificate", detail);
  // An alert before the certificate is about versions, ciphers or ALPN: no common protocol.
  if (isAlert(error) && sawCertificate) return failed("refused-by-server", detail);
  return failed("wrong-protocol", detail);
}

/**
 * A connection that ended before HTTP/2 was up, after TLS if there is TLS. Under TLS 1.3 a server refuses the client's certificate
 * only now, after the client's side of the handshake is over.
 *
 * @param {unknown} error
 * @param {boolean} agreedOnHttp2 by ALPN
 */
export function ofSession(error, agreedOnHttp2) {
  const { detail } = read(error);
  const closed = /closed|ECONNRESET|EPIPE|Failed to connect/.test(detail);
  return failed(isAlert(error) || (agreedOnHttp2 && closed) ? "refused-by-server" : "wrong-protocol", detail);
}

/** @param {unknown} error */
export function isAlert(error) {
  const { code, detail } = read(error);
  return /_ALERT_/.test(code) || /\balert\b/.test(detail);
}

// https://grpc.io/docs/guides/status-codes
const [CANCELLED, DEADLINE_EXCEEDED, PERMISSION_DENIED, UNAVAILABLE, UNAUTHENTICATED] = [1, 4, 7, 14, 16];

/**
 * What a call's status says of the dial that it went over.
 *
 * @param {unknown} error what the client threw or called back with
 * @returns {Outcome | "answered" | undefined} "answered" if the server gave any other status, for example UNIMPLEMENTED; undefined if
 *   the status says nothing of the server, since grpc-js makes it itself
 */
export function ofStatus(error) {
  const { detail } = read(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "number") return undefined;
  if (code === UNAUTHENTICATED || code === PERMISSION_DENIED) return failed("refused-by-server", detail);
  // grpc-js makes a status of the HTTP status where an answer is not gRPC's (404 becomes UNIMPLEMENTED).
  if (/Received HTTP status code/.test(detail)) return failed("wrong-protocol", detail);
  return code === CANCELLED || code === DEADLINE_EXCEEDED || code === UNAVAILABLE ? undefined : "answered";
}
