// The parts of the official client that are used: a kubeconfig with its credentials, and port-forward. The build
// minifies this module alone, and its packages with it: all of the client would be four times as large.
export { KubeConfig } from "@kubernetes/client-node/dist/config.js";
export { PortForward } from "@kubernetes/client-node/dist/portforward.js";
export { WebSocketHandler } from "@kubernetes/client-node/dist/web-socket-handler.js";
