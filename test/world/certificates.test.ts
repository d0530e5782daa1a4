import { describe, expect, it } from "vitest";
import type { StatedIssuer } from "../../src/terms/environment.ts";
import { privateKeyOf } from "../../src/world/certificates/pem/private-key.ts";
import { isPublicName } from "../../src/world/certificates/public-names.ts";
import type { NotIssued, World } from "../../src/world/world.ts";
import { LEAF_KEY, OTHER_ROOT_KEY, pki } from "../fixtures/pki.ts";
import { facts, worldOf } from "./world-of.ts";

const ISSUERS = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: self, namespace: a }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca, namespace: a }
spec: { ca: { secretName: root } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: le }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: { name: le-account }
    solvers:
      - selector: { dnsZones: [example.com] }
        dns01: { route53: { region: eu-west-1 } }
      - selector: { dnsNames: [www.example.org] }
        http01: { ingress: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: root, namespace: a }
spec: { isCA: true, commonName: ordersNodes g1, secretName: root, duration: 87600h, issuerRef: { name: self } }
---
`;

function certificate(spec: string, namespace = "a"): string {
  return `${ISSUERS}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: leaf, namespace: ${namespace} }
spec: ${spec}
`;
}

function leafOf(world: World, namespace = "a") {
  return [...world.issued].find(([id]) => id === `east/cert-manager.io/Certificate/${namespace}/leaf`)?.[1];
}

/** Each row: what is wrong, what would be right, and the reason and place of the wrong one. */
const ROWS: readonly (readonly [
  title: string,
  bad: string,
  good: string,
  reason: NotIssued["reason"],
  path: readonly (string | number)[],
])[] = [
  [
    "unknown issuer",
    "{ secretName: s, dnsNames: [a.b], issuerRef: { name: nobody } }",
    "{ secretName: s, dnsNames: [a.b], issuerRef: { name: ca } }",
    "no-issuer",
    ["spec", "issuerRef"],
  ],
  [
    "ClusterIssuer meant, Issuer said by default",
    "{ secretName: s, dnsNames: [a.example.com], issuerRef: { name: le } }",
    "{ secretName: s, dnsNames: [a.example.com], issuerRef: { name: le, kind: ClusterIssuer } }",
    "no-issuer",
    ["spec", "issuerRef"],
  ],
  [
    "common name over 64",
    `{ secretName: s, commonName: ${"x".repeat(65)}, issuerRef: { name: ca } }`,
    `{ secretName: s, commonName: ${"x".repeat(64)}, issuerRef: { name: ca } }`,
    "invalid",
    ["spec", "commonName"],
  ],
  [
    "no names",
    "{ secretName: s, issuerRef: { name: ca } }",
    "{ secretName: s, ipAddresses: [10.0.0.1], issuerRef: { name: ca } }",
    "invalid",
    ["spec", "dnsNames"],
  ],
  [
    "days in a duration",
    "{ secretName: s, commonName: x, duration: 90d, issuerRef: { name: ca } }",
    "{ secretName: s, commonName: x, duration: 2160h, issuerRef: { name: ca } }",
    "invalid",
    ["spec", "duration"],
  ],
  [
    "duration below an hour",
    "{ secretName: s, commonName: x, duration: 59m, issuerRef: { name: ca } }",
    "{ secretName: s, commonName: x, duration: 60m, issuerRef: { name: ca } }",
    "invalid",
    ["spec", "duration"],
  ],
  [
    "renewal before it begins",
    "{ secretName: s, commonName: x, duration: 100h, renewBefore: 100h, issuerRef: { name: ca } }",
    "{ secretName: s, commonName: x, duration: 100h, renewBefore: 99h, issuerRef: { name: ca } }",
    "invalid",
    ["spec", "renewBefore"],
  ],
  [
    "renewal too late",
    "{ secretName: s, commonName: x, renewBefore: 299s, issuerRef: { name: ca } }",
    "{ secretName: s, commonName: x, renewBefore: 300s, issuerRef: { name: ca } }",
    "invalid",
    ["spec", "renewBefore"],
  ],
  [
    "small key",
    "{ secretName: s, commonName: x, privateKey: { size: 1024 }, issuerRef: { name: ca } }",
    "{ secretName: s, commonName: x, privateKey: { size: 4096 }, issuerRef: { name: ca } }",
    "invalid",
    ["spec", "privateKey", "size"],
  ],
  [
    "a cluster's name at a public authority",
    "{ secretName: s, dnsNames: [a.example.com, x.a.svc.cluster.local], issuerRef: { name: le, kind: ClusterIssuer } }",
    "{ secretName: s, dnsNames: [a.example.com, x.a.svc.cluster.local], issuerRef: { name: ca } }",
    "private-name-at-public-authority",
    ["spec", "dnsNames", 1],
  ],
  [
    "a name that no solver answers for",
    "{ secretName: s, dnsNames: [a.example.com, a.example.org], issuerRef: { name: le, kind: ClusterIssuer } }",
    "{ secretName: s, dnsNames: [a.example.com, www.example.org], issuerRef: { name: le, kind: ClusterIssuer } }",
    "no-solver",
    ["spec", "dnsNames", 1],
  ],
  [
    "a wildcard without dns01",
    '{ secretName: s, dnsNames: ["*.example.org"], issuerRef: { name: le, kind: ClusterIssuer } }',
    '{ secretName: s, dnsNames: ["*.example.com"], issuerRef: { name: le, kind: ClusterIssuer } }',
    "no-solver",
    ["spec", "dnsNames", 0],
  ],
  [
    "a common name that is no name, at a public authority",
    "{ secretName: s, commonName: node, dnsNames: [a.example.com], issuerRef: { name: le, kind: ClusterIssuer } }",
    "{ secretName: s, commonName: a.example.com, dnsNames: [a.example.com], issuerRef: { name: le, kind: ClusterIssuer } }",
    "invalid",
    ["spec", "commonName"],
  ],
];

describe("cert-manager", () => {
  it.each(ROWS)("%s", (_, bad, good, reason, path) => {
    const broken = worldOf(certificate(bad));
    expect(leafOf(broken)).toBeUndefined();
    expect(broken.notIssued.map((each) => [each.reason, each.place.path])).toEqual([[reason, path]]);
    expect(broken.contents.has("east/Secret/a/s")).toBe(false);
    const well = worldOf(certificate(good));
    expect(well.notIssued).toEqual([]);
    expect(leafOf(well)).toBeDefined();
    expect(well.contents.get("east/Secret/a/s")?.keys.has("tls.key")).toBe(true);
  });

  it("takes an Issuer from the Certificate's namespace only, and names the one elsewhere", () => {
    const world = worldOf(certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: ca } }", "b"));
    expect(world.notIssued.map((each) => [each.reason, each.related.map((at) => at.object)])).toEqual([
      ["no-issuer", ["east/cert-manager.io/Issuer/a/ca"]],
    ]);
  });

  it("issues nothing where the Environment knows no cert-manager", () => {
    const { certManager: _, ...platform } = facts.platform;
    const world = worldOf(certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: ca } }"), [], {
      clusters: { east: { ...facts, platform } },
    });
    expect(world.issued.size).toBe(0);
    expect(world.notIssued.map((each) => each.values["why"])).toEqual([
      "cluster east has no cert-manager",
      "cluster east has no cert-manager",
    ]);
  });

  it("writes defaults, the root as ca.crt, and a chain without the root", () => {
    const world = worldOf(certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: ca } }"));
    const leaf = leafOf(world);
    expect(leaf).toMatchObject({
      key: "secret:east/a/s",
      signedBy: "secret:east/a/root",
      usages: ["digital signature", "key encipherment"],
      algorithm: "RSA",
      ca: false,
      label: "leaf",
      lifetime: { durationSeconds: 2160 * 3600, renewBeforeSeconds: 720 * 3600 },
    });
    const keys = world.contents.get("east/Secret/a/s")?.keys;
    expect(keys?.get("tls.crt")).toMatchObject({ kind: "certificates", chain: [{ label: "leaf" }] });
    expect(keys?.get("ca.crt")).toMatchObject({
      kind: "certificates",
      chain: [{ label: "ordersNodes g1", ca: true, usages: ["digital signature", "key encipherment", "cert sign"] }],
    });
    expect(keys?.get("tls.key")).toMatchObject({ kind: "private-key", key: "secret:east/a/s", algorithm: "RSA" });
  });

  it("puts intermediates after the leaf, and the root of the chain into ca.crt", () => {
    const world = worldOf(`${certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: middle } }")}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: middle, namespace: a }
