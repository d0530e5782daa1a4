import type { JoinedTwin } from "./joined-twins.ts";
import { editsIn, twinsOf } from "./joined-twins.ts";

const twin = twinsOf("ingress-traefik");
const edit = editsIn("east");

/** Dials of clients for all nodes, and for one. */
const CLIENTS = "* client orders-?.orders.example.com:443";
const TO_1 = "* client orders-1.orders.example.com:443";
const SERVICE = "Service orders-1";
const TRANSPORT = "ServersTransport orders-1";
const SCHEME = `"traefik.ingress.kubernetes.io/service.serversscheme":"https"`;
const ROOTS = `"rootCAs":[{"configMap":"orders-edge-nodes"}]`;
const NAME = `"serverName":"orders-1.kurrent.svc.cluster.local"`;

/** A root that signs for nobody here. Its key was thrown away. */
const OTHER_ROOT = JSON.stringify(`-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUVO5CuiFXsVA4TN58djR5+fk0fT0wCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOcm9vdCBvZiBvdGhlcnMwIBcNMjYxMTIzMDgyODMwWhgPMjEy
NjEwMzAwODI4MzBaMBkxFzAVBgNVBAMMDnJvb3Qgb2Ygb3RoZXJzMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEh0yfGjt5AwXUgVUitoJZ2SdA9w9MdFd8rmkDq3Wq
RV02Wz25ECtjhEdMZamBsGqiDylb9/Qn8ITOr9EbkncTX6NjMGEwHQYDVR0OBBYE
FDq3Y71qyTh4AaGbo32VVwqN+2spMB8GA1UdIwQYMBaAFDq3Y71qyTh4AaGbo32V
VwqN+2spMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49
BAMCA0gAMEUCIFRdg2Pa/6IFH2sjMNwWurchByhby8tNVVhQJNiL6RL9AiEArZ7O
H8HVQd15DXMoryKr8q3X+0V3ZpYCjdHrIxp9Vz4=
-----END CERTIFICATE-----
`);

/** Broken copies of nodes behind Traefik, which ends TLS with a public certificate, speaks TLS with them and verifies each. */
export const TRAEFIK_TWINS: readonly JoinedTwin[] = [
  twin(
    "Traefik has roots of others",
    { [TO_1]: "untrusted" },
    edit("ConfigMap laptops", `"data":{`, `"data":{"ca.crt":${OTHER_ROOT},`),
    edit(TRANSPORT, ROOTS, ROOTS.replace("orders-edge-nodes", "laptops")),
  ),
  twin("Traefik has the machine's roots alone", { [TO_1]: "untrusted" }, edit(TRANSPORT, `${ROOTS},`, "")),
  twin(
    "of two ConfigMaps with roots Traefik finds one",
    {},
    edit(TRANSPORT, ROOTS, ROOTS.replace("[", `[{"configMap":"orders-edge-other"},`)),
  ),
  twin(
    "Traefik looks for the public name on the node's certificate",
    { [TO_1]: "name-mismatch" },
    edit(TRANSPORT, NAME, `"serverName":"orders-1.orders.example.com"`),
  ),
  twin("Traefik is told no name, and looks for the pod's address", { [TO_1]: "name-mismatch" }, edit(TRANSPORT, `,${NAME}`, "")),
  twin("Traefik finds no ServersTransport of the name that a Service has", { [TO_1]: "no-route" }, edit(TRANSPORT)),
  twin(
    "Traefik is given the name of a ServersTransport without its provider",
    { [TO_1]: "no-route" },
    edit(SERVICE, "kurrent-orders-1@kubernetescrd", "kurrent-orders-1"),
  ),
  twin(
    "Traefik speaks cleartext to a node that speaks TLS",
    { [TO_1]: "wrong-listener" },
    edit(SERVICE, SCHEME, SCHEME.replace("https", "http")),
  ),
  twin(
    "Traefik speaks HTTP/2 in cleartext to a node that speaks TLS",
    { [TO_1]: "wrong-listener" },
    edit(SERVICE, SCHEME, SCHEME.replace("https", "h2c")),
  ),
  twin("a Service that says nothing of how Traefik speaks", { [TO_1]: "wrong-listener" }, edit(SERVICE, `${SCHEME},`, "")),
  twin(
    "Traefik takes any certificate, whatever name it is told",
    {},
    edit(TRANSPORT, `${ROOTS},${NAME}`, `"insecureSkipVerify":true,"serverName":"nobody.example.com"`),
  ),
  twin("an Ingress of a class that no Traefik serves", { [TO_1]: "no-such-name" }, edit("Ingress orders-1", `"traefik"`, `"haproxy"`)),
  twin(
    "Traefik's public certificate without one host, for which it shows one of its own making",
    { [TO_1]: "untrusted" },
    edit("Certificate orders-edge-tls", `"orders-1.orders.example.com",`, ""),
  ),
  twin(
    "Traefik's public certificate, signed by the nodes' own authority",
    { [CLIENTS]: "untrusted" },
    edit("Certificate orders-edge-tls", `"name":"letsencrypt"`, `"name":"nodes-g1"`),
  ),
  twin(
    "Traefik in front of a Service that selects no pod",
    { [TO_1]: "no-address", "east/kurrent/* orders-1.kurrent.svc.cluster.local:*": "no-such-name" },
    edit(SERVICE, `"orders-1"}`, `"orders-9"}`),
  ),
  twin(
    "Traefik is led to a port that the Service does not have",
    { [TO_1]: "no-route" },
    edit("Ingress orders-1", `"number":2113`, `"number":2114`),
  ),
];
