import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { make } from "./pki.ts";
import { closeLater, listen } from "./servers.ts";

const TOKEN = "token-of-a-test";

/** The part of the `ws` package, which the Kubernetes client brings, that is used here. */
interface WebSocket {
  send(data: Buffer): void;
  close(): void;
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "close", listener: () => void): void;
}
interface WebSocketServer {
  handleUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, done: (socket: WebSocket) => void): void;
}
const fromClient = createRequire(createRequire(import.meta.url).resolve("@kubernetes/client-node"));
const { WebSocketServer: Server } = fromClient("ws") as {
  WebSocketServer: new (options: { noServer: true; handleProtocols: (offered: Set<string>) => string | false }) => WebSocketServer;
};

/** What a fake API server knows. */
export interface FakeObjects {
  /** By path without a query. */
  readonly objects?: Readonly<Record<string, object>>;
  /** Paths that RBAC forbids. */
  readonly forbidden?: readonly string[];
  /** By `NAMESPACE/POD` and port, the port of this machine that stands for it. */
  readonly pods?: Readonly<Record<string, Readonly<Record<number, number>>>>;
}

export interface FakeCluster {
  /** The kubeconfig's file. Its contexts: `east` (the current one) and `stranger`, whose token is wrong. */
  readonly kubeconfig: string;
  /** The paths that were asked for, in their order. */
  readonly asked: readonly string[];
}

/**
 * An API server on loopback that knows some objects and forwards ports as a kubelet does: by the protocol
 * v4.channel.k8s.io, with a channel for data and one for errors, each of which starts with the port's two bytes.
 * Source: k8s.io/cri-streaming v0.36.1, portforward/websocket.go.
 */
export async function fakeCluster({ objects = {}, forbidden = [], pods = {} }: FakeObjects): Promise<FakeCluster> {
  const certificate = await make({ subject: "CN=kube-apiserver", ips: ["127.0.0.1"], ca: false });
  const asked: string[] = [];
  const refusal = (request: IncomingMessage): number | undefined => {
    const path = new URL(request.url ?? "", "https://x").pathname;
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return 401;
    return forbidden.includes(path) ? 403 : undefined;
  };
  const server = createServer({ cert: certificate.pem, key: certificate.key }, (request, response) => {
    const path = new URL(request.url ?? "", "https://x").pathname;
    asked.push(request.url ?? "");
    const status = refusal(request) ?? (objects[path] ? 200 : 404);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? objects[path] : { kind: "Status", message: `no (${status})` }));
  });
  const sockets = new Server({ noServer: true, handleProtocols: (offered) => offered.has("v4.channel.k8s.io") && "v4.channel.k8s.io" });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? "");
    socket.on("error", () => undefined);
    const [, namespace, pod] =
      /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward$/.exec(new URL(request.url ?? "", "https://x").pathname) ?? [];
    const ports = pods[`${namespace}/${pod}`];
    const status = refusal(request) ?? (ports ? undefined : 404);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const wanted = Number(new URL(request.url ?? "", "https://x").searchParams.get("ports"));
    sockets.handleUpgrade(request, socket, head, (opened) => forward(opened, wanted, ports?.[wanted]));
  });
  const port = await listen(server);
  closeLater({ close: () => server.closeAllConnections() });
  return { kubeconfig: writeKubeconfig(port, certificate.pem), asked };
}

function forward(socket: WebSocket, wanted: number, port: number | undefined): void {
  const channel = (number: number, data: Buffer): void => socket.send(Buffer.concat([Buffer.from([number]), data]));
  const portBytes = Buffer.alloc(2);
  portBytes.writeUInt16LE(wanted);
  channel(0, portBytes);
  channel(1, portBytes);
  const target = connect({ host: "127.0.0.1", port: port ?? 1 });
  closeLater({ close: () => target.destroy() });
  target.on("data", (data) => channel(0, data));
  target.on("end", () => socket.close());
  target.on("error", () => {
    channel(1, Buffer.from(`error forwarding port ${wanted} to pod x, uid y: dial tcp4 127.0.0.1:${wanted}: connect: connection refused`));
    socket.close();
  });
  socket.on("message", (data) => data[0] === 0 && target.write(data.subarray(1)));
  socket.on("close", () => target.destroy());
}

function writeKubeconfig(port: number, ca: string): string {
  const folder = mkdtempSync(join(tmpdir(), "trueline-kubeconfig-"));
  closeLater({ close: () => rmSync(folder, { recursive: true, force: true }) });
  const file = join(folder, "kubeconfig");
  const cluster = { server: `https://127.0.0.1:${port}`, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "east",
    clusters: [{ name: "c", cluster }],
    users: [
      { name: "u", user: { token: TOKEN } },
      { name: "s", user: { token: "wrong" } },
    ],
    contexts: [
      { name: "east", context: { cluster: "c", user: "u" } },
      { name: "stranger", context: { cluster: "c", user: "s" } },
    ],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
