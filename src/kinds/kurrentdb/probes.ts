import { k8s } from "cdk8s-plus-28";
import type { Layout } from "./layout.ts";

const HTTP = k8s.IntOrString.fromString("http");

/**
 * `/health/live` is the only health path of the server, and it says 503 until the node has first become leader,
 * follower or replica (the vendor's source: ClusterVNodeStartup, UserManagementService). So it can be readiness only.
 */
export function probes({ authority }: Layout): Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  return {
    // Opening a large database takes minutes: half an hour before the kubelet gives up.
    startupProbe: { tcpSocket: { port: HTTP }, periodSeconds: 10, failureThreshold: 180, timeoutSeconds: 5 },
    // Says when a node has joined. Members find each other before that, through Services that publish unready addresses.
    readinessProbe: {
      httpGet: { path: "/health/live", port: HTTP, scheme: authority ? "HTTPS" : "HTTP" },
      periodSeconds: 5,
      failureThreshold: 3,
      timeoutSeconds: 5,
    },
    // By TCP: `/health/live` would kill the nodes that lack a quorum, and with them the chance of one.
    livenessProbe: { tcpSocket: { port: HTTP }, periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
  };
}
