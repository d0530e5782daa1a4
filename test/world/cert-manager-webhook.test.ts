import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import { readWorld } from "../../src/world/read-world.ts";
import type { World } from "../../src/world/world.ts";
import { CERTIFICATE_BASE, CERTIFICATE_ROWS } from "./admission/certificate-rows.ts";
import { ISSUER_ROWS } from "./admission/issuer-rows.ts";
import type { Fields, Row } from "./admission/row.ts";
import { environmentOf } from "./world-of.ts";

const brought = (namespace: string) =>
  ({ cluster: "east", namespace, kind: "Secret", name: "root", keys: ["tls.crt", "tls.key"] }) as const;

/** The World of objects of cert-manager, in a cluster where somebody brings the Secret `root` of a CA. */
function worldOf(...objects: readonly Omit<KubeObject, "apiVersion">[]) {
  const manifests = objects.map((object, document) => ({
    kind: "manifest" as const,
    cluster: "east",
    unit: "test",
    object: { apiVersion: "cert-manager.io/v1", ...object } as KubeObject,
    origin: { kind: "file" as const, file: "test.yaml", document },
  }));
  return readWorld(manifests, [environmentOf({ brought: [brought("a"), brought("cert-manager")] })], []);
}

/** As a parser of YAML gives it: without what is undefined. */
function plain(fields: Fields): Fields {
  return JSON.parse(JSON.stringify(fields)) as Fields;
}

const ca = { kind: "Issuer", metadata: { name: "ca", namespace: "a" }, spec: { ca: { secretName: "root" } } };

function withCertificate(fields: Fields) {
  return worldOf(ca, { kind: "Certificate", metadata: { name: "leaf", namespace: "a" }, spec: plain({ ...CERTIFICATE_BASE, ...fields }) });
}

function withIssuer(kind: string, spec: Fields) {
  const issuer = { kind, metadata: { name: "tested", ...(kind === "Issuer" ? { namespace: "a" } : {}) }, spec: plain(spec) };
  const leaf = { secretName: "s", dnsNames: ["a.example.com"], subject: { organizations: ["o"] }, issuerRef: { name: "tested", kind } };
  return worldOf(issuer, { kind: "Certificate", metadata: { name: "leaf", namespace: "a" }, spec: leaf });
}

function secretsMade(world: World): readonly string[] {
  return [...world.contents.keys()].filter((key) => key.includes("/Secret/") && !key.endsWith("/root"));
}

function named(rows: readonly Row[]): readonly (readonly [name: string, row: Row])[] {
  return rows.map((each) => [`${each.from}: ${each.title}`, each]);
}

// Both objects of each row were put to kube-apiserver 1.36.3 with cert-manager's CRDs and its own webhook, v1.21.2, in a dry run:
// the bad one was refused there by the schema or by the webhook as its row says, the good one was not.
describe("a Certificate that the API server never stores", () => {
  it.each(named(CERTIFICATE_ROWS))("%s", (_, { from, bad, good, path }) => {
    const broken = withCertificate(bad);
    expect(broken.notIssued.map((each) => [each.reason, each.place])).toEqual([
      ["invalid", { object: "east/cert-manager.io/Certificate/a/leaf", path: ["spec", ...path] }],
    ]);
    expect(broken.notIssued[0]?.values["why"]).toMatch(/^\S.*[^.\s]$/);
    expect(broken.notIssued[0]?.rule.id).toBe(from === "CRD" ? "cert-manager/schema" : "cert-manager/webhook");
    expect(broken.issued.size).toBe(0);
    expect(secretsMade(broken)).toEqual([]);

    const well = withCertificate(good);
    expect(well.notIssued).toEqual([]);
    expect([...well.issued.keys()]).toEqual(["east/cert-manager.io/Certificate/a/leaf"]);
  });
});

describe.each(["Issuer", "ClusterIssuer"])("nothing is issued by a %s that the API server never stores", (kind) => {
  const id = kind === "Issuer" ? "east/cert-manager.io/Issuer/a/tested" : "east/cert-manager.io/ClusterIssuer//tested";

  it.each(named(ISSUER_ROWS))("%s", (_, { from, bad, good, path }) => {
    const broken = withIssuer(kind, bad);
    expect(broken.notIssued.map((each) => [each.reason, each.place.path, each.related])).toEqual([
      ["no-issuer", ["spec", "issuerRef"], [{ object: id, path: ["spec", ...path] }]],
    ]);
    expect(broken.notIssued[0]?.values["why"]).toMatch(new RegExp(`^${kind} "tested" is refused(?: at \\S+)?: \\S.*[^.\\s]$`));
    if (from === "CRD") expect(broken.notIssued[0]?.rule.id).toBe("cert-manager/schema");
    expect(broken.issued.size).toBe(0);
    expect(broken.undeclared).toEqual([]);
    // No account key either.
    expect(secretsMade(broken)).toEqual([]);

    const well = withIssuer(kind, good);
    const stored = ["no-solver", "missing-credentials", "no-ambient-credentials"];
    expect(well.notIssued.filter(({ reason }) => !stored.includes(reason))).toEqual([]);
    // Signed, or by something that is not modelled, or in want of a solver or of its credentials: in each case there is an issuer.
    expect(well.issued.size + well.undeclared.length + well.notIssued.length).toBe(1);
  });
});

it("tells once of an issuer that is refused, whatever asks it", () => {
  const world = worldOf(
    { kind: "Issuer", metadata: { name: "tested", namespace: "a" }, spec: { ca: {} } },
    ...["x", "y"].map((name) => ({
      kind: "Certificate",
      metadata: { name, namespace: "a" },
      spec: { secretName: name, commonName: name, issuerRef: { name: "tested" } },
    })),
  );
  expect(world.notIssued.map(({ values }) => values["lacks"])).toEqual(["Issuer a/tested in east", "Issuer a/tested in east"]);
});

it("has a twin for each row that differs in one value", () => {
  const certificates = CERTIFICATE_ROWS.map((each) => ({
    ...each,
    bad: { ...CERTIFICATE_BASE, ...each.bad },
    good: { ...CERTIFICATE_BASE, ...each.good },
  }));
  const wrong = named([...certificates, ...ISSUER_ROWS]).filter(([, { bad, good }]) => differences(plain(bad), plain(good)) !== 1);
  expect(wrong.map(([name]) => name)).toEqual([]);
});

/** How many values differ. A key that is another one, for the same value, counts once. */
function differences(one: unknown, other: unknown): number {
  if (isDeepStrictEqual(one, other)) return 0;
  if (!isFields(one) || !isFields(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return 1;
    return one.reduce((sum: number, each, i) => sum + differences(each, other[i]), 0);
  }
  const [gone, come] = [Object.keys(one).filter((key) => !(key in other)), Object.keys(other).filter((key) => !(key in one))];
  const both = Object.keys(one).filter((key) => key in other);
  return both.reduce((sum, key) => sum + differences(one[key], other[key]), Math.max(gone.length, come.length));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
