import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { JoinedEdit, JoinedTwin } from "./joined-twins.ts";
import { editsIn, twinsOf } from "./joined-twins.ts";

/** Those of the short form: one of names, one of routes. */
const CORE: ReadonlySet<string> = new Set(["no ExternalName for a far server", "a peering that does not join"]);

const ZONE = "backbone.example.internal";
const broken = twinsOf("fleet-service-name-peering");
const twin: typeof broken = (name, ...rest) => ({ ...broken(name, ...rest), core: CORE.has(name) });

const inEast = editsIn("east");
const inWest = editsIn("west");
const beside = (cluster: string, object: string, ...objects: readonly KubeObject[]): JoinedEdit => ({ cluster, object, beside: objects });

const external = (target: string): string => `"externalName":"${target}"`;
const hostname = (name: string): string => `"external-dns.kubernetes.io/hostname":"${name}.${ZONE}"`;
const JOINS = `"joins":["east","west"]`;
const WEST = `"region":"us-west1"`;
/** What comes from cluster west comes from this address. */
const EGRESS = `${WEST},"egress":["203.0.113.7/32"]`;

/** Dials from the second cluster to one node of the quorum, and to all; from the quorum to the replica. */
const TO_0 = "west/* orders-0.kurrent.svc.cluster.local:*";
const TO_1 = "west/* orders-1.kurrent.svc.cluster.local:*";
const TO_QUORUM = "west/* orders-?.kurrent.svc.cluster.local:*";
const TO_REPLICA = "east/* orders-west-replica-0.kurrent.svc.cluster.local:*";

const otherAuthority: readonly KubeObject[] = [
  {
    apiVersion: "cert-manager.io/v1",
    kind: "Issuer",
    metadata: { name: "selfsigned", namespace: "kurrent" },
    spec: { selfSigned: {} },
  },
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
      issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "selfsigned" },
    },
  },
  {
    apiVersion: "cert-manager.io/v1",
    kind: "Issuer",
    metadata: { name: "other", namespace: "kurrent" },
    spec: { ca: { secretName: "other-root" } },
  },
];
const LEAF = "Certificate orders-west-replica-node-tls";
const REPLICA = "StatefulSet orders-west-replica";

const balancer = (name: string, pod: string, host: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name,
    namespace: "kurrent",
    annotations: {
      "external-dns.kubernetes.io/hostname": `${host}.${ZONE}`,
      "networking.gke.io/internal-load-balancer-allow-global-access": "true",
      "networking.gke.io/load-balancer-type": "Internal",
    },
  },
  spec: {
    type: "LoadBalancer",
    publishNotReadyAddresses: true,
    selector: { "statefulset.kubernetes.io/pod-name": pod },
    ports: [
      { name: "http", port: 2113, targetPort: "http" },
      { name: "replication", port: 1112, targetPort: "replication" },
    ],
  },
});

