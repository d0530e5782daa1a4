import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect } from "node:net";

/** Seconds that a probe may take. */
const PATIENCE_MS = 1000;

/**
 * One try of a container's probe, from the node, as a kubelet does it: any answer from 200 to 399 will do, and no certificate
 * is verified (kubernetes/pkg/probe/http). Commands are not run: they count as done.
 */
// biome-ignore lint/suspicious/noExplicitAny: a probe and a container as they stand in a pod
export function tryProbe(probe: any, container: any, address: string): Promise<boolean> {
  const wanted = probe.httpGet?.port ?? probe.tcpSocket?.port;
  if (wanted === undefined) return Promise.resolve(true);
  const named = container.ports?.find((each: { name?: string }) => each.name === wanted)?.containerPort;
  const port = typeof wanted === "number" ? wanted : (named ?? Number(wanted));
  return probe.httpGet === undefined ? tryTcp(address, port) : tryHttp(probe.httpGet, address, port);
}

function tryTcp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.on("connect", () => end(true)).on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}

function tryHttp({ path = "/", scheme = "HTTP" }: { path?: string; scheme?: string }, host: string, port: number): Promise<boolean> {
  const options = { host, port, path, timeout: PATIENCE_MS, rejectUnauthorized: false, agent: false };
  return new Promise((resolve) => {
    const asked = scheme === "HTTPS" ? requestHttps(options) : requestHttp(options);
    asked.on("response", (answer) => {
      answer.resume();
      resolve((answer.statusCode ?? 500) >= 200 && (answer.statusCode ?? 500) < 400);
    });
    asked.on("error", () => resolve(false));
    asked.on("timeout", () => asked.destroy());
    asked.end();
  });
}
