import { Duplex, PassThrough } from "node:stream";
import type { ClusterApi } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { CannotOpen, type OpenStream } from "./dial.ts";
import { type KubeConfig, PortForward, WebSocketHandler } from "./kubernetes-client.ts";

/**
 * A stream to a port of a pod, through the cluster's API and the pod's kubelet, as `kubectl port-forward` makes it.
 * Only what is dialled goes through; no port is opened on this machine.
 */
export function openPod(api: ClusterApi, namespace: string, pod: string, port: number): OpenStream {
  return async (limit) => {
    const [toPod, fromPod, said] = [new PassThrough(), new PassThrough(), new PassThrough()];
    // The library closes these streams when the server closes one of its own, by default those of this process.
    const own = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const forward = new PortForward(api.config, true, new WebSocketHandler(patient(api.config), undefined, own));
    const socket = await forward
      .portForward(namespace, pod, [port], fromPod, said, toPod)
      .catch((error: unknown) => Promise.reject(refusal(error, namespace, pod, port)));
    if (typeof socket === "function") throw new Error("a port is forwarded without retries");
    const stream = Duplex.from({ readable: fromPod, writable: toPod });
    // The kubelet reports on a second channel that nobody listens in the pod, after the stream is open.
    said.on("data", (text: Buffer) => stream.destroy(kubeletSays(text.toString("utf8"), port)));
    socket.onclose = () => fromPod.end();
    stream.on("close", () => socket.close());
    limit.addEventListener("abort", () => socket.close());
    return stream;
  };
}

/** Milliseconds until an API server has to have opened a web socket. */
const HANDSHAKE_TIMEOUT = 10_000;

/** The same, with a time limit for opening web sockets, which the library sets none for. */
function patient(config: KubeConfig): KubeConfig {
  const limited: KubeConfig = Object.create(config);
  limited.applyToHTTPSOptions = async (options) => {
    await config.applyToHTTPSOptions(options);
    Object.assign(options, { handshakeTimeout: HANDSHAKE_TIMEOUT });
  };
  return limited;
}

/** What the kubelet says about a port that it can't reach. Source: k8s.io/cri-streaming, portforward/websocket.go. */
function kubeletSays(text: string, port: number): CannotOpen {
  if (/connection refused|failed to connect/i.test(text)) return new CannotOpen("refused", `nobody listens on port ${port} of the pod`);
  return new CannotOpen("broken", `the kubelet says: ${text.trim().split("\n")[0]}`);
}

/** The API's answer to the request for a web socket, as its library words it: `Unexpected server response: 404`. */
function refusal(error: unknown, namespace: string, pod: string, port: number): Error {
  const message = String((error as { readonly message?: unknown }).message ?? error);
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
  if (status === "404") return new CannotOpen("no-pod", `the cluster has no pod ${namespace}/${pod}`);
  if (status === "401" || status === "403") {
    return new ClusterError(
      `The kubeconfig may not forward port ${port} of pod ${namespace}/${pod}: it needs the verbs get and create on pods/portforward there.`,
    );
  }
  // The kubelet of a pod that does not run.
  if (status !== undefined)
    return new CannotOpen("no-pod", `the cluster can't forward to pod ${namespace}/${pod} (HTTP ${status}): does it run?`);
  return new ClusterError(`The cluster can't be reached: ${message.split("\n")[0]}.`);
}
