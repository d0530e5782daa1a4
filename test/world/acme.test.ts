import { describe, expect, it, test } from "vitest";
import { pickSolver } from "../../src/world/certificates/acme/solvers.ts";
import type { World } from "../../src/world/world.ts";
import { facts, worldOf } from "./world-of.ts";

/** A solver by what it is for; `http01` in place of dns01 where it says so. */
const solver = (selector?: object, challenge: "dns01" | "http01" = "dns01") => ({
  ...(selector ? { selector } : {}),
  ...(challenge === "dns01" ? { dns01: { webhook: { groupName: "g", solverName: "s" } } } : { http01: { ingress: {} } }),
});
const picked = (solvers: readonly object[], name: string, labels?: object) =>
  pickSolver({ spec: { acme: { solvers } } }, name, labels)?.index;

/** Each row: solvers, a name, the position of the one that cert-manager takes, and the labels of the Certificate. */
const CHOICES: readonly (readonly [
  title: string,
  solvers: readonly object[],
  name: string,
  index: number | undefined,
  labels?: Readonly<Record<string, string>>,
])[] = [
  ["the only one, for everything", [solver()], "a.example.com", 0],
  ["the first of equal ones", [solver(), solver({})], "a.example.com", 0],
  ["a listed name before a zone", [solver({ dnsZones: ["a.example.com"] }), solver({ dnsNames: ["a.example.com"] })], "a.example.com", 1],
  [
    "a listed name, wherever it stands",
    [solver({ dnsNames: ["a.example.com"] }), solver({ dnsZones: ["a.example.com"] })],
    "a.example.com",
    0,
  ],
  ["the longest zone", [solver({ dnsZones: ["com", "b.example.com"] }), solver({ dnsZones: ["example.com"] })], "a.example.com", 1],
  [
    "the longest zone of several",
    [solver({ dnsZones: ["example.com"] }), solver({ dnsZones: ["com", "a.example.com"] })],
    "x.a.example.com",
    1,
  ],
  [
    "a zone before labels",
    [solver({ matchLabels: { a: "1", b: "2" } }), solver({ dnsZones: ["com"] })],
    "a.example.com",
    1,
    { a: "1", b: "2" },
  ],
  [
    "more labels",
    [solver({ matchLabels: { a: "1" } }), solver({ matchLabels: { a: "1", b: "2" } })],
    "a.example.com",
    1,
    { a: "1", b: "2" },
  ],
  [
    "more labels of one zone",
    [solver({ dnsZones: ["example.com"] }), solver({ dnsZones: ["example.com"], matchLabels: { a: "1" } })],
    "a.example.com",
    1,
    { a: "1" },
  ],
  [
    "the longer zone of two that list the name",
    [solver({ dnsNames: ["a.example.com"] }), solver({ dnsNames: ["a.example.com"], dnsZones: ["example.com"] })],
    "a.example.com",
    1,
  ],
  ["none for a label that the Certificate lacks", [solver({ matchLabels: { a: "1" } })], "a.example.com", undefined, { a: "2" }],
  ["none for a name that is not listed", [solver({ dnsNames: ["example.com"] })], "a.example.com", undefined],
  [
    "none where the zone fits and the listed names do not",
    [solver({ dnsNames: ["b.example.com"], dnsZones: ["example.com"] })],
    "a.example.com",
    undefined,
  ],
  ["none for another zone that ends alike", [solver({ dnsZones: ["example.com"] })], "badexample.com", undefined],
  ["the zone itself", [solver({ dnsZones: ["example.com"] })], "example.com", 0],
  ["names and zones in any case", [solver({ dnsZones: ["Example.COM."] })], "A.example.com", 0],
  ["a listed name for one in upper case", [solver({ dnsNames: ["a.example.com"] })], "A.example.com", 0],
  ["a zone for its wildcard", [solver({ dnsZones: ["example.com"] })], "*.example.com", 0],
  ["a wildcard as a zone, for the wildcard itself", [solver({ dnsZones: ["*.example.com"] })], "*.example.com", 0],
  ["none for a name below a wildcard that stands as a zone", [solver({ dnsZones: ["*.example.com"] })], "a.example.com", undefined],
  ["none for a name below a wildcard that is listed", [solver({ dnsNames: ["*.example.com"] })], "a.example.com", undefined],
  ["a wildcard that is listed", [solver(), solver({ dnsNames: ["*.example.com"] })], "*.example.com", 1],
  ["http01 for a name", [solver(undefined, "http01")], "a.example.com", 0],
  [
    "http01 for a listed name, before a zone's dns01",
    [solver({ dnsZones: ["example.com"] }), solver({ dnsNames: ["a.example.com"] }, "http01")],
    "a.example.com",
    1,
  ],
  ["no http01 for a wildcard", [solver(undefined, "http01")], "*.example.com", undefined],
  ["dns01 for a wildcard that http01 lists", [solver({ dnsNames: ["*.example.com"] }, "http01"), solver()], "*.example.com", 1],
  ["none without solvers", [], "a.example.com", undefined],
];

