import { describe, expect, test } from "vitest";
import { acmeSpec, ca, check, checked, cluster, database, topology } from "./topologies.ts";

const platform = (changes: Record<string, unknown>): Record<string, unknown> =>
  cluster({ platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25", ...changes } });
const shop = (changes: object = {}): Record<string, unknown> => ({
  clients: { shop: { cluster: "east", namespace: "shop", dials: "orders", trusts: ["ordersNodes"], ...changes } },
});
const laptops = (changes: object = {}): Record<string, unknown> => ({
  clients: { laptops: { outside: true, dials: "orders", trusts: [{ authority: "ordersNodes", generations: ["g1"] }], ...changes } },
});
const insecure = database({ security: { insecure: true }, users: undefined });
const plain = { workloads: { orders: insecure }, authorities: {}, test: true };
const two = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  workloads: { orders: database(), stock: database(changes) },
});

/** What is wrong, the topology's changes that make it so, the problem's beginning, and the changes of the good twin. */
const rows: readonly (readonly [string, Record<string, unknown>, string, Record<string, unknown>])[] = [
  // Fields
  ["an unknown part", { client: {} }, 'client: there is no field "client" here. Did you mean "clients"?', { clients: {} }],
  ["no clusters", { clusters: undefined }, ": has no clusters.", {}],
  ["empty workloads", { workloads: {} }, "workloads: is empty", {}],
  ["workloads of another type", { workloads: [] }, "workloads: has to be an object, not an empty list.", {}],
  ["test of another type", { test: "yes" }, 'test: has to be true or false, not "yes".', { test: false }],
  [
    "a workload that is no kind",
    { workloads: { orders: { cluster: "east" } } },
    "workloads.orders: has to be made with kurrentdb({ ... }).",
    {},
  ],
  [
    "an authority that is none",
    { authorities: { ordersNodes: { generations: ["g1"] } } },
    "authorities.ordersNodes: has to be made with privateCA({ ... }), acme({ ... }), vault({ ... }), existingIssuer({ ... }) or broughtCA({ ... }).",
    {},
  ],
  [
    "a delivery that is none",
    { clusters: { east: cluster({ delivery: { repository: "x", path: "dist/east" } }) } },
    "clusters.east.delivery: has to be made with argocd({ ... }) or flux({ ... }).",
    { clusters: { east: cluster({ delivery: { kind: "argocd", repository: "x", path: "dist/east" } }) } },
  ],
  [
    "a delivery's unknown field",
    { clusters: { east: cluster({ delivery: { kind: "flux", repository: "x", path: "dist/east", branches: "main" } }) } },
    'clusters.east.delivery.branches: there is no field "branches" here. Did you mean "branch"?',
    { clusters: { east: cluster({ delivery: { kind: "flux", repository: "x", path: "dist/east", branch: "main" } }) } },
  ],
  [
    "a path outside of the repository",
    { clusters: { east: cluster({ delivery: { kind: "flux", repository: "x", path: "../east" } }) } },
    'clusters.east.delivery.path: "../east" is no folder',
    { clusters: { east: cluster({ delivery: { kind: "flux", repository: "x", path: "dist/east" } }) } },
  ],
  // Clusters
  [
    "no version of Kubernetes",
    { clusters: { east: platform({ kubernetes: undefined }) } },
    "clusters.east.platform.kubernetes: is missing: it has to be a text.",
    {},
  ],
  [
    "a version as a number",
    { clusters: { east: platform({ kubernetes: 1.33 }) } },
    "clusters.east.platform.kubernetes: has to be a text, not 1.33.",
    {},
  ],
  [
    "a version that is none",
    { clusters: { east: platform({ certManager: "latest" }) } },
    'clusters.east.platform.certManager: "latest" is no version',
    { clusters: { east: platform({ certManager: { version: "v1.21.1" } }) } },
  ],
  [
    "a version in neither form",
    { clusters: { east: platform({ certManager: 1 }) } },
    "clusters.east.platform.certManager: has to be a text or an object, not 1.",
    {},
  ],
  [
    "a misspelt field in the long form",
    { clusters: { east: platform({ certManager: { version: "1.21", clusterResourceNamespaces: "x" } }) } },
    'clusters.east.platform.certManager.clusterResourceNamespaces: there is no field "clusterResourceNamespaces" here. Did you mean "clusterResourceNamespace"?',
    { clusters: { east: platform({ certManager: { version: "1.21", clusterResourceNamespace: "x" } }) } },
  ],
  [
    "no zones",
    { clusters: { east: platform({ externalDNS: { version: "0.22", zones: [] } }) } },
    "clusters.east.platform.externalDNS.zones: is empty.",
    { clusters: { east: platform({ externalDNS: { version: "0.22", zones: ["example.com"] } }) } },
  ],
  [
    "a DNS address that is a name",
    { clusters: { east: cluster({ dns: { serviceIP: "kube-dns" } }) } },
    'clusters.east.dns.serviceIP: "kube-dns" is no IP address.',
    { clusters: { east: cluster({ dns: { serviceIP: "fd00::a" } }) } },
  ],
  [
    "a cluster domain with a dot at its end",
    { clusters: { east: cluster({ dns: { serviceIP: "10.0.0.1", clusterDomain: "cluster.local." } }) } },
    'clusters.east.dns.clusterDomain: "cluster.local." ends in a dot',
    { clusters: { east: cluster({ dns: { serviceIP: "10.0.0.1", clusterDomain: "k8s" } }) } },
  ],
  [
    "an image without a version",
    { clusters: { east: cluster({ images: { coredns: "coredns/coredns" } }) } },
    'clusters.east.images.coredns: "coredns/coredns" names no version',
    { clusters: { east: cluster({ images: { coredns: "mirror:5000/coredns:1.15.0" } }) } },
  ],
  [
    "a cluster's name",
    { clusters: { east: cluster(), East_2: cluster() } },
    'clusters.East_2: "East_2" is no DNS label',
    { clusters: { east: cluster(), "east-2": cluster() } },
  ],
  // References
  [
    "an unknown cluster",
    { workloads: { orders: database({ cluster: "esat" }) } },
    'workloads.orders.cluster: no cluster "esat". Did you mean "east"? Known: east.',
    {},
  ],
  [
    "an unknown authority",
    { workloads: { orders: database({ security: { authority: "ordersNode" } }) } },
    'workloads.orders.security.authority: no authority "ordersNode". Did you mean "ordersNodes"? Known: ordersNodes.',
    {},
  ],
  [
    "an authority where there is none",
    { authorities: undefined },
    'workloads.orders.security.authority: no authority "ordersNodes". There is none.',
    plain,
  ],
  ["a client's unknown workload", shop({ dials: "order" }), 'clients.shop.dials: no workload "order". Did you mean "orders"?', shop()],
  ["a client's unknown cluster", shop({ cluster: "west" }), 'clients.shop.cluster: no cluster "west". Known: east.', shop()],
  ["a client's unknown authority", shop({ trusts: ["ordersNodes", "public"] }), 'clients.shop.trusts.1: no authority "public".', shop()],
  [
    "an outside client's unknown authority",
    laptops({ trusts: [{ authority: "nodes", generations: ["g1"] }] }),
    'clients.laptops.trusts.0.authority: no authority "nodes".',
    laptops({ trusts: [{ authority: "ordersNodes", generations: ["g1"] }] }),
  ],
  [
    "an outside client's unknown generation",
    laptops({ trusts: [{ authority: "ordersNodes", generations: ["g3"] }] }),
    'clients.laptops.trusts.0.generations.0: ordersNodes has no generation "g3". Did you mean',
    laptops({ trusts: [{ authority: "ordersNodes", generations: ["g2"] }] }),
  ],
  [
    "an outside client's private authority without its generations",
    laptops({ trusts: ["ordersNodes"] }),
    "clients.laptops.trusts.0: ordersNodes is a private authority, and an outside client holds only the roots that a person gave it",
    laptops({ trusts: [{ authority: "ordersNodes", generations: ["g1"] }] }),
  ],
  [
    "generations of a public authority",
    { authorities: { ordersNodes: ca(), public: acmeSpec() }, ...laptops({ trusts: [{ authority: "public", generations: ["g1"] }] }) },
    "clients.laptops.trusts.0.generations: public is a public authority",
    { authorities: { ordersNodes: ca(), public: acmeSpec() }, ...laptops({ trusts: ["public"] }) },
  ],
  [
    "a cluster for an outside client",
    laptops({ cluster: "east" }),
    'clients.laptops.cluster: there is no field "cluster" here.',
    laptops(),
  ],
  [
    "an override's unknown cluster",
    { overrides: [{ target: { kind: "Service", name: "orders", cluster: "west" }, patch: {} }] },
    'overrides.0.target.cluster: no cluster "west".',
    { overrides: [{ target: { kind: "Service", name: "orders", cluster: "east" }, patch: { spec: null } }] },
  ],
  [
    "an override without a patch",
    { overrides: [{ target: { kind: "Service", name: "orders" } }] },
    "overrides.0.patch: is missing",
    { overrides: [{ target: { kind: "Service", name: "orders" }, patch: {} }] },
  ],
  [
    "an assumption without a reason",
    { assumptions: [{ endpoint: "db.example.com:5432", reason: " " }] },
    "assumptions.0.reason: is empty.",
    { assumptions: [{ endpoint: "db.example.com:5432", reason: "run by another team" }] },
  ],
  [
    "an assumption about no endpoint",
    { assumptions: [{ endpoint: "https://db.example.com", reason: "x" }] },
    'assumptions.0.endpoint: "https://db.example.com" is no endpoint',
    { assumptions: [{ endpoint: "db.example.com", reason: "x" }] },
  ],
  // Authorities
  ["no generation", { authorities: { ordersNodes: ca({ generations: [] }) } }, "authorities.ordersNodes.generations: is empty.", {}],
  [
    "a generation twice",
    { authorities: { ordersNodes: ca({ generations: ["g1", "g1"] }) } },
    'authorities.ordersNodes.generations.1: "g1" stands here twice.',
    {},
  ],
  [
    "a generation that is no label",
    { authorities: { ordersNodes: ca({ generations: ["G_1"] }) } },
    'authorities.ordersNodes.generations.0: "G_1" is no DNS label',
    {},
  ],
  [
    "signing by an unknown generation",
    { authorities: { ordersNodes: ca({ signsWith: "g3" }) } },
    'authorities.ordersNodes.signsWith: no generation "g3". Did you mean "g1"? Known: g1, g2.',
    { authorities: { ordersNodes: ca({ signsWith: "g2" }) } },
  ],
  [
    "trust in an unknown generation",
    { authorities: { ordersNodes: ca({ trusted: ["g1", "g9"] }) } },
    'authorities.ordersNodes.trusted.1: no generation "g9".',
    { authorities: { ordersNodes: ca({ trusted: ["g2", "g1"] }) } },
  ],
  [
    "days",
    { authorities: { ordersNodes: ca({ leaves: { duration: "90d" } }) } },
    'authorities.ordersNodes.leaves.duration: "90d" is no duration that Go accepts; its units are h, m and s. Write "2160h".',
    { authorities: { ordersNodes: ca({ leaves: { duration: "2160h" } }) } },
  ],
  [
    "a duration without a unit",
    { authorities: { ordersNodes: ca({ duration: "87600" }) } },
    'authorities.ordersNodes.duration: "87600" is no duration that Go accepts; its units are h, m and s. Add a unit: "87600h"',
    { authorities: { ordersNodes: ca({ duration: "87600h" }) } },
  ],
  [
    "a duration below an hour",
    { authorities: { ordersNodes: ca({ leaves: { duration: "59m", renewBefore: "5m" } }) } },
    'authorities.ordersNodes.leaves.duration: "59m" is too short: cert-manager wants at least 1h.',
    { authorities: { ordersNodes: ca({ leaves: { duration: "60m", renewBefore: "5m" } }) } },
  ],
  [
    "a renewal below five minutes",
    { authorities: { ordersNodes: ca({ leaves: { renewBefore: "299s" } }) } },
    'authorities.ordersNodes.leaves.renewBefore: "299s" is too short: cert-manager wants at least 5m.',
    { authorities: { ordersNodes: ca({ leaves: { renewBefore: "300s" } }) } },
  ],
  [
    "a renewal as long as the life",
    { authorities: { ordersNodes: ca({ leaves: { duration: "720h" } }) } },
    "authorities.ordersNodes.leaves.renewBefore: 720h0m0s is not shorter than the leaves' duration of 720h0m0s",
    { authorities: { ordersNodes: ca({ leaves: { duration: "721h" } }) } },
  ],
  [
    "leaves that outlive their root",
    { authorities: { ordersNodes: ca({ duration: "2160h" }) } },
    "authorities.ordersNodes.leaves.duration: 2160h0m0s is not shorter than the root's duration",
    { authorities: { ordersNodes: ca({ duration: "2161h" }) } },
  ],
  [
    "a key size",
    { authorities: { ordersNodes: ca({ privateKey: { size: 1024 } }) } },
    "authorities.ordersNodes.privateKey.size: 1024 is no size of RSA keys",
    { authorities: { ordersNodes: ca({ privateKey: { size: 4096 } }) } },
  ],
  [
    "a key algorithm",
    { authorities: { ordersNodes: ca({ privateKey: { algorithm: "rsa" } }) } },
    'authorities.ordersNodes.privateKey.algorithm: "rsa" is not among its values. Did you mean "RSA"? Known: RSA, ECDSA, Ed25519.',
    {},
  ],
  [
    "no zones to solve",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ dnsZones: [] }) } },
    "authorities.public.dnsZones: is empty.",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ dnsZones: ["example.com", "*.example.com"] }) } },
  ],
  [
    "a zone that is none",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ dnsZones: ["example_com"] }) } },
    'authorities.public.dnsZones.0: "example_com" is no DNS name',
    { authorities: { ordersNodes: ca(), public: acmeSpec() } },
  ],
  [
    "a server that is none",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ server: "lets-encrypt" }) } },
    'authorities.public.server: "lets-encrypt" is no ACME server: a name that is known, or the https URL of its directory, is wanted. Did you mean "letsencrypt"?',
    { authorities: { ordersNodes: ca(), public: acmeSpec({ server: "https://acme.example.com/directory" }) } },
  ],
  [
    "half a static key",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ dns01: { route53: { region: "x", accessKeyID: "AKIA" } } }) } },
    "authorities.public.dns01.route53.accessKeyID: a static key of Route53 has two parts, and secretAccessKeySecretRef is missing.",
    {
      authorities: {
        ordersNodes: ca(),
        public: acmeSpec({
          dns01: { route53: { region: "x", accessKeyID: "AKIA", secretAccessKeySecretRef: { name: "aws", key: "secret" } } },
        }),
      },
    },
  ],
  [
    "the other half",
    {
      authorities: {
        ordersNodes: ca(),
        public: acmeSpec({ dns01: { route53: { region: "x", secretAccessKeySecretRef: { name: "aws", key: "secret" } } } }),
      },
    },
    "authorities.public.dns01.route53.secretAccessKeySecretRef: a static key",
    { authorities: { ordersNodes: ca(), public: acmeSpec({ dns01: { route53: { region: "x", role: "arn:aws:iam::1:role/dns" } } }) } },
  ],
  // How authorities are used
  [
    "a root shared by two workloads",
    two(),
    "authorities.ordersNodes: is used by orders and stock. Their servers authenticate callers by this root",
    { ...two(), authorities: { ordersNodes: ca({ shared: { reason: "one team runs both" } }) } },
  ],
  [
    "a root in two namespaces",
    { ...two({ namespace: "other" }), authorities: { ordersNodes: ca({ shared: { reason: "x" } }) } },
    "authorities.ordersNodes: is used by orders (namespace kurrent of cluster east) and by stock (namespace other of cluster east).",
    {
      workloads: { orders: database(), stock: database({ namespace: "other", security: { authority: "stockNodes" } }) },
      authorities: { ordersNodes: ca(), stockNodes: ca() },
    },
  ],
  [
    "a root in two clusters",
    {
      ...two({ cluster: "west" }),
      clusters: { east: cluster(), west: cluster() },
      authorities: { ordersNodes: ca({ shared: { reason: "x" } }) },
    },
    "authorities.ordersNodes: is used by orders (namespace kurrent of cluster east) and by stock (namespace kurrent of cluster west).",
    {
      workloads: { orders: database(), stock: database({ cluster: "west", security: { authority: "stockNodes" } }) },
      clusters: { east: cluster(), west: cluster() },
      authorities: { ordersNodes: ca(), stockNodes: ca() },
    },
  ],
  [
    "an authority without cert-manager",
    { clusters: { east: platform({ certManager: undefined }) } },
    "clusters.east.platform: has no certManager, and orders needs it for its certificates.",
    { ...plain, clusters: { east: platform({ certManager: undefined }) } },
  ],
  [
    "private trust without trust-manager",
    { clusters: { east: platform({ trustManager: undefined }) }, ...shop() },
    "clients.shop.trusts.0: is a private authority, and cluster east has no trustManager",
    { clusters: { east: platform({ trustManager: undefined }) }, ...laptops() },
  ],
  [
    "a root from another cluster",
    { clusters: { east: cluster(), west: cluster() }, ...shop({ cluster: "west" }) },
    "clients.shop.trusts.0: the root of ordersNodes is born in cluster east, and this client runs in west, where nothing brings it.",
    { clusters: { east: cluster(), west: cluster() }, ...shop() },
  ],
  [
    "trust in a root that nobody uses",
    { authorities: { ordersNodes: ca(), spare: ca() }, ...shop({ trusts: ["spare"] }) },
    "clients.shop.trusts.0: no workload has certificates of spare",
    { authorities: { ordersNodes: ca(), spare: ca() }, ...shop() },
  ],
  // Names
  [
    "an authority called like a workload",
    { workloads: { "orders-nodes": database() } },
    'authorities.ordersNodes: its folder in dist/ would be "orders-nodes", which is that of the workload orders-nodes.',
    {},
  ],
  [
    "a client called like a workload",
    { clients: { orders: { outside: true, dials: "orders", trusts: [] } } },
    "clients.orders: its folder in dist/",
    laptops(),
  ],
  [
    "a workload with a reserved name",
    { workloads: { delivery: database() } },
    'workloads.delivery: its folder in dist/ would be "delivery", which is that of Trueline itself.',
    {},
  ],
  [
    "a client with a reserved name",
    { clients: { namespaces: { outside: true, dials: "orders", trusts: [] } } },
    "clients.namespaces: its folder",
    laptops(),
  ],
  [
    "two authorities of one name in kebab case",
    { authorities: { ordersNodes: ca(), orders_nodes: acmeSpec() } },
    "authorities.orders_nodes: its folder",
    { authorities: { ordersNodes: ca(), public: acmeSpec() } },
  ],
  [
    "an authority's long name",
    { authorities: { ordersNodes: ca(), [`a${"b".repeat(45)}`]: acmeSpec() } },
    `authorities.a${"b".repeat(45)}: "a${"b".repeat(45)}" has 46 characters; 45 is the limit`,
    { authorities: { ordersNodes: ca(), [`a${"b".repeat(44)}`]: acmeSpec() } },
  ],
  [
    "a generation's long name",
    { authorities: { ordersNodes: ca({ generations: ["g".repeat(44)] }) } },
    "authorities.ordersNodes.generations.0: ",
    { authorities: { ordersNodes: ca({ generations: ["g".repeat(43)] }) } },
  ],
  [
    "a client's name",
    { clients: { my_laptops: { outside: true, dials: "orders", trusts: [] } } },
    'clients.my_laptops: "my_laptops" is no DNS label: only lower case letters, digits and hyphens, with a letter or digit at both ends. Write "my-laptops".',
    laptops(),
  ],
];

