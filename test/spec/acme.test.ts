import { describe, expect, it, test } from "vitest";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { environmentOf } from "../../src/spec/environment.ts";
import type { Topology } from "../../src/spec/topology.ts";
import { specPathOf } from "../../src/terms/manifest.ts";
import { acmeSpec, ca, check, checked, database, topology } from "./topologies.ts";

type Data = Readonly<Record<string, unknown>>;

/** An ACME authority with a list of solvers, and with other fields where a test says so. */
const withSolvers = (solvers: readonly Data[], more: Data = {}): Data => {
  const { dns01: _, dnsZones: __, ...rest } = acmeSpec();
  return { ...rest, solvers, ...more };
};
const withDns01 = (dns01: Data): Data => withSolvers([{ dns01 }]);
const spec = (authority: Data) => topology({ authorities: { ordersNodes: ca(), public: authority } });
const ref = { name: "credentials", key: "k" };
const azure = { subscriptionID: "s", resourceGroupName: "r" };
const PEM = `-----BEGIN CERTIFICATE-----
MIIBfDCCASOgAwIBAgIUBzW6m0YqB0Zl1cCkzY8mW9oQ1FMwCgYIKoZIzj0EAwIw
-----END CERTIFICATE-----`;

/** Each row: what is wrong, the first problem that is told, and a twin that is right. */
const WRONG: readonly (readonly [title: string, bad: Data, problem: string, good: Data])[] = [
  ["no way to prove names", withSolvers([]), "authorities.public.solvers: is empty.", withSolvers([{ http01: { ingress: {} } }])],
  [
    "solvers and the shorthand",
    { ...acmeSpec(), solvers: [{ http01: { ingress: {} } }] },
    "authorities.public.dns01: stands beside solvers",
    withSolvers([{ http01: { ingress: {} } }]),
  ],
  ["half a shorthand", { ...acmeSpec(), dns01: undefined }, "authorities.public.dns01: is missing", acmeSpec()],
  [
    "neither",
    withSolvers([], { solvers: undefined }),
    "authorities.public: says not how names are proven. Add solvers, or dns01 with dnsZones.",
    acmeSpec(),
  ],
  [
    "a solver of no kind",
    withSolvers([{}]),
    "authorities.public.solvers.0: has no kind of challenge. Known: dns01, http01.",
    withSolvers([{ http01: { ingress: {} } }]),
  ],
  [
    "a solver of two kinds",
    withSolvers([{ http01: { ingress: {} }, dns01: { digitalocean: { tokenSecretRef: ref } } }]),
    "authorities.public.solvers.0.http01: is a second kind of challenge beside dns01",
    withSolvers([{ http01: { ingress: {} } }, { dns01: { digitalocean: { tokenSecretRef: ref } } }]),
  ],
  [
    "no provider",
    withDns01({ cnameStrategy: "None" }),
    "authorities.public.solvers.0.dns01: has no provider. Known: acmeDNS",
    withDns01({ cnameStrategy: "None", route53: {} }),
  ],
  [
    "two providers",
    withDns01({ route53: {}, cloudDNS: { project: "p" } }),
    "authorities.public.solvers.0.dns01.route53: is a second provider beside cloudDNS",
    withDns01({ cloudDNS: { project: "p" } }),
  ],
  [
    "a provider that is none",
    withDns01({ route54: {} }),
    'authorities.public.solvers.0.dns01.route54: there is no field "route54" here. Did you mean "route53"?',
    withDns01({ route53: {} }),
  ],
  [
    "an ID of a key, twice",
    withDns01({ route53: { accessKeyID: "A", accessKeyIDSecretRef: ref, secretAccessKeySecretRef: ref } }),
    "authorities.public.solvers.0.dns01.route53.accessKeyIDSecretRef: the access key's ID is given twice.",
    withDns01({ route53: { accessKeyIDSecretRef: ref, secretAccessKeySecretRef: ref } }),
  ],
  [
    "a token for no role",
    withDns01({ route53: { auth: { kubernetes: { serviceAccountRef: { name: "dns" } } } } }),
    "authorities.public.solvers.0.dns01.route53.auth: a ServiceAccount's token stands for a role of AWS, and none is named.",
    withDns01({ route53: { role: "arn", auth: { kubernetes: { serviceAccountRef: { name: "dns" } } } } }),
  ],
  [
    "half a service principal",
    withDns01({ azureDNS: { ...azure, clientID: "c", tenantID: "t" } }),
    "authorities.public.solvers.0.dns01.azureDNS.clientID: a service principal has clientID, tenantID and clientSecretSecretRef, and clientSecretSecretRef is missing.",
    withDns01({ azureDNS: { ...azure, clientID: "c", tenantID: "t", clientSecretSecretRef: ref } }),
  ],
  [
    "a service principal and an identity",
    withDns01({ azureDNS: { ...azure, clientID: "c", tenantID: "t", clientSecretSecretRef: ref, managedIdentity: {} } }),
    "authorities.public.solvers.0.dns01.azureDNS.managedIdentity: excludes a service principal.",
    withDns01({ azureDNS: { ...azure, managedIdentity: { clientID: "c", tenantID: "t" } } }),
  ],
  [
    "an identity by two names",
    withDns01({ azureDNS: { ...azure, managedIdentity: { clientID: "c", resourceID: "r" } } }),
    "authorities.public.solvers.0.dns01.azureDNS.managedIdentity.resourceID: excludes clientID and tenantID",
    withDns01({ azureDNS: { ...azure, managedIdentity: { resourceID: "r" } } }),
  ],
  [
    "a tenant without an identity",
    withDns01({ azureDNS: { ...azure, managedIdentity: { tenantID: "t" } } }),
    "authorities.public.solvers.0.dns01.azureDNS.managedIdentity.tenantID: needs the identity's clientID beside it.",
    withDns01({ azureDNS: { ...azure, managedIdentity: { tenantID: "t", clientID: "c" } } }),
  ],
  [
    "no credential of Cloudflare",
    withDns01({ cloudflare: { email: "a@example.com" } }),
    "authorities.public.solvers.0.dns01.cloudflare: has no credential of Cloudflare.",
    withDns01({ cloudflare: { apiTokenSecretRef: ref } }),
  ],
  [
    "a key of Cloudflare without its account",
    withDns01({ cloudflare: { apiKeySecretRef: ref } }),
    "authorities.public.solvers.0.dns01.cloudflare.apiKeySecretRef: an account's key needs the account's e-mail address.",
    withDns01({ cloudflare: { apiKeySecretRef: ref, email: "a@example.com" } }),
  ],
  [
    "a TSIG key without its secret",
    withDns01({ rfc2136: { nameserver: "ns", tsigKeyName: "k" } }),
    "authorities.public.solvers.0.dns01.rfc2136.tsigKeyName: names a key whose secret is missing.",
    withDns01({ rfc2136: { nameserver: "ns" } }),
  ],
  [
    "a TSIG secret without its key",
    withDns01({ rfc2136: { nameserver: "ns", tsigSecretSecretRef: ref } }),
    "authorities.public.solvers.0.dns01.rfc2136.tsigSecretSecretRef: is the secret of a key whose name is missing.",
    withDns01({ rfc2136: { nameserver: "ns", tsigKeyName: "k", tsigSecretSecretRef: ref } }),
  ],
  [
    "an Ingress by two names",
    withSolvers([{ http01: { ingress: { ingressClassName: "nginx", class: "nginx" } } }]),
    "authorities.public.solvers.0.http01.ingress.class: says again which Ingress is used.",
    withSolvers([{ http01: { ingress: { class: "nginx" } } }]),
  ],
  [
    "a route without a Gateway",
    withSolvers([{ http01: { gatewayHTTPRoute: { parentRefs: [] } } }]),
    "authorities.public.solvers.0.http01.gatewayHTTPRoute.parentRefs: is empty.",
    withSolvers([{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: "public" }] } } }]),
  ],
  [
    "a scope that is none",
    acmeSpec({ scope: "Namespace" }),
    'authorities.public.scope: "Namespace" is not among its values.',
    acmeSpec({ scope: "ClusterIssuer" }),
  ],
  [
    "an external account without its key",
    acmeSpec({ externalAccountBinding: { keyID: "k1" } }),
    "authorities.public.externalAccountBinding.keySecretRef: is missing",
    acmeSpec({ externalAccountBinding: { keyID: "k1", keySecretRef: ref } }),
  ],
  [
    "a bundle as base64",
    acmeSpec({ caBundle: Buffer.from(PEM).toString("base64") }),
    "authorities.public.caBundle: holds no PEM certificate.",
    acmeSpec(),
  ],
  [
    "a bundle that is broken",
    acmeSpec({ caBundle: PEM }),
    "authorities.public.caBundle: holds a PEM block that is no certificate.",
    acmeSpec(),
  ],
];