test.each(CHOICES.map((row) => [row[0], row] as const))("the solver of a name: %s", (_, [, solvers, name, index, labels]) => {
  expect(picked(solvers, name, labels)).toBe(index);
});

function issuer(acme: object, kind = "ClusterIssuer"): string {
  const spec = { server: LETS_ENCRYPT, privateKeySecretRef: { name: "account" }, solvers: [solver()], ...acme };
  const metadata = kind === "Issuer" ? { name: "le", namespace: "a" } : { name: "le" };
  return `${JSON.stringify({ apiVersion: "cert-manager.io/v1", kind, metadata, spec: { acme: spec } })}\n---\n`;
}

function leaf(spec: object, kind = "ClusterIssuer"): string {
  const issuerRef = { name: "le", kind };
  const whole = { secretName: "s", dnsNames: ["a.example.com"], issuerRef, ...spec };
  return JSON.stringify({ apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: "leaf", namespace: "a" }, spec: whole });
}

const LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
const STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";
const OWN = "https://ca.corp.internal/acme/acme/directory";

const made = (world: World) => world.issued.get("east/cert-manager.io/Certificate/a/leaf" as never);
const withVersion = (version: string, more: object = {}) => ({
  clusters: {
    east: { ...facts, platform: { ...facts.platform, certManager: { version, clusterResourceNamespace: "cert-manager", ...more } } },
  },
});