describe("topologies", () => {
  test("the right one is right", () => expect(check(topology())).toEqual([]));

  test.each(rows)("%s", (_, wrong, message, right) => {
    expect(check(topology(right))).toEqual([]);
    const problems = check(topology(wrong));
    expect(problems.map((problem) => problem.slice(0, message.length))).toContain(message);
    expect(problems).toHaveLength(1);
  });

  test("the file's name is the topology's", () => {
    expect(check(topology(), "My Shop")).toEqual([expect.stringContaining("its file's name is the topology's")]);
    expect(check(topology(), "my-shop")).toEqual([]);
  });

  test("something else than a topology", () => {
    expect(check({ clusters: {} })).toEqual([": an object is no topology. Write export default defineTopology({ ... })."]);
    expect(check(3)).toEqual([": 3 is no topology. Write export default defineTopology({ ... })."]);
  });

  test("all mistakes are reported at once, and a wrong part makes no second one", () => {
    const problems = check(
      topology({ clusters: { east: cluster({ dns: {} }) }, workloads: { orders: database({ replicas: 2 }) }, ...shop({ dials: "nope" }) }),
    );
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "clusters.east.dns.serviceIP",
      "workloads.orders.replicas",
      "clients.shop.dials",
    ]);
  });

  test("defaults", () => {
    const { clusters, authorities, clients } = checked(
      topology({
        clusters: {
          east: platform({ externalDNS: { version: "0.21.3", zones: ["example.com"] } }),
          west: cluster({ images: { coredns: "mirror/coredns:1.15.1" } }),
        },
        authorities: { ordersNodes: ca(), publicCA: acmeSpec() },
        clients: {
          ...(shop()["clients"] as object),
          ...(laptops({ trusts: [{ authority: "ordersNodes", generations: ["g1", "g2"] }, "publicCA"] })["clients"] as object),
        },
      }),
    );
    expect(clusters["east"]).toEqual({
      name: "east",
      platform: {
        kubernetes: "1.33",
        certManager: { version: "1.21", clusterResourceNamespace: "cert-manager" },
        trustManager: { version: "0.25", trustNamespace: "cert-manager" },
        externalDNS: { version: "0.21.3", zones: ["example.com"], annotationPrefix: "external-dns.alpha.kubernetes.io/" },
      },
      dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" },
      images: { coredns: "docker.io/coredns/coredns:1.15.0", kubectl: "registry.k8s.io/kubectl:v1.33.0" },
    });
    expect(clusters["west"]).toMatchObject({
      platform: { externalDNS: { annotationPrefix: "external-dns.kubernetes.io/" } },
      images: { coredns: "mirror/coredns:1.15.1" },
    });
    expect(authorities["ordersNodes"]).toEqual({
      kind: "privateCA",
      name: "ordersNodes",
      generations: ["g1", "g2"],
      signsWith: "g1",
      trusted: ["g1", "g2"],
      subject: {},
      privateKey: { algorithm: "RSA", encoding: "PKCS1" },
      duration: "87600h0m0s",
      leaves: { duration: "2160h0m0s", renewBefore: "720h0m0s" },
    });
    expect(authorities["publicCA"]).toMatchObject({
      directory: "https://acme-v02.api.letsencrypt.org/directory",
      privateKeySecretRef: { name: "public-ca-issuer-key" },
    });
    expect(clients["shop"]).toEqual({
      name: "shop",
      outside: false,
      cluster: "east",
      namespace: { name: "shop", create: true },
      dials: "orders",
      trusts: ["ordersNodes"],
    });
    expect(clients["laptops"]).toMatchObject({
      trusts: [
        { authority: "ordersNodes", generations: ["g1", "g2"] },
        { authority: "publicCA", generations: [] },
      ],
    });
  });

  test("a topology is frozen to its leaves", () => {
    const { workloads } = checked(topology());
    expect(Object.isFrozen(workloads)).toBe(true);
    expect(Object.isFrozen((workloads["orders"] as unknown as { network: { loadBalancer: object } }).network.loadBalancer)).toBe(true);
  });
});