/** Broken copies of a quorum in one cluster and a replica in another, by Service names over a peering. */
export const FLEET_TWINS: readonly JoinedTwin[] = [
  // Names
  twin("no ExternalName for a far server", { [TO_1]: "no-such-name" }, inWest("Service orders-1")),
  twin("no ExternalName for the replica where the quorum is", { [TO_REPLICA]: "no-such-name" }, inEast("Service orders-west-replica-0")),
  twin(
    "an ExternalName to a name that nobody publishes",
    { [TO_0]: "no-such-name" },
    inWest("Service orders-0", `orders-0.${ZONE}`, `orders-zero.${ZONE}`),
  ),
  twin(
    "an ExternalName to an address",
    { [TO_0]: "no-such-name" },
    inWest("Service orders-0", external(`orders-0.${ZONE}`), external("10.20.0.5")),
  ),
  twin(
    "an ExternalName to itself",
    { [TO_0]: "no-such-name" },
    inWest("Service orders-0", `orders-0.${ZONE}`, "orders-0.kurrent.svc.cluster.local"),
  ),
  twin(
    "two ExternalNames to each other",
    { [TO_0]: "no-such-name", [TO_1]: "no-such-name" },
    inWest("Service orders-0", `orders-0.${ZONE}`, "orders-1.kurrent.svc.cluster.local"),
    inWest("Service orders-1", `orders-1.${ZONE}`, "orders-0.kurrent.svc.cluster.local"),
  ),
  twin(
    "an ExternalName in another namespace",
    { [TO_1]: "no-such-name" },
    inWest("Service orders-1", `"namespace":"kurrent"`, `"namespace":"shop"`),
  ),
  twin(
    "an ExternalName to another server: its certificate holds that name too",
    {},
    inWest("Service orders-1", `orders-1.${ZONE}`, `orders-2.${ZONE}`),
  ),
  twin(
    "a zone that only one of the two sees",
    { [TO_QUORUM]: "no-such-name" },
    { stated: `"peerings":[`, to: `"peerings":[{"name":"office","joins":["east","north"],"podNetworks":false},` },
    { stated: `"peering":"backbone"`, to: `"peering":"office"` },
  ),
  twin(
    "a zone whose owner is the other cluster",
    { [TO_QUORUM]: "no-such-name" },
    {
      stated: `"peering":"backbone"`,
      to: `"peering":"backbone","owner":"west"`,
    },
  ),
  twin(
    "a zone that no external-dns writes",
    { [TO_QUORUM]: "no-such-name", [TO_REPLICA]: "no-such-name" },
    {
      stated: `"zones":["${ZONE}","example.com"]`,
      to: `"zones":["example.com"]`,
    },
  ),
  twin(
    "a load balancer that no record names",
    { [TO_0]: "no-such-name" },
    inEast("Service orders-0-peering", hostname("orders-0"), `"nobody":"reads"`),
  ),
  twin(
    "a record that the other cluster wants too, in a zone with an owner",
    {},
    { stated: `"peering":"backbone"`, to: `"peering":"backbone","owner":"east"` },
    beside("west", "Service orders-west-replica-0-peering", balancer("orders-0-too", "orders-west-replica-0", "orders-0")),
  ),
  twin(
    "a record that the other cluster took for a server of its own",
    { [TO_0]: "name-mismatch" },
    inEast("Service orders-0-peering", `${hostname("orders-0")},`, ""),
    beside("west", "Service orders-west-replica-0-peering", balancer("orders-0-too", "orders-west-replica-0", "orders-0")),
  ),
  // Routes
  twin(
    "a peering that does not join",
    // The replica reaches nobody, so nobody hears of it.
    { [TO_QUORUM]: "no-such-name" },
    { stated: JOINS, to: `"joins":["east"]` },
  ),
  twin(
    "a zone that everybody sees, and a peering that does not join",
    { [TO_QUORUM]: "no-route" },
    { stated: JOINS, to: `"joins":["east"]` },
    { stated: `,"peering":"backbone"`, to: "" },
  ),
  twin(
    "load balancers that are public: the internet leads there",
    {},
    inEast("Service orders-*-peering", `,"networking.gke.io/load-balancer-type":"Internal"`, "", 3),
  ),
  twin(
    "annotations of another cloud: load balancers that are public",
    {},
    inEast(
      "Service orders-*-peering",
      `"networking.gke.io/load-balancer-type":"Internal"`,
      `"service.beta.kubernetes.io/azure-load-balancer-internal":"true"`,
      3,
    ),
  ),
  twin(
    "a load balancer without global access, in another region",
    { [TO_1]: "no-route" },
    inEast("Service orders-1-peering", `"networking.gke.io/internal-load-balancer-allow-global-access":"true",`, ""),
  ),
  twin(
    "a load balancer without global access, in one region",
    {},
    { stated: WEST, to: `"region":"europe-west3"` },
    inEast("Service orders-1-peering", `"networking.gke.io/internal-load-balancer-allow-global-access":"true",`, ""),
  ),
  twin(
    "source ranges without the other cluster",
    { [TO_0]: "denied" },
    { stated: WEST, to: EGRESS },
    inEast(
      "Service orders-0-peering",
      `"publishNotReadyAddresses"`,
      `"loadBalancerSourceRanges":["198.51.100.0/24"],"publishNotReadyAddresses"`,
    ),
  ),
  twin(
    "source ranges with the other cluster",
    {},
    { stated: WEST, to: EGRESS },
    inEast(
      "Service orders-0-peering",
      `"publishNotReadyAddresses"`,
      `"loadBalancerSourceRanges":["203.0.113.0/24"],"publishNotReadyAddresses"`,
    ),
  ),
  twin(
    "a record by hand to an address that nobody has",
    { [TO_0]: "no-route" },
    {
      stated: `"peering":"backbone"`,
      to: `"peering":"backbone","records":{"orders-0.${ZONE}":"10.99.0.5"}`,
    },
  ),
  twin(
    "a record by hand to the address that a load balancer asks for",
    {},
    { stated: `"peering":"backbone"`, to: `"peering":"backbone","records":{"orders-0.${ZONE}":"10.20.0.5"}` },
    inEast("Service orders-0-peering", `"publishNotReadyAddresses"`, `"loadBalancerIP":"10.20.0.5","publishNotReadyAddresses"`),
  ),
  twin(
    "load balancers that have names only",
    {},
    { stated: `"loadBalancer":{"address":"ip"}`, to: `"loadBalancer":{"address":"hostname"}` },
  ),
  twin(
    "load balancers whose packets leave the cluster",
    {},
    {
      stated: `"loadBalancer":{"address":"ip"}`,
      to: `"loadBalancer":{"address":"ip","ipMode":"Proxy"}`,
    },
  ),
  twin(
    "a load balancer whose traffic stays on its node",
    {},
    inEast("Service orders-0-peering", `"publishNotReadyAddresses"`, `"externalTrafficPolicy":"Local","publishNotReadyAddresses"`),
  ),
  // Listeners and pods
  twin(
    "a load balancer without the replication port",
    { "west/* replication orders-0.*": "no-listener" },
    inEast("Service orders-0-peering", `,{"name":"replication","port":1112,"protocol":"TCP","targetPort":"replication"}`, ""),
  ),
  twin(
    "load balancers to pods that are ready only: they get ready by their own dials",
    {},
    inEast("Service orders-*-peering", `"publishNotReadyAddresses":true,`, "", 3),
    inWest("Service orders-west-replica-0-peering", `"publishNotReadyAddresses":true,`, ""),
  ),
  twin(
    "a load balancer whose selector meets no pod",
    { [TO_1]: "no-address" },
    inEast("Service orders-1-peering", `"orders-1"}`, `"orders-9"}`),
  ),
  // Certificates and trust
  twin(
    "a name that is not on the certificate",
    { "* orders-2.kurrent.svc.cluster.local:*": "name-mismatch" },
    inEast("Certificate orders-node-tls", `"orders-2.kurrent.svc.cluster.local",`, ""),
  ),
  twin(
    "seeds by the names of the peering, which are not on the certificate",
    { "west/* orders-?.backbone.example.internal:*": "name-mismatch" },
    inWest(REPLICA, "orders-0.kurrent.svc.cluster.local:2113", `orders-0.${ZONE}:2113`),
  ),
  twin(
    "the far side is signed by another root",
    { "west/kurrent/* start": "not-started", "west/reports/*": "no-listener" },
    beside("west", LEAF, ...otherAuthority),
    inWest(LEAF, `"name":"orders-nodes"`, `"name":"other"`),
  ),
  twin(
    "the far side is signed by another root, which it trusts alone",
    { "west/kurrent/*": "untrusted", "west/reports/*": "untrusted" },
    beside("west", LEAF, ...otherAuthority),
    inWest(LEAF, `"name":"orders-nodes"`, `"name":"other"`),
    inWest(
      REPLICA,
      `{"configMap":{"name":"nodes-roots"},"name":"ca"}`,
      `{"secret":{"secretName":"orders-west-replica-node-tls","items":[{"key":"ca.crt","path":"ca.crt"}]},"name":"ca"}`,
    ),
  ),
  twin(
    "the far side under another common name",
    { "west/* gossip orders-?.*": "client-refused" },
    inWest(LEAF, `"commonName":"orders.kurrent"`, `"commonName":"orders-west.kurrent"`),
    inWest(REPLICA, `"value":"orders.kurrent"`, `"value":"orders-west.kurrent"`),
  ),
  twin(
    "a client without the root",
    { "west/shop/*": "untrusted" },
    inWest("ConfigMap shop", "&tlsCaFile=/var/run/trueline/shop-nodes/ca.crt", ""),
  ),
];
