import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ca, check, checked, cluster, database, topology } from "./topologies.ts";

const pem = (name: string): string => readFileSync(`test/golden/pki/${name}.pem`, "utf8");
const root = pem("corporate-root");
const other = pem("other-root");
const key = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";

const vaultSpec = (changes: object = {}): object => ({
  kind: "vault",
  server: "https://vault.example.com:8200",
  path: "pki_int/sign/orders",
  auth: { appRole: { roleId: "291b9d21", secretRef: { name: "vault-approle", key: "secretId" } } },
  roots: { g1: root },
  ...changes,
});
const existing = (changes: object = {}): object => ({
  kind: "existingIssuer",
  issuerRef: { name: "corporate", kind: "ClusterIssuer" },
  roots: { g1: root },
  ...changes,
});
const brought = (changes: object = {}): object => ({ kind: "broughtCA", roots: { g1: root }, ...changes });
const secret = { name: "orders-tls", certificate: pem("orders-nodes") };
const by = (authority: object): Record<string, unknown> => ({ authorities: { ordersNodes: authority } });
/** A CA that east makes and whose key a person carries to west, with a workload in each. */
const carrying = (changes: object = {}, clusters: readonly [string, string] = ["east", "west"]): Record<string, unknown> => ({
  clusters: { east: cluster(), west: cluster() },
  ...by(
    ca({
      generations: ["g1"],
      roots: { g1: root },
      carried: { from: "east", secrets: { g1: "ca-g1" } },
      shared: { reason: "one team" },
      ...changes,
    }),
  ),
  workloads: { orders: database({ cluster: clusters[0] }), copy: database({ cluster: clusters[1] }) },
});
const bringing = (certificateSecret: object | undefined, authority: object = brought()): Record<string, unknown> => ({
  ...by(authority),
  workloads: { orders: database({ security: { authority: "ordersNodes", ...(certificateSecret ? { certificateSecret } : {}) } }) },
});

