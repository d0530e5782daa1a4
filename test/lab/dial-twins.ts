import type { Twin } from "./twins.ts";

type Ending = Extract<Twin["finds"], { kind: "dials" }>["ending"];

/** Those of the short form: one of each kind. */
const CORE: ReadonlySet<string> = new Set([
  "no Service for one node",
  "Services that publish only pods that are ready",
  "a rewrite to a name that is not",
  "a load balancer whose selector meets no pod",
  "a certificate without one of the names",
  "a certificate without client auth",
  "a client without the root",
  "a leaf that signs itself",
]);

const east = (name: string, ending: Ending, ...edits: Twin["edits"]): Twin => ({
  name,
  of: "east",
  edits,
  finds: { kind: "dials", ending },
  core: CORE.has(name),
});
const west = (name: string, ending: Ending, ...edits: Twin["edits"]): Twin => ({
  name,
  of: "west",
  edits,
  finds: { kind: "dials", ending },
  core: CORE.has(name),
});

const env = (name: string, value: string): string => `{"name":"${name}","value":"${value}"}`;
const NODES = "StatefulSet orders";
const LEAF = "Certificate orders-node-tls";
const CLIENT = "ConfigMap shop";

/** Broken copies whose dials end otherwise than in the committed clusters, in the lab as in the proof. */
export const DIAL_TWINS: readonly Twin[] = [
  // Names
  east("no Service for one node", ["no-such-name"], { object: "Service orders-1" }),
  east("Services that publish only pods that are ready", ["no-such-name"], {
    object: "Service orders-*",
    from: `"publishNotReadyAddresses":true`,
    to: `"publishNotReadyAddresses":false`,
    objects: 3,
  }),
  east("one Service that publishes only its pod when it is ready: the pod gets ready by its own dials", [], {
    object: "Service orders-1",
    from: `"publishNotReadyAddresses":true`,
    to: `"publishNotReadyAddresses":false`,
  }),
  east("a volume of a Secret that nobody makes: pods without an address", ["not-started", "no-such-name"], {
    object: NODES,
    from: `"secretName":"orders-node-tls"`,
    to: `"secretName":"orders-node-keys"`,
  }),
  east("a Service whose selector meets no pod", ["no-such-name"], {
    object: "Service orders-1",
    from: `"statefulset.kubernetes.io/pod-name":"orders-1"`,
    to: `"statefulset.kubernetes.io/pod-name":"orders-9"`,
  }),
  east("a seed that nobody is called", ["no-such-name"], {
    object: NODES,
    from: "orders-2.kurrent.svc.cluster.local:2113",
    to: "orders-3.kurrent.svc.cluster.local:2113",
  }),
  east(
    "short names without a search list",
    ["no-such-name", "name-mismatch"],
    {
      object: NODES,
      from: `"enableServiceLinks":false`,
      to: `"dnsPolicy":"None","dnsConfig":{"nameservers":["10.96.0.10"]},"enableServiceLinks":false`,
    },
    { object: NODES, from: ".kurrent.svc.cluster.local", to: ".kurrent.svc" },
  ),
  east("short names that the search list completes, and the certificate does not hold", ["name-mismatch"], {
    object: NODES,
    from: ".kurrent.svc.cluster.local",
    to: ".kurrent",
  }),
  east("a client that dials a name of another namespace", ["no-such-name"], { object: CLIENT, from: ".kurrent.svc", to: ".shop.svc" }),
  west("an outside client that dials names of the cluster", ["no-such-name"], {
    object: "ConfigMap laptops",
    from: ".ledger.example.com",
    to: ".ledger.svc.cluster.local",
  }),
  west("a load balancer that no public record names", ["no-such-name"], {
    object: "Service ledger-0-lb",
    from: `"external-dns.kubernetes.io/hostname"`,
    to: `"external-dns.kubernetes.io/host"`,
  }),
  west("a public record under another name", ["no-such-name"], {
    object: "Service ledger-1-lb",
    from: "ledger-1.ledger.example.com",
    to: "ledger-l.ledger.example.com",
  }),
  west("no rewrite for the replicas: they are reached through their load balancers", [], {
    object: "ConfigMap ledger-dns",
    from: "^(ledger-replica-",
    to: "^(ledger-archive-",
  }),
  west("no rewrite for the nodes: nobody is ready, and load balancers lead to nobody", ["no-address"], {
    object: "ConfigMap ledger-dns",
    from: `^(ledger-\\\\d+)`,
    to: `^(ledger-node-\\\\d+)`,
  }),
  west("a rewrite to a name that is not", ["no-such-name", "no-address"], {
    object: "ConfigMap ledger-dns",
    from: "{1}.ledger.svc.cluster.local",
    to: "{1}.ledgers.svc.cluster.local",
  }),
  east("two nameservers: the prover does not say which one answers", ["unknown"], {
    object: NODES,
    from: `"enableServiceLinks":false`,
    to: `"dnsPolicy":"None","dnsConfig":{"nameservers":["10.96.0.10","10.96.0.11"]},"enableServiceLinks":false`,
  }),
  // Routes and listeners
  east("a seed with another port", ["no-listener"], {
    object: NODES,
    from: "orders-1.kurrent.svc.cluster.local:2113",
    to: "orders-1.kurrent.svc.cluster.local:2114",
  }),
  east("replication on loopback only", ["no-listener"], {
    object: NODES,
    from: env("KURRENTDB_REPLICATION_IP", "0.0.0.0"),
    to: env("KURRENTDB_REPLICATION_IP", "127.0.0.1"),
  }),
  east("a node port that nobody is told of", ["no-listener"], {
    object: NODES,
    from: env("KURRENTDB_NODE_PORT", "2113"),
    to: env("KURRENTDB_NODE_PORT", "3113"),
  }),
  east("a ClusterIP without the replication port", ["no-listener"], {
    object: "Service orders-1",
    from: `"clusterIP":"None","ports":[{"name":"http","port":2113,"protocol":"TCP","targetPort":"http"},{"name":"replication","port":1112,"protocol":"TCP","targetPort":"replication"}]`,
    to: `"ports":[{"name":"http","port":2113,"protocol":"TCP","targetPort":"http"}]`,
  }),
  west("a load balancer with another port", ["no-listener"], { object: "Service ledger-0-lb", from: `"port":2113`, to: `"port":443` }),
  west("a load balancer to a port that no container names", ["no-listener"], {
    object: "Service ledger-0-lb",
    from: `"targetPort":"http"`,
    to: `"targetPort":"web"`,
  }),
  west("a load balancer whose selector meets no pod", ["no-address"], {
    object: "Service ledger-0-lb",
    from: `"statefulset.kubernetes.io/pod-name":"ledger-0"`,
    to: `"statefulset.kubernetes.io/pod-name":"ledger-9"`,
  }),
  east("a client that speaks cleartext", ["wrong-listener"], { object: CLIENT, from: "tls=true", to: "tls=false" }),
  // Certificates and trust
  east("a certificate without one of the names", ["name-mismatch"], {
    object: LEAF,
    from: `"orders-2.kurrent.svc.cluster.local",`,
    to: "",
  }),
  east("a certificate with another namespace's names", ["name-mismatch"], {
    object: LEAF,
    from: ".kurrent.svc.cluster.local",
    to: ".orders.svc.cluster.local",
  }),
  west("a wildcard one label too high", ["name-mismatch"], {
    object: "Certificate ledger-node-tls",
    from: `"ledger-0.ledger.example.com"`,
    to: `"*.example.com"`,
  }),
  east("a certificate without client auth", ["client-refused"], { object: LEAF, from: `,"client auth"`, to: "" }),
  east("a certificate without server auth", ["client-refused", "unusable-certificate"], { object: LEAF, from: `"server auth",`, to: "" }),
  east("a client without the root", ["untrusted"], {
    object: CLIENT,
    from: "&tlsCaFile=/var/run/trueline/shop-orders-nodes/ca.crt",
    to: "",
  }),
  west(
    "a replica under another common name",
    ["client-refused"],
    { object: "Certificate ledger-replica-node-tls", from: `"commonName":"ledger.ledger"`, to: `"commonName":"replica.ledger"` },
    {
      object: "StatefulSet ledger-replica",
      from: env("KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME", "ledger.ledger"),
      to: env("KURRENTDB_CERTIFICATE_RESERVED_NODE_COMMON_NAME", "replica.ledger"),
    },
  ),
  east(
    "a client with the root of another authority",
    ["untrusted"],
    {
      object: "Certificate orders-nodes-g1",
      beside: [
        {
          apiVersion: "cert-manager.io/v1",
          kind: "Certificate",
          metadata: { name: "other-root", namespace: "kurrent" },
          spec: {
            isCA: true,
            commonName: "other root",
            secretName: "other-root",
            duration: "87600h0m0s",
            privateKey: { algorithm: "RSA", size: 2048, rotationPolicy: "Never" },
            issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "orders-nodes-selfsigned" },
          },
        },
        {
          apiVersion: "cert-manager.io/v1",
          kind: "Issuer",
          metadata: { name: "other", namespace: "kurrent" },
          spec: { ca: { secretName: "other-root" } },
        },
      ],
    },
    // The nodes trust what their leaf comes with; the clients have the root that the Job copied.
    { object: LEAF, from: `"name":"orders-nodes-g1"`, to: `"name":"other"` },
    {
      object: NODES,
      from: `{"configMap":{"name":"orders-nodes-roots"},"name":"ca"}`,
      to: `{"secret":{"secretName":"orders-node-tls","items":[{"key":"ca.crt","path":"ca.crt"}]},"name":"ca"}`,
    },
  ),
  // Programs that do not start
  east(
    "variables of a Service that a server takes for options",
    ["not-started", "no-listener"],
    { object: NODES, from: `"enableServiceLinks":false,`, to: "" },
    {
      object: "Service orders-0",
      beside: [
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "kurrentdb", namespace: "kurrent" },
          spec: { selector: { "app.kubernetes.io/part-of": "orders" }, ports: [{ name: "http", port: 2113, targetPort: "http" }] },
        },
      ],
    },
  ),
  east("a leaf that signs itself", ["not-started", "no-listener"], {
    object: LEAF,
    from: `"name":"orders-nodes-g1"`,
    to: `"name":"orders-nodes-selfsigned"`,
  }),
  east("an elliptic key", ["not-started", "no-listener"], {
    object: LEAF,
    from: `"algorithm":"RSA","encoding":"PKCS8","rotationPolicy":"Always","size":2048`,
    to: `"algorithm":"ECDSA","encoding":"PKCS8","rotationPolicy":"Always","size":256`,
  }),
  east("a common name that the nodes do not demand", ["not-started", "no-listener"], {
    object: LEAF,
    from: `"commonName":"orders.kurrent"`,
    to: `"commonName":"orders"`,
  }),
  east("the leaf among the roots", ["not-started", "no-listener"], {
    object: NODES,
    from: `{"configMap":{"name":"orders-nodes-roots"},"name":"ca"}`,
    to: `{"secret":{"secretName":"orders-node-tls","items":[{"key":"ca.crt","path":"ca.crt"},{"key":"tls.crt","path":"tls.crt"}]},"name":"ca"}`,
  }),
  east("one root mounted by a subPath that is not there", ["not-started", "no-listener"], {
    object: NODES,
    from: `{"mountPath":"/kurrentdb/ca","name":"ca","readOnly":true}`,
    to: `{"mountPath":"/kurrentdb/ca/g1.crt","name":"ca","readOnly":true,"subPath":"g9.crt"}`,
  }),
  east("a password that nobody brings", ["not-started", "no-listener"], {
    object: NODES,
    from: `"name":"orders-users"`,
    to: `"name":"orders-people"`,
  }),
  east("an option that this version has under another name", ["not-started", "no-listener"], {
    object: NODES,
    from: "KURRENTDB_NODE_IP",
    to: "KURRENTDB_EXT_IP",
  }),
  east("a client whose root is not where it looks", ["not-started"], {
    object: CLIENT,
    from: "shop-orders-nodes/ca.crt",
    to: "shop-orders-nodes/root.crt",
  }),
  west("a sidecar that may not bind its port", ["not-started", "no-listener", "no-address"], {
    object: "StatefulSet ledger",
    from: "ip_unprivileged_port_start",
    to: "ip_local_reserved_ports",
  }),
];