test.each(WRONG)("acme: %s", (_, bad, problem, good) => {
  expect(check(spec(bad))[0]).toContain(problem);
  expect(check(spec(good))).toEqual([]);
});

function withPublicNodes(authority: Data): Topology {
  return checked(
    topology({
      authorities: { public: authority },
      workloads: {
        orders: database({ network: { domain: "example.com", internodeTrafficStrategy: "SplitDNS" }, security: { authority: "public" } }),
        audit: database({
          namespace: "audit",
          network: { domain: "audit.example.com", internodeTrafficStrategy: "SplitDNS" },
          security: { authority: "public" },
        }),
      },
      clients: {},
    }),
  );
}

describe("the scope of an ACME authority", () => {
  const issuers = (authority: Data) =>
    expand(withPublicNodes(authority), kinds)
      .manifests.filter(({ object }) => /Issuer$/.test(object.kind))
      .map(({ object }) => `${object.kind} ${object.metadata.namespace ?? ""}/${object.metadata.name}`)
      .sort();
  const brought = (authority: Data) =>
    environmentOf(withPublicNodes(authority), kinds)
      .brought.filter(({ name }) => ["credentials", "dns"].includes(name))
      .map(({ kind, namespace, name, keys }) => `${kind} ${namespace}/${name} ${keys.join(",")}`.trim())
      .sort();
  const solvers = [
    { selector: { dnsZones: ["example.com"] }, dns01: { cloudflare: { apiTokenSecretRef: ref } } },
    { dns01: { route53: { role: "arn", auth: { kubernetes: { serviceAccountRef: { name: "dns" } } } } } },
    {
      dns01: { webhook: { groupName: "g", solverName: "s", config: { deep: [{ tokenSecretRef: { name: "credentials", key: "hook" } }] } } },
    },
  ];
  const eab = { externalAccountBinding: { keyID: "k1", keySecretRef: { name: "credentials", key: "eab" } } };

  it("is an Issuer in each namespace that it signs in, with what it reads there", () => {
    expect(issuers(acmeSpec())).toEqual(["Issuer audit/public", "Issuer kurrent/public"]);
    expect(brought(withSolvers(solvers, eab))).toEqual([
      "Secret audit/credentials eab,k,hook",
      "Secret kurrent/credentials eab,k,hook",
      "ServiceAccount audit/dns",
      "ServiceAccount kurrent/dns",
    ]);
  });

  it("or one ClusterIssuer, with what it reads in cert-manager's namespace", () => {
    const scope = { scope: "ClusterIssuer" };
    expect(issuers(acmeSpec(scope))).toEqual(["ClusterIssuer /public"]);
    expect(brought(withSolvers(solvers, { ...eab, ...scope }))).toEqual([
      "Secret cert-manager/credentials eab,k,hook",
      "ServiceAccount cert-manager/dns",
    ]);
  });
});

