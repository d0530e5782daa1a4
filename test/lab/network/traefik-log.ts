import type { Upstream } from "./edge-controller.ts";

/** What is read of a line that Traefik writes, of its own log or of its access log. */
interface Line {
  readonly level?: string;
  readonly message?: string;
  readonly error?: string;
  /** Of the Ingress that its provider speaks of. */
  readonly namespace?: string;
  readonly ingress?: string;
  /** Of the access log. Without a router nothing served the request. */
  readonly RequestHost?: string;
  readonly RouterName?: string;
  readonly ServiceURL?: string;
  readonly DownstreamStatus?: number;
  readonly OriginStatus?: number;
}

type End = Pick<Upstream, "hop" | "error">;

/** What Go's errors say, by their texts: crypto/tls, crypto/x509 and net. */
const ERRORS: readonly (readonly [text: RegExp, end: End])[] = [
  [/x509: certificate signed by unknown authority/, { hop: "verify", error: "unknown-authority" }],
  [
    /x509: certificate (is valid for|is not valid for any names)|x509: cannot validate certificate for/,
    { hop: "verify", error: "name-mismatch" },
  ],
  [/x509: certificate has expired or is not yet valid/, { hop: "verify", error: "expired" }],
  [/x509: /, { hop: "verify", error: "unusable-certificate" }],
  [/connection refused/, { hop: "accept", error: "refused" }],
  [/i\/o timeout|no route to host|network is unreachable/, { hop: "route", error: "unreachable" }],
  [/remote error: tls: /, { hop: "authenticate", error: "refused-by-server" }],
];

/** A server that speaks TLS ends a connection of another kind without a word. */
const OTHER: End = { hop: "accept", error: "wrong-protocol" };

/** The client went away before an answer came. */
const CLIENT_CLOSED = 499;

/**
 * What became last of requests for each host, by Traefik's log: each line of the access log, with the error of its proxy that came
 * before it. `ingressesOf` gives the Ingresses (`NAMESPACE/NAME`) with a host: of a request that no router takes its provider said
 * before why there is none.
 */
export function readTraefikLog(log: string, ingressesOf: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, Upstream> {
  const ends = new Map<string, Upstream>();
  const left: string[] = [];
  const skipped = new Map<string, string>();
  for (const line of log.split("\n").filter((each) => each.startsWith("{"))) {
    const read = JSON.parse(line) as Line;
    if (read.RequestHost === undefined) {
      if (read.ingress !== undefined)
        skipped.set(`${read.namespace}/${read.ingress}`, `${read.message}${read.error ? `: ${read.error}` : ""}`);
      // `502 Bad Gateway`: its proxy's error handler.
      else if (read.error !== undefined && /^\d{3} /.test(read.message ?? "")) left.push(read.error);
      continue;
    }
    const host = read.RequestHost.toLowerCase();
    const { DownstreamStatus: status = 0, OriginStatus: answered = 0 } = read;
    if (read.RouterName === undefined) {
      const why = (ingressesOf.get(host) ?? []).flatMap((each) => skipped.get(each) ?? []).at(-1);
      const none = why?.includes("no endpoints found") ?? false;
      const end: End = none ? { hop: "route", error: "no-backend" } : { hop: "forward", error: "no-service" };
      ends.set(host, { host, ...end, detail: why ?? `status ${status}: no router takes it` });
    } else if (status >= CLIENT_CLOSED && left.length > 0) {
      const [error = ""] = left.splice(0, 1);
      if (status !== CLIENT_CLOSED) ends.set(host, { host, ...endOf(error), detail: error });
    } else if (answered === 400) {
      ends.set(host, { host, ...OTHER, detail: `${read.ServiceURL} answered 400` });
    } else {
      ends.set(host, { host, hop: "done", error: "" });
    }
  }
  return ends;
}

function endOf(error: string): End {
  return ERRORS.find(([text]) => text.test(error))?.[1] ?? OTHER;
}