spec: { ca: { secretName: middle } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: middle, namespace: a }
spec: { isCA: true, commonName: middle, secretName: middle, issuerRef: { name: ca } }
`);
    const keys = world.contents.get("east/Secret/a/s")?.keys;
    expect(keys?.get("tls.crt")).toMatchObject({ chain: [{ label: "leaf" }, { label: "middle" }] });
    expect(keys?.get("ca.crt")).toMatchObject({ chain: [{ label: "ordersNodes g1" }] });
  });

  it("does not sign with a leaf, with nothing, or in a circle", () => {
    const issuer = (name: string, secret: string) => `---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ${name}, namespace: a }
spec: { ca: { secretName: ${secret} } }
`;
    const byLeaf = worldOf(`${certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: other } }")}${issuer("other", "plain")}---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: plain, namespace: a }
spec: { commonName: plain, secretName: plain, issuerRef: { name: ca } }
`);
    expect(byLeaf.notIssued.map((each) => [each.reason, each.place.object])).toEqual([
      ["issuer-without-secret", "east/cert-manager.io/Certificate/a/leaf"],
    ]);
    const byNothing = worldOf(
      `${certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: other } }")}${issuer("other", "nobody")}`,
    );
    expect(byNothing.notIssued[0]).toMatchObject({ reason: "issuer-without-secret", related: [{ path: ["spec", "ca", "secretName"] }] });
    const circle = worldOf(
      `${certificate("{ isCA: true, secretName: s, commonName: x, issuerRef: { name: other } }")}${issuer("other", "s")}`,
    );
    expect(circle.notIssued.map((each) => each.reason)).toEqual(["issuer-without-secret"]);
    expect(leafOf(circle)).toBeUndefined();
  });

  it("signs with a Secret that stands in git or that somebody brings", () => {
    const issuer = `---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: other, namespace: a }
spec: { ca: { secretName: brought } }
`;
    const yaml = `${certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: other } }")}${issuer}`;
    expect(leafOf(worldOf(yaml))).toBeUndefined();
    const brought = worldOf(yaml, [], {
      brought: [{ cluster: "east", namespace: "a", kind: "Secret", name: "brought", keys: ["tls.crt", "tls.key"] }],
    });
    expect(leafOf(brought)?.signedBy).toBe("secret:east/a/brought");
    const written = (data: object) => {
      const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "brought", namespace: "a" }, stringData: data };
      return worldOf(`${yaml}---\n${JSON.stringify(secret)}\n`);
    };
    const good = { "tls.crt": pki("other-root"), "tls.key": OTHER_ROOT_KEY };
    expect(leafOf(written(good))).toMatchObject({ signedBy: privateKeyOf(OTHER_ROOT_KEY)?.key, signer: "Other root" });
    const why = (data: object) => written(data).notIssued[0]?.values["why"];
    expect(why({ ...good, "tls.key": LEAF_KEY })).toBe("tls.key of Secret a/brought is not the key of Other root");
    expect(why({ ...good, "tls.key": "x" })).toBe("tls.key of Secret a/brought is no private key");
    expect(why({ ...good, "tls.crt": "x" })).toBe("tls.crt of Secret a/brought is no certificate");
    expect(why({ ...good, "tls.crt": pki("nodes") })).toBe("kurrentdb-node in Secret a/brought is no CA");
    expect(why({ ...good, "tls.crt": pki("other-root").slice(0, 300) })).toContain("certificate 1: it has no END line");
    expect(why({ "tls.crt": pki("other-root") })).toBe("Secret a/brought has no key tls.key");
  });

  const secretOf = (world: World) => world.contents.get("east/Secret/a/s")?.keys;
  const chainIn = (world: World, key: string) => {
    const content = secretOf(world)?.get(key);
    return content?.kind === "certificates" ? content.chain.map((each) => each.commonName ?? each.label) : content?.kind;
  };

  it.each([
    ["an intermediate and its root", { "tls.crt": pki("corp-intermediate", "corp-root") }, ["leaf", "Corp issuing CA"], ["Corp root"]],
    [
      "an intermediate, its root in ca.crt",
      { "tls.crt": pki("corp-intermediate"), "ca.crt": pki("corp-root") },
      ["leaf", "Corp issuing CA"],
      ["Corp root"],
    ],
    ["an intermediate alone", { "tls.crt": pki("corp-intermediate") }, ["leaf", "Corp issuing CA"], ["Corp issuing CA"]],
    ["a root", { "tls.crt": pki("corp-root") }, ["leaf"], ["Corp root"]],
  ])("hands on the chain of a brought CA: %s", (_, pem, tlsCrt, caCrt) => {
    const issuer =
      "---\n{ apiVersion: cert-manager.io/v1, kind: Issuer, metadata: { name: other, namespace: a }, spec: { ca: { secretName: brought } } }\n";
    const brought = [{ cluster: "east", namespace: "a", kind: "Secret" as const, name: "brought", keys: ["tls.crt", "tls.key"], pem }];
    const world = worldOf(`${certificate("{ secretName: s, dnsNames: [a.b], issuerRef: { name: other } }")}${issuer}`, [], { brought });
    expect(chainIn(world, "tls.crt")).toEqual(tlsCrt);
    expect(chainIn(world, "ca.crt")).toEqual(caCrt);
  });

  describe("with an issuer that a person states", () => {
    const stated = (issuer: Partial<StatedIssuer>) => ({
      issuers: [
        {
          cluster: "east",
          kind: "ClusterIssuer",
          group: "cert-manager.io",
          namespace: "",
          name: "vault",
          root: pki("corp-root"),
          ...issuer,
        },
      ],
    });
    const by = (issuerRef: string, environment: object, more = "") =>
      worldOf(`${certificate(`{ secretName: s, dnsNames: [a.b], issuerRef: ${issuerRef} }`)}${more}`, [], environment);
    const VAULT =
      "---\n{ apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: { name: vault }, spec: { vault: { server: 'https://v', path: p, auth: { tokenSecretRef: { name: t } } } } }\n";
    const CLUSTER = "{ name: vault, kind: ClusterIssuer }";

    it.each<[string, string, Partial<StatedIssuer>, string]>([
      ["of a type that is not modelled", CLUSTER, {}, VAULT],
      ["that is not in the manifests", CLUSTER, {}, ""],
      ["of the namespace", "{ name: vault }", { kind: "Issuer", namespace: "a" }, ""],
      ["of another group", "{ name: vault, group: example.com, kind: Signer }", { group: "example.com", kind: "Signer" }, ""],
    ])("%s", (_, ref, issuer, more) => {
      const leaf = leafOf(by(ref, stated(issuer), more));
      expect(leaf).toMatchObject({ signer: "Corp root", rule: { id: "cert-manager/stated-issuer", evidence: "assumed" } });
      expect(leaf?.signedBy).toMatch(/^pem:/);
      expect(leafOf(by(ref, {}, more))).toBeUndefined();
    });

    it("of which ca.crt is not known", () => expect(secretOf(by(CLUSTER, stated({})))?.get("ca.crt")?.kind).toBe("opaque"));

    it.each<[string, Partial<StatedIssuer>]>([
      ["another name", { name: "other" }],
      ["another cluster", { cluster: "west" }],
      ["another namespace", { kind: "ClusterIssuer", namespace: "b" }],
      ["a root that can't be read", { root: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----" }],
    ])("does not take %s for it", (_, issuer) => expect(leafOf(by(CLUSTER, stated(issuer)))).toBeUndefined());

    it("changes nothing where an object shows the signer", () => {
      const own = by("{ name: ca }", stated({ kind: "Issuer", namespace: "a", name: "ca" }));
      expect(leafOf(own)?.signedBy).toBe("secret:east/a/root");
    });
  });

  describe("writes name constraints into a CA", () => {
    const constraints =
      "nameConstraints: { critical: true, permitted: { dnsDomains: [a.b], ipRanges: [10.0.0.0/8] }, excluded: { dnsDomains: [c.a.b] } }";
    const withVersion = (version: string, isCA = true) => {
      const { certManager, ...platform } = facts.platform;
      const clusters = {
        east: { ...facts, platform: { ...platform, certManager: { clusterResourceNamespace: "cert-manager", ...certManager, version } } },
      };
      return worldOf(certificate(`{ secretName: s, commonName: x, isCA: ${isCA}, ${constraints}, issuerRef: { name: ca } }`), [], {
        clusters,
      });
    };
    const expected = { permitted: { dnsDomains: ["a.b"], ipRanges: ["10.0.0.0/8"] }, excluded: { dnsDomains: ["c.a.b"] } };

    it.each([
      ["1.17", expected],
      ["1.21", expected],
      ["1.13", undefined],
    ])("of cert-manager %s", (version, constrained) => expect(leafOf(withVersion(version))?.nameConstraints).toEqual(constrained));

    it("but from 1.14 to 1.16 it refuses them, and always for a leaf", () => {
      for (const version of ["1.14", "1.16"]) expect(withVersion(version).notIssued[0]?.rule.id).toBe("cert-manager/name-constraints");
      expect(withVersion("1.21", false).notIssued[0]?.values["field"]).toBe("nameConstraints");
    });
  });

  it("gets from a public authority what it issues, not what was asked for", () => {
    const asked =
      "{ secretName: s, dnsNames: [a.example.com], usages: [client auth, server auth], duration: 100h, issuerRef: { name: le, kind: ClusterIssuer } }";
    const world = worldOf(certificate(asked));
    expect(leafOf(world)).toMatchObject({
      signedBy: "public:https://acme-v02.api.letsencrypt.org/directory",
      commonName: "a.example.com",
      usages: ["digital signature", "key encipherment", "server auth"],
      lifetime: { durationSeconds: 2160 * 3600 },
    });
    expect(world.contents.get("east/Secret/a/s")?.keys.has("ca.crt")).toBe(false);
    expect(world.contents.get("east/Secret/cert-manager/le-account")?.keys.get("tls.key")?.kind).toBe("opaque");
    const short = worldOf(certificate(asked).replace("solvers:", "profile: tlsserver\n    solvers:"));
    expect(leafOf(short)?.commonName).toBeUndefined();
    expect(leafOf(short)?.usages).toEqual(["digital signature", "server auth"]);
  });

  it("keeps the first of two Certificates on one Secret", () => {
    const world = worldOf(`${certificate("{ secretName: root, commonName: x, issuerRef: { name: self } }")}`);
    expect([...world.issued.keys()]).toEqual(["east/cert-manager.io/Certificate/a/leaf"]);
  });

  it("knows nothing of what issuers sign that are not modelled", () => {
    const vault =
      "---\napiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: { name: vault, namespace: a }\nspec: { vault: { server: https://vault, path: pki/sign/a, auth: { tokenSecretRef: { name: token } } } }\n";
    const world = worldOf(`${certificate("{ secretName: s, commonName: x, issuerRef: { name: vault } }")}${vault}`);
    expect(world.undeclared).toEqual([{ object: "east/cert-manager.io/Issuer/a/vault", path: [] }]);
    expect(world.contents.get("east/Secret/a/s")?.keys.get("tls.crt")?.kind).toBe("opaque");
    expect(leafOf(world)).toBeUndefined();
  });
});

describe("names that a public authority certifies", () => {
  it.each(["example.com", "*.example.com", "a-b.example.co.uk", "xn--bcher-kva.example.com"])("%s", (name) =>
    expect(isPublicName(name)).toBe(true),
  );
  it.each(["orders", "orders.svc", "x.cluster.local", "host.internal", "10.0.0.1", "a_b.example.com", "*.com.", "*"])("not %s", (name) =>
    expect(isPublicName(name)).toBe(false),
  );
});
