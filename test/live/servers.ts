import { createServer as createPlain, type Server } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { afterEach } from "vitest";
import type { Made } from "./pki.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** Closes it after the test. */
export function closeLater(each: { close(): void }): void {
  open.push(each);
}

/** Listens on a port of loopback that is free. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeLater(server);
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** A TLS server that presents these certificates, leaf first. */
export function serve(chain: readonly Made[], options: TlsOptions = {}): Promise<number> {
  const server = createServer({ cert: chain.map(({ pem }) => pem).join(""), key: chain[0]?.key ?? "", ...options }, (socket) =>
    socket.on("error", () => undefined),
  );
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** A TCP server that answers with a text, or with nothing. */
export function plain(answer?: string): Promise<number> {
  const server = createPlain((socket) => {
    socket.on("error", () => undefined);
    closeLater({ close: () => socket.destroy() });
    if (answer !== undefined) socket.end(answer);
  });
  return listen(server);
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createPlain();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