describe("what an ACME server puts into a certificate", () => {
  const H = 3600;
  it.each([
    [
      "classic is the default",
      {},
      { commonName: "a.example.com", usages: ["digital signature", "key encipherment", "server auth"] },
      2160 * H,
    ],
    [
      "classic",
      { profile: "classic" },
      { commonName: "a.example.com", usages: ["digital signature", "key encipherment", "server auth"] },
      2160 * H,
    ],
    ["tlsserver", { profile: "tlsserver" }, { commonName: undefined, usages: ["digital signature", "server auth"] }, 1080 * H],
    ["shortlived", { profile: "shortlived" }, { commonName: undefined, usages: ["digital signature", "server auth"] }, 160 * H],
    ["staging has the profiles too", { server: STAGING, profile: "tlsserver" }, { commonName: undefined }, 1080 * H],
  ])("%s", (_, acme, expected, seconds) => {
    const certificate = made(worldOf(issuer(acme) + leaf({ duration: "100h", usages: ["client auth", "server auth"] })));
    expect(certificate).toMatchObject({ lifetime: { durationSeconds: seconds }, rule: { id: "acme/profile" } });
    expect({ commonName: certificate?.commonName, usages: certificate?.usages }).toMatchObject(expected);
  });

  it("a common name is the first name where none is asked for, and none where it is too long", () => {
    expect(made(worldOf(issuer({}) + leaf({ dnsNames: ["b.example.com", "a.example.com"] })))?.commonName).toBe("b.example.com");
    expect(made(worldOf(issuer({}) + leaf({ dnsNames: [`${"b".repeat(60)}.example.com`] })))?.commonName).toBeUndefined();
  });

  it("no profile at a cert-manager older than 1.18, whose CRDs have no such field", () => {
    const yaml = issuer({ profile: "tlsserver" }) + leaf({});
    expect(made(worldOf(yaml, [], withVersion("1.17.4")))?.commonName).toBe("a.example.com");
    expect(made(worldOf(yaml, [], withVersion("1.18.0")))?.commonName).toBeUndefined();
  });

  it("renewBefore where it fits into the life of what was issued, else a third of it", () => {
    const renewal = (profile: string, renewBefore: string) =>
      made(worldOf(issuer({ profile }) + leaf({ renewBefore })))?.lifetime.renewBeforeSeconds;
    expect(renewal("classic", "720h")).toBe(720 * H);
    expect(renewal("shortlived", "159h")).toBe(159 * H);
    expect(renewal("shortlived", "160h")).toBe((160 * H) / 3);
    expect(renewal("shortlived", "720h")).toBe((160 * H) / 3);
  });

  it("of another server: assumed, and by its own names and ends where it is nobody's public one", () => {
    const certificate = made(
      worldOf(
        issuer({ server: OWN, profile: "any", enableDurationFeature: true }) + leaf({ dnsNames: ["a.svc.cluster.local"], duration: "24h" }),
      ),
    );
    expect(certificate).toMatchObject({
      signedBy: `acme:${OWN}`,
      lifetime: { durationSeconds: 24 * H },
      rule: { id: "acme/other-server", evidence: "assumed" },
    });
    const zero = "https://acme.zerossl.com/v2/DV90";
    expect(made(worldOf(issuer({ server: zero }) + leaf({})))).toMatchObject({ signedBy: `public:${zero}`, rule: { evidence: "assumed" } });
    expect(worldOf(issuer({ server: zero }) + leaf({ dnsNames: ["a.svc.cluster.local"] })).notIssued).toMatchObject([
      { reason: "private-name-at-public-authority" },
    ]);
  });
});

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}.example.com`);

/** Each row: what is turned down, its twin that is not, and where it stands: below the issuer's or the Certificate's `spec`. */
const ORDERS: readonly (readonly [string, acme: object, spec: object, goodAcme: object, goodSpec: object, path: readonly string[]])[] = [
  ["an unknown profile", { profile: "tlsclient" }, {}, { profile: "shortlived" }, {}, ["acme", "profile"]],
  ["an unknown profile of staging", { server: STAGING, profile: "short" }, {}, { server: STAGING }, {}, ["acme", "profile"]],
  ["101 names", {}, { dnsNames: names(101) }, {}, { dnsNames: names(100) }, ["dnsNames"]],
  [
    "26 names by tlsserver",
    { profile: "tlsserver" },
    { dnsNames: names(26) },
    { profile: "tlsserver" },
    { dnsNames: names(25) },
    ["dnsNames"],
  ],
  [
    "26 names by shortlived",
    { profile: "shortlived" },
    { dnsNames: names(26) },
    { profile: "classic" },
    { dnsNames: names(26) },
    ["dnsNames"],
  ],
  [
    "an end of its own",
    { enableDurationFeature: true },
    { duration: "100h" },
    { enableDurationFeature: true },
    {},
    ["acme", "enableDurationFeature"],
  ],
  [
    "an end of its own, unless it is not asked for",
    { enableDurationFeature: true },
    { duration: "100h" },
    {},
    { duration: "100h" },
    ["acme", "enableDurationFeature"],
  ],
];

test.each(ORDERS)("an order is turned down for %s", (_, acme, spec, goodAcme, goodSpec, path) => {
  const broken = worldOf(issuer(acme) + leaf(spec));
  expect(broken.notIssued.map((each) => [each.reason, each.place.path])).toEqual([["order-refused", ["spec", ...path]]]);
  expect(broken.issued.size).toBe(0);
  expect(worldOf(issuer(goodAcme) + leaf(goodSpec)).notIssued).toEqual([]);
});

describe("addresses", () => {
  const address = { dnsNames: [], ipAddresses: ["192.0.2.1"] };
  it("are certified by the shortlived profile alone", () => {
    expect(worldOf(issuer({ profile: "shortlived" }) + leaf(address)).notIssued).toEqual([]);
    for (const profile of ["classic", "tlsserver"])
      expect(worldOf(issuer({ profile }) + leaf(address)).notIssued).toMatchObject([{ reason: "private-name-at-public-authority" }]);
  });
});

const ref = { name: "credentials", key: "k" };
/** The providers whose credentials are in a Secret. */
const BY_SECRET: readonly (readonly [string, object])[] = [
  ["route53, the key", { route53: { region: "x", accessKeyID: "A", secretAccessKeySecretRef: ref } }],
  ["route53, the key's ID", { route53: { region: "x", accessKeyIDSecretRef: ref, secretAccessKeySecretRef: ref } }],
  ["cloudDNS", { cloudDNS: { project: "p", serviceAccountSecretRef: ref } }],
  ["azureDNS", { azureDNS: { subscriptionID: "s", resourceGroupName: "r", clientID: "c", tenantID: "t", clientSecretSecretRef: ref } }],
  ["cloudflare, a token", { cloudflare: { apiTokenSecretRef: ref } }],
  ["cloudflare, a key", { cloudflare: { email: "a@example.com", apiKeySecretRef: ref } }],
  ["digitalocean", { digitalocean: { tokenSecretRef: ref } }],
  ["akamai", { akamai: { serviceConsumerDomain: "d", clientTokenSecretRef: ref, clientSecretSecretRef: ref, accessTokenSecretRef: ref } }],
  ["acmeDNS", { acmeDNS: { host: "h", accountSecretRef: ref } }],
  ["rfc2136", { rfc2136: { nameserver: "ns.example.com", tsigKeyName: "k", tsigSecretSecretRef: ref } }],
];
const brought = (namespace: string, keys: readonly string[] = ["k"]) => ({
  brought: [{ cluster: "east", namespace, kind: "Secret" as const, name: "credentials", keys }],
});

describe("the Secret of a solver", () => {
  it.each(BY_SECRET)("%s: is read beside an Issuer, for a ClusterIssuer in cert-manager's namespace", (_, dns01) => {
    for (const [kind, home, elsewhere] of [
      ["Issuer", "a", "cert-manager"],
      ["ClusterIssuer", "cert-manager", "a"],
    ] as const) {
      const yaml = issuer({ solvers: [{ dns01 }] }, kind) + leaf({}, kind);
      const lacking = worldOf(yaml, [], brought(elsewhere));
      expect(lacking.notIssued).toMatchObject([
        { reason: "missing-credentials", values: { name: "credentials", namespace: home, key: "k" } },
      ]);
      expect(worldOf(yaml, [], brought(home)).notIssued).toEqual([]);
      expect(lacking.references.filter((each) => each.kind === "Secret" && each.name === "credentials").length).toBeGreaterThan(0);
      expect(
        lacking.references.filter((each) => each.name === "credentials").every((each) => each.namespace === home && each.key === "k"),
      ).toBe(true);
    }
  });

  it("has to hold the key, where it stands in git", () => {
    const yaml = issuer({ solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: ref } } }] }) + leaf({});
    const secret = (key: string) =>
      `\n---\n{"apiVersion":"v1","kind":"Secret","metadata":{"name":"credentials","namespace":"cert-manager"},"stringData":{"${key}":"x"}}`;
    expect(worldOf(yaml + secret("other")).notIssued).toMatchObject([{ reason: "missing-credentials" }]);
    expect(worldOf(yaml + secret("k")).notIssued).toEqual([]);
  });

  it("of a solver that is not taken keeps the issuer from being ready since cert-manager 1.21", () => {
    const other = { selector: { dnsZones: ["example.org"] }, dns01: { cloudflare: { apiTokenSecretRef: ref } } };
    const yaml = issuer({ solvers: [solver(), other] }) + leaf({});
    expect(worldOf(yaml, [], withVersion("1.20.3")).notIssued).toEqual([]);
    expect(worldOf(yaml, [], withVersion("1.21.0")).notIssued).toMatchObject([{ reason: "missing-credentials" }]);
  });

  it("of a webhook is the webhook's own matter", () => {
    const webhook = { dns01: { webhook: { groupName: "g", solverName: "s", config: { tokenSecretRef: ref } } } };
    const world = worldOf(issuer({ solvers: [webhook] }) + leaf({}));
    expect(world.notIssued).toEqual([]);
    expect(world.references.filter((each) => each.name === "credentials")).toHaveLength(1);
  });

  it("is needed for an external account too", () => {
    const yaml = issuer({ externalAccountBinding: { keyID: "k1", keySecretRef: ref } }) + leaf({});
    expect(worldOf(yaml).notIssued).toMatchObject([
      { reason: "missing-credentials", place: { path: ["spec", "acme", "externalAccountBinding", "keySecretRef", "name"] } },
    ]);
    expect(worldOf(yaml, [], brought("cert-manager")).notIssued).toEqual([]);
  });

  it("is taken for granted in a cluster of which nothing is declared", () => {
    const yaml = issuer({ solvers: [{ dns01: { cloudflare: { apiTokenSecretRef: ref } } }] }) + leaf({});
    expect(worldOf(yaml, [], { clusters: {} }).notIssued).toEqual([]);
  });
});

/** Providers without credentials of their own, and the same with them. */
const AMBIENT: readonly (readonly [string, object, object])[] = [
  ["route53", { region: "x", role: "arn" }, { region: "x", role: "arn", auth: { kubernetes: { serviceAccountRef: { name: "dns" } } } }],
  ["route53", { region: "x" }, { region: "x", accessKeyID: "A", secretAccessKeySecretRef: ref }],
  ["cloudDNS", { project: "p" }, { project: "p", serviceAccountSecretRef: ref }],
  [
    "azureDNS",
    { subscriptionID: "s", resourceGroupName: "r", managedIdentity: { clientID: "c" } },
    { subscriptionID: "s", resourceGroupName: "r", clientID: "c", tenantID: "t", clientSecretSecretRef: ref },
  ],
];

test.each(AMBIENT)(
  "%s without credentials of its own takes those of cert-manager's pod, which an Issuer may not",
  (provider, without, own) => {
    const yaml = (kind: string, spec: object) => issuer({ solvers: [{ dns01: { [provider]: spec } }] }, kind) + leaf({}, kind);
    expect(worldOf(yaml("Issuer", without)).notIssued).toMatchObject([
      { reason: "no-ambient-credentials", values: { provider }, place: { path: ["spec", "acme", "solvers", 0, "dns01", provider] } },
    ]);
    expect(worldOf(yaml("ClusterIssuer", without)).notIssued).toEqual([]);
    expect(worldOf(yaml("Issuer", without), [], withVersion("1.21", { issuerAmbientCredentials: true })).notIssued).toEqual([]);
    expect(worldOf(yaml("Issuer", own), [], brought("a")).notIssued).toEqual([]);
  },
);

it("a ServiceAccount whose token is asked for is referred to, beside the issuer's Secrets", () => {
  const route53 = { role: "arn", auth: { kubernetes: { serviceAccountRef: { name: "dns" } } } };
  for (const [kind, namespace] of [
    ["Issuer", "a"],
    ["ClusterIssuer", "cert-manager"],
  ] as const) {
    const world = worldOf(issuer({ solvers: [{ dns01: { route53 } }] }, kind) + leaf({}, kind));
    expect(world.references.filter((each) => each.kind === "ServiceAccount")).toMatchObject([{ name: "dns", namespace, optional: false }]);
  }
});
