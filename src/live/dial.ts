import { connect as connectPlain } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect, rootCertificates, type TLSSocket } from "node:tls";
import type { Outcome, UnreachableReason } from "../probe/outcome.ts";
import { readCertificate, type X509 } from "../x509/certificate.ts";
import { ClusterError } from "./cluster-error.ts";

/** Opens the stream that TLS is spoken over, and gives up when the signal says so. */
export type OpenStream = (limit: AbortSignal) => Promise<Duplex>;

/**
 * One TLS handshake: what the server presents, whatever it is. Nothing is verified and nothing is sent: neither a
 * certificate of ours nor a byte after the handshake. A server that demands a certificate ends the handshake, but only
 * after it has presented its own, which is taken down.
 *
 * Throws a ClusterError where the way there leads over a cluster that can't be used.
 *
 * @param serverName the name to ask for (SNI)
 * @param timeLimitSeconds for connecting and the handshake together
 */
export async function dial(open: OpenStream, serverName: string | undefined, timeLimitSeconds: number): Promise<Outcome> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeLimitSeconds * 1000);
  let stream: Duplex | undefined;
  try {
    const opening = open(limit.signal);
    // One that opens too late is of no use to anybody.
    opening.then((late) => limit.signal.aborted && late.destroy()).catch(() => undefined);
    stream = await Promise.race([opening, aborted(limit.signal)]);
    return await handshake(stream, serverName, limit.signal);
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    return limit.signal.aborted ? unreachable("timeout", `no answer within ${timeLimitSeconds} s`) : unreachableBy(error);
  } finally {
    clearTimeout(timer);
    stream?.destroy();
  }
}

/** A TCP connection to a host, by name or address. */
export function openTcp(host: string, port: number): OpenStream {
  return (limit) =>
    new Promise((resolve, reject) => {
      const socket = connectPlain({ host, port });
      limit.addEventListener("abort", () => socket.destroy());
      socket.once("connect", () => resolve(socket));
      socket.once("error", reject);
    });
}

/** The roots of public authorities that Node brings, in PEM. */
export function publicRoots(): readonly string[] {
  return rootCertificates;
}

/** Why a stream could not be opened. */
export class CannotOpen extends Error {
  override readonly name = "CannotOpen";

  constructor(
    readonly reason: UnreachableReason,
    text: string,
  ) {
    super(text);
  }
}

function handshake(stream: Duplex, serverName: string | undefined, limit: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    let chain: readonly X509[] = [];
    const options: ConnectionOptions & { readonly requestOCSP: boolean } = {
      socket: stream,
      ...(serverName === undefined ? {} : { servername: serverName }),
      // The chain below is what was sent; with roots of ours Node would complete it.
      ca: [],
      rejectUnauthorized: false,
      // Makes OpenSSL call back once the server's certificate is there, before it asks for ours.
      requestOCSP: true,
    };
    const socket = connect(options);
    let protocol: string | null = null;
    // Only while the handshake goes on: Node 20 crashes when a destroyed socket is asked for a certificate.
    const look = (): void => {
      if (chain.length === 0) chain = presented(socket);
      protocol = socket.getProtocol();
    };
    const end = (outcome: Outcome): void => {
      resolve(chain.length > 0 ? { kind: "served", chain, ...(protocol === null ? {} : { protocol }) } : outcome);
      socket.destroy();
    };
    socket.on("OCSPResponse", look);
    socket.once("secureConnect", () => {
      look();
      end(unreachable("no-certificate", ""));
    });
    for (const each of [socket, stream]) each.on("error", (error: Error) => end(unreachableBy(error)));
    socket.once("close", () => end(unreachable("broken", "the connection was closed during the handshake")));
    limit.addEventListener("abort", () => end(unreachable("timeout", "it accepts connections, and then says nothing")));
  });
}

/** What the server sent, leaf first. Node links each certificate to its issuer; a root is its own. */
function presented(socket: TLSSocket): readonly X509[] {
  const chain: X509[] = [];
  let certificate = socket.getPeerCertificate(true);
  for (
    const seen = new Set<string>();
    certificate?.raw && !seen.has(certificate.fingerprint256);
    certificate = certificate.issuerCertificate
  ) {
    seen.add(certificate.fingerprint256);
    chain.push(readCertificate(certificate.raw));
  }
  return chain;
}

const REASONS: Readonly<Record<string, readonly [UnreachableReason, string]>> = {
  ECONNREFUSED: ["refused", "the connection is refused: nobody listens there"],
  ENOTFOUND: ["no-such-name", "the name does not resolve from here"],
  EAI_AGAIN: ["no-such-name", "no name server answers here"],
  EHOSTUNREACH: ["timeout", "no route leads there from here"],
  ENETUNREACH: ["timeout", "no route leads there from here"],
  ETIMEDOUT: ["timeout", "no answer"],
  ECONNRESET: ["broken", "the connection was closed during the handshake"],
  EPIPE: ["broken", "the connection was closed"],
};

function unreachableBy(error: unknown): Outcome {
  if (error instanceof CannotOpen) return unreachable(error.reason, error.message);
  const { code = "", message = "", errors } = error as NodeJS.ErrnoException & { readonly errors?: readonly unknown[] };
  // Several addresses were tried: the first one's error says as much as any.
  if (errors?.[0] !== undefined && !REASONS[code]) return unreachableBy(errors[0]);
  const known = REASONS[code];
  if (known) return unreachable(...known);
  if (/WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH|BAD_EXTENSION/.test(code))
    return unreachable("no-tls", "somebody answers, but not by TLS");
  return unreachable("broken", (message || code).split("\n")[0]?.replace(/^[0-9A-F]+:error:[0-9A-F]+:/, "") ?? "");
}

function unreachable(reason: UnreachableReason, text: string): Outcome {
  return { kind: "unreachable", reason, text };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("time is up"))));
}