/** What is wrong, the topology's changes that make it so, the problem's beginning, and the changes of the good twin. */
const rows: readonly (readonly [string, Record<string, unknown>, string, Record<string, unknown>])[] = [
  // Leaves
  [
    "an unknown policy",
    by(ca({ leaves: { policy: "starling" } })),
    "authorities.ordersNodes.leaves.policy: ",
    by(ca({ leaves: { policy: "starlingx" } })),
  ],
  [
    "a policy whose renewal comes before the certificate",
    by(ca({ leaves: { policy: "starlingx", duration: "24h" } })),
    "authorities.ordersNodes.leaves.renewBefore: 360h0m0s is not shorter than the leaves' duration of 24h0m0s",
    by(ca({ leaves: { policy: "starlingx", duration: "2160h" } })),
  ],
  // Intermediates
  [
    "leaves that outlive the intermediate",
    by(ca({ intermediate: { duration: "2160h" } })),
    "authorities.ordersNodes.leaves.duration: 2160h0m0s is not shorter than the intermediate's duration",
    by(ca({ intermediate: { duration: "2161h" } })),
  ],
  [
    "an intermediate that outlives the root",
    by(ca({ intermediate: { duration: "87600h" } })),
    "authorities.ordersNodes.intermediate.duration: 87600h0m0s is not shorter than the root's duration",
    by(ca({ intermediate: { duration: "87599h" } })),
  ],
  // Name constraints
  [
    "constraints that constrain nothing",
    by(ca({ nameConstraints: {} })),
    "authorities.ordersNodes.nameConstraints: constrains nothing.",
    by(ca({ nameConstraints: { permitted: { dnsDomains: ["cluster.local"] } } })),
  ],
  [
    "a constraint that is no domain",
    by(ca({ nameConstraints: { permitted: { dnsDomains: ["*.cluster.local"] } } })),
    "authorities.ordersNodes.nameConstraints.permitted.dnsDomains.0: ",
    by(ca({ nameConstraints: { permitted: { dnsDomains: ["cluster.local"] } } })),
  ],
  [
    "a constraint that is no range",
    by(ca({ nameConstraints: { excluded: { ipRanges: ["10.0.0.0"] } } })),
    "authorities.ordersNodes.nameConstraints.excluded.ipRanges.0: ",
    by(ca({ nameConstraints: { excluded: { ipRanges: ["10.0.0.0/8"] } } })),
  ],
  // Roots
  [
    "roots in git that lack a trusted one",
    by(ca({ generations: ["g1", "g2"], roots: { g1: root } })),
    'authorities.ordersNodes.roots: lacks "g2", which is trusted',
    by(ca({ generations: ["g1", "g2"], trusted: ["g1"], roots: { g1: root } })),
  ],
  [
    "the root of no generation",
    by(ca({ generations: ["g1"], roots: { g1: root, g2: other } })),
    "authorities.ordersNodes.roots.g2: is the root of a generation that is not there.",
    by(ca({ generations: ["g1", "g2"], roots: { g1: root, g2: other } })),
  ],
  [
    "a private key among the roots",
    by(ca({ roots: { g1: key } })),
    "authorities.ordersNodes.roots.g1: holds a private key.",
    by(ca({ generations: ["g1"], roots: { g1: root } })),
  ],
  [
    "a root that is no PEM",
    by(ca({ roots: { g1: "MIIB" } })),
    "authorities.ordersNodes.roots.g1: is no PEM certificate",
    by(ca({ generations: ["g1"], roots: { g1: root } })),
  ],
  [
    "two roots as one generation",
    by(existing({ roots: { g1: root + other } })),
    "authorities.ordersNodes.roots.g1: holds 2 certificates",
    by(existing({ roots: { g1: root, g2: other } })),
  ],
  ["an issuer without a root", by(existing({ roots: {} })), "authorities.ordersNodes.roots: is empty", by(existing())],
  [
    "a signing root that is not there",
    by(existing({ signsWith: "g2" })),
    'authorities.ordersNodes.signsWith: no generation "g2".',
    by(existing({ roots: { g1: root, g2: other }, signsWith: "g2" })),
  ],
  [
    "a trusted root that is not there",
    by(existing({ trusted: ["g1", "g3"] })),
    'authorities.ordersNodes.trusted.1: no generation "g3".',
    by(existing({ roots: { g1: root, g3: other }, trusted: ["g1", "g3"] })),
  ],
  // Vault
  [
    "a Vault by its name alone",
    by(vaultSpec({ server: "vault.example.com" })),
    'authorities.ordersNodes.server: "vault.example.com" is no address',
    by(vaultSpec()),
  ],
  [
    "a path that makes keys",
    by(vaultSpec({ path: "pki/issue/orders" })),
    'authorities.ordersNodes.path: "pki/issue/orders" would let Vault make the key, and cert-manager asks it to sign. Write pki/sign/orders.',
    by(vaultSpec({ path: "pki/sign/orders" })),
  ],
  ["a path with a slash in front", by(vaultSpec({ path: "/pki/sign/orders" })), "authorities.ordersNodes.path: ", by(vaultSpec())],
  ["no way to log in to Vault", by(vaultSpec({ auth: {} })), "authorities.ordersNodes.auth: names no way to log in", by(vaultSpec())],
  [
    "two ways to log in to Vault",
    by(vaultSpec({ auth: { tokenSecretRef: { name: "a", key: "b" }, clientCertificate: { secretName: "c" } } })),
    "authorities.ordersNodes.auth: names 2 ways to log in",
    by(vaultSpec({ auth: { tokenSecretRef: { name: "a", key: "b" } } })),
  ],
  [
    "a Vault without cert-manager",
    { ...by(vaultSpec()), clusters: { east: cluster({ platform: { kubernetes: "1.33", trustManager: "0.25" } }) } },
    "clusters.east.platform: has no certManager",
    by(vaultSpec()),
  ],
  // Existing issuers
  [
    "an issuer of a kind that cert-manager lacks",
    by(existing({ issuerRef: { name: "corporate", kind: "AWSPCAClusterIssuer" } })),
    'authorities.ordersNodes.issuerRef.kind: "AWSPCAClusterIssuer" is no kind of cert-manager',
    by(existing({ issuerRef: { name: "corporate", kind: "AWSPCAClusterIssuer", group: "awspca.cert-manager.io" } })),
  ],
  // Brought certificates
  ["a brought CA without a certificate", bringing(undefined), "workloads.orders.security: lacks certificateSecret", bringing(secret)],
  [
    "a brought certificate where an authority signs",
    bringing(secret, ca()),
    'workloads.orders.security.certificateSecret: would never be used: "ordersNodes" signs here.',
    bringing(undefined, ca()),
  ],
  [
    "a private key in place of the certificate",
    bringing({ ...secret, certificate: key }),
    "workloads.orders.security.certificateSecret.certificate: holds a private key.",
    bringing(secret),
  ],
  // Sharing
  [
    "one Vault for two workloads",
    {
      ...by(vaultSpec()),
      workloads: { orders: database(), stock: database({ namespace: "other" }) },
    },
    "authorities.ordersNodes: is used by orders and stock. Their servers authenticate callers by this root",
    {
      ...by(vaultSpec({ shared: { reason: "one team runs both" } })),
      workloads: { orders: database(), stock: database({ namespace: "other" }) },
    },
  ],
  // Several clusters
  [
    "a private CA in two clusters",
    carrying({ carried: undefined }),
    "authorities.ordersNodes: is used by orders (namespace kurrent of cluster east) and by copy (namespace kurrent of cluster west).",
    carrying(),
  ],
  [
    "a cluster to carry from that is not there",
    carrying({ carried: { from: "esat", secrets: { g1: "ca-g1" } } }),
    'authorities.ordersNodes.carried.from: no cluster "esat". Did you mean "east"?',
    carrying(),
  ],
  [
    "a CA that is carried from where nobody uses it",
    carrying({}, ["west", "west"]),
    "authorities.ordersNodes.carried.from: no workload of east has leaves of ordersNodes",
    carrying(),
  ],
  [
    "a carried CA without a Secret for who signs",
    carrying({ carried: { from: "east", secrets: {} } }),
    'authorities.ordersNodes.carried.secrets: lacks "g1", which signs.',
    carrying(),
  ],
  [
    "a Secret of no generation",
    carrying({ carried: { from: "east", secrets: { g1: "ca-g1", g2: "ca-g2" } } }),
    'authorities.ordersNodes.carried.secrets.g2: no generation "g2".',
    carrying(),
  ],
  [
    "a carried CA whose root does not stand in git",
    carrying({ roots: undefined }),
    "authorities.ordersNodes.carried: needs the roots in git",
    carrying(),
  ],
  [
    "a carried CA with intermediates",
    carrying({ intermediate: {} }),
    "authorities.ordersNodes.intermediate: can't go with carried",
    carrying(),
  ],
];

describe("authorities", () => {
  test.each(rows)("%s", (_, bad, problem, good) => {
    expect(check(topology(bad))).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
    expect(check(topology(good))).toEqual([]);
  });

  test.each([
    ["starlingx", "8760h0m0s", "360h0m0s"],
    ["starlingx-30d", "8760h0m0s", "720h0m0s"],
    ["kamaji", "8760h0m0s", "24h0m0s"],
    ["short-lived", "72h0m0s", "48h0m0s"],
  ])("the renewal policy %s", (policy, duration, renewBefore) => {
    const { authorities } = checked(topology(by(ca({ leaves: { policy } }))));
    expect(authorities["ordersNodes"]).toMatchObject({ leaves: { duration, renewBefore } });
  });

  test("a client of another cluster may trust a root that stands in git", () => {
    const far = {
      clusters: { east: cluster(), west: cluster() },
      clients: { shop: { cluster: "west", namespace: "shop", dials: "orders", trusts: ["ordersNodes"] } },
    };
    expect(check(topology({ ...far, ...by(ca({ generations: ["g1"], roots: { g1: root } })) }))).toEqual([]);
    expect(check(topology({ ...far, ...by(ca()) }))).toHaveLength(1);
  });
});