describe("the objects of an ACME authority", () => {
  const objects = (authority: Data) => expand(withPublicNodes(authority), kinds).manifests;
  const find = (authority: Data, kind: string, name: string) => {
    const found = objects(authority).find(({ object }) => object.kind === kind && object.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const origin = (authority: Data, ...path: readonly (string | number)[]) => {
    const { origin: from } = find(authority, "Issuer", "public");
    return from.kind === "spec" ? specPathOf(from, path).join(".") : undefined;
  };

  it.each([
    [undefined, "720h0m0s"],
    ["classic", "720h0m0s"],
    ["tlsserver", "360h0m0s"],
    ["shortlived", "53h20m0s"],
    ["unheard-of", undefined],
  ])("renew a certificate of the profile %s a third of its life before its end: %s", (profile, renewBefore) => {
    const authority = acmeSpec(profile === undefined ? {} : { profile });
    expect((find(authority, "Certificate", "orders-node-tls").object["spec"] as Data)["renewBefore"]).toBe(renewBefore);
  });

  it("leave the renewal to cert-manager where the life is not known", () => {
    const authority = acmeSpec({ server: "https://acme.example.com/directory" });
    expect(find(authority, "Certificate", "orders-node-tls").object["spec"]).not.toHaveProperty("renewBefore");
  });

  it("say for each field which property it comes from, in a list of solvers and in the shorthand", () => {
    const listed = withSolvers(
      [
        { selector: { dnsNames: ["a.example.com"] }, http01: { ingress: { class: "nginx" } } },
        { dns01: { cloudflare: { apiTokenSecretRef: ref } } },
      ],
      { externalAccountBinding: { keyID: "k1", keySecretRef: ref }, scope: "Issuer" },
    );
    const own = "authorities.public";
    expect(origin(listed, "spec", "acme", "solvers", 0, "selector", "dnsNames", 0)).toBe(`${own}.solvers.0.selector.dnsNames.0`);
    expect(origin(listed, "spec", "acme", "solvers", 1, "dns01", "cloudflare", "apiTokenSecretRef", "name")).toBe(
      `${own}.solvers.1.dns01.cloudflare.apiTokenSecretRef.name`,
    );
    expect(origin(listed, "spec", "acme", "externalAccountBinding", "keySecretRef", "key")).toBe(
      `${own}.externalAccountBinding.keySecretRef.key`,
    );
    expect(origin(listed, "kind")).toBe(`${own}.scope`);
    expect(origin(acmeSpec(), "spec", "acme", "solvers", 0, "dns01", "route53", "region")).toBe(`${own}.dns01.route53.region`);
    expect(origin(acmeSpec(), "spec", "acme", "solvers", 0, "selector", "dnsZones", 0)).toBe(`${own}.dnsZones.0`);
    expect(origin(acmeSpec(), "spec", "acme", "solvers")).toBe(`${own}.dns01`);
    expect(origin(acmeSpec({ profile: "classic" }), "spec", "acme", "profile")).toBe(`${own}.profile`);
  });

  it("of a single node hold only the name that clients dial, and go on asking callers for client auth", () => {
    const single = checked(
      topology({
        authorities: { public: acmeSpec() },
        workloads: {
          orders: database({
            replicas: 1,
            image: "docker.kurrent.io/x/kurrentdb:26.1.0",
            security: { authority: "public" },
            readOnlyReplicas: { replicas: 0 },
          }),
        },
        clients: {},
      }),
    );
    const { manifests } = expand(single, kinds);
    const certificates = manifests.filter(({ object }) => object.kind === "Certificate").map(({ object }) => object["spec"]);
    expect(certificates).toMatchObject([{ dnsNames: ["orders-0.orders.example.com"] }]);
    expect(JSON.stringify(manifests)).not.toContain("DISABLE_CLIENT_AUTH_EKU_VALIDATION");
  });
});
