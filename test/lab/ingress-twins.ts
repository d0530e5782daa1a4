import type { JoinedTwin } from "./joined-twins.ts";
import { editsIn, twinsOf } from "./joined-twins.ts";

const twin = twinsOf("ingress-nginx");
const edit = editsIn("east");

/** Dials of clients for all nodes, and for one. */
const CLIENTS = "* client orders-?.orders.example.com:443";
const TO_1 = "* client orders-1.orders.example.com:443";
const PROTOCOL = `"nginx.ingress.kubernetes.io/backend-protocol":"GRPCS"`;

/** Broken copies of nodes behind an Ingress, which ends TLS with a public certificate and speaks TLS with them. */
export const INGRESS_TWINS: readonly JoinedTwin[] = [
  twin(
    "an Ingress that speaks cleartext to nodes that speak TLS",
    { [CLIENTS]: "wrong-listener" },
    edit("Ingress orders-*", PROTOCOL, PROTOCOL.replace("GRPCS", "GRPC"), 3),
  ),
  twin(
    "an Ingress that says nothing of its backend's protocol",
    { [TO_1]: "wrong-listener" },
    edit("Ingress orders-1", `${PROTOCOL},`, ""),
  ),
  twin(
    "an Ingress that speaks HTTP/1.1 to one node",
    { [TO_1]: "wrong-listener" },
    edit("Ingress orders-1", PROTOCOL, PROTOCOL.replace("GRPCS", "HTTPS")),
  ),
  twin(
    "a public certificate without one host",
    { [TO_1]: "name-mismatch" },
    edit("Certificate orders-edge-tls", `"orders-1.orders.example.com",`, ""),
  ),
  twin(
    "a public certificate that the nodes' own authority signs",
    { [CLIENTS]: "untrusted" },
    edit("Certificate orders-edge-tls", `"name":"letsencrypt"`, `"name":"nodes-g1"`),
  ),
  twin(
    "an Ingress whose Service selects no pod",
    { [TO_1]: "no-address", "east/kurrent/* orders-1.kurrent.svc.cluster.local:*": "no-such-name" },
    edit("Service orders-1", `"orders-1"}`, `"orders-9"}`),
  ),
  twin(
    "an Ingress to a port that the Service does not have",
    { [TO_1]: "no-route" },
    edit("Ingress orders-1", `"number":2113`, `"number":2114`),
  ),
  twin("an Ingress of a class that nobody serves", { [TO_1]: "no-such-name" }, edit("Ingress orders-1", `"nginx"`, `"haproxy"`)),
  twin(
    "clients are told the nodes' own port",
    { "* client orders-?.orders.example.com:2113": "no-listener" },
    edit("StatefulSet orders", `_PORT_TO_CLIENT_AS","value":"443"`, `_PORT_TO_CLIENT_AS","value":"2113"`),
  ),
  twin(
    "connection strings with the nodes' own port",
    { "outside/laptops client orders-0.orders.example.com:2113": "no-listener" },
    edit("ConfigMap laptops", "orders-0.orders.example.com:443", "orders-0.orders.example.com:2113"),
  ),
];
