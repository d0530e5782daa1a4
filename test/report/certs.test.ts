import { describe, expect, test } from "vitest";
import { type CertificateLife, certificatesOf } from "../../src/report/certs/certificate-lives.ts";
import { certsText } from "../../src/report/certs/certs-text.ts";
import { onlyNamed } from "../../src/report/certs/group-lives.ts";
import { atRenewal, lifeInWords } from "../../src/report/certs/renewal-words.ts";
import { humanDuration, utc } from "../../src/report/human-duration.ts";
import type { Environment } from "../../src/terms/environment.ts";
import { type ObjectId, objectIdOf } from "../../src/terms/kube-object.ts";
import { place } from "../../src/terms/place.ts";
import type { Certificate, KeyId, Party } from "../../src/world/tls.ts";
import type { World } from "../../src/world/world.ts";
import { process, proof } from "./proofs.ts";

const DAYS = 86_400;

function idOf(name: string, namespace = "kurrent"): ObjectId {
  return objectIdOf("east", "cert-manager.io", "Certificate", namespace, name);
}

function certificate(name: string, over: Partial<Certificate> = {}): Certificate {
  const key = `secret:east/kurrent/${name}` as KeyId;
  return {
    kind: "certificate",
    place: place(idOf(name)),
    key,
    signedBy: key,
    dnsNames: [],
    ips: [],
    usages: ["digital signature"],
    algorithm: "RSA",
    ca: false,
    lifetime: { durationSeconds: 90 * DAYS, renewBeforeSeconds: 30 * DAYS },
    label: name,
    rule: { id: "test", evidence: "source", source: "test" },
    ...over,
  };
}

const root = certificate("root", { ca: true, commonName: "root" });
const sub = certificate("sub", { ca: true, signedBy: root.key });
const leaf = certificate("leaf", { signedBy: sub.key, dnsNames: ["orders-0.example.com"] });

/** A World with these certificates, whose Certificate objects have these specs. */
function worldOf(certificates: readonly Certificate[], specs: Readonly<Record<string, object>> = {}, over: Partial<World> = {}): World {
  const objects = new Map(
    certificates.map(({ place: { object }, label }) => [
      object,
      { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name: label }, spec: { secretName: label, ...specs[label] } },
    ]),
  );
  const { world } = proof([], []);
  return { ...world, objects, issued: new Map(certificates.map((each) => [each.place.object, each])), ...over };
}

function livesOf(world: World): ReadonlyMap<string, CertificateLife> {
  const { certificates } = certificatesOf({ kind: "proof", world, traces: [], findings: [] });
  return new Map(certificates.map((life) => [life.name, life]));
}

function lifeOf(world: World, name: string): CertificateLife {
  return livesOf(world).get(name) ?? expect.fail(`no ${name}`);
}

function party(over: Partial<Party> = {}): Party {
  return { verifier: "kurrentdb-node", uptake: { leaf: "signal", trust: "start" }, ...over };
}

/** Listens with a leaf, and trusts the root. */
function server(label: string, uptake: Party["uptake"]["leaf"] = "signal"): ReturnType<typeof process> {
  const trust = { place: root.place, roots: [root], refused: [], publicRoots: false, rules: [] };
  const tls = { ...party({ leaf: [leaf, sub], trust, uptake: { leaf: uptake, trust: "start" } }), clientAuth: "none" } as const;
  return process(label, { listeners: [{ place: root.place, port: 2113, protocol: "x", tls, advertises: [], rule: root.rule }] });
}

const withProcesses = (...all: readonly ReturnType<typeof process>[]): Partial<World> => ({
  processes: new Map(all.map((each) => [each.id, each])),
});

describe("the life of a certificate", () => {
  test("who signed it, who presents it and who trusts its root", () => {
    const lives = livesOf(worldOf([root, sub, leaf], {}, withProcesses(server("orders-0"))));
    expect(lives.get("leaf")).toMatchObject({
      role: "leaf",
      issuers: ["sub", "root"],
      secret: "leaf",
      renewed: true,
      presentedBy: [{ process: "orders-0", uptake: "signal", ports: [2113], dials: false }],
      trustedBy: [{ process: "orders-0", uptake: "start" }],
    });
    expect(lives.get("sub")).toMatchObject({
      role: "intermediate",
      issuers: ["root"],
      signs: ["leaf"],
      presentedBy: [{ process: "orders-0" }],
    });
    expect(lives.get("root")).toMatchObject({
      role: "root",
      issuers: [],
      signs: ["sub"],
      presentedBy: [],
      trustedBy: [{ process: "orders-0" }],
    });
  });

  test("a public authority's is named by its host, and trusted by those who have the public roots", () => {
    const acme = certificate("web", { signedBy: "public:https://acme-v02.api.letsencrypt.org/directory" as KeyId });
    const trust = { place: root.place, roots: [], refused: [], publicRoots: true, rules: [] };
    const dial = {
      id: "d",
      place: root.place,
      from: "shop",
      to: { host: "h", port: 1, place: root.place },
      protocol: "x",
      purpose: "client",
      callee: "ready",
      rule: root.rule,
    } as const;
    const shop = process("shop", { dials: [{ ...dial, tls: party({ trust }) }] });
    expect(lifeOf(worldOf([acme], {}, withProcesses(shop)), "web")).toMatchObject({
      issuers: ["acme-v02.api.letsencrypt.org"],
      trustedBy: [{ process: "shop" }],
    });
  });

  test("PEM in an object is a certificate that nobody renews, once for all copies of it", () => {
    const validity = { notBefore: Date.parse("2026-01-01T00:00:00Z"), notAfter: Date.parse("2036-01-01T00:00:00Z") };
    const pem = certificate("brought", {
      ca: true,
      validity,
      place: place(objectIdOf("east", "", "ConfigMap", "shop", "roots"), "data", "ca.crt"),
    });
    const copy = { ...pem, place: place(objectIdOf("east", "", "ConfigMap", "billing", "roots"), "data", "ca.crt") };
    const contents = (each: Certificate) => ({
      place: each.place,
      keys: new Map([["ca.crt", { kind: "certificates", chain: [each], place: each.place } as const]]),
      open: false,
    });
    const lives = livesOf(
      worldOf(
        [],
        {},
        {
          contents: new Map([
            ["a", contents(pem)],
            ["b", contents(copy)],
          ]),
        },
      ),
    );
    expect([...lives.keys()]).toEqual(["brought"]);
    const [life] = lives.values();
    expect(life).toMatchObject({ role: "root", validity, renewed: false });
    expect(life).not.toHaveProperty("secret");
    expect(life).not.toHaveProperty("lifetime");
    expect(lifeInWords(life as CertificateLife)).toBe("from 2026-01-01 00:00 UTC to 2036-01-01 00:00 UTC; nobody renews it");
  });

  test.each([
    [
      "as written: Never",
      "1.21",
      { privateKey: { rotationPolicy: "Never", size: 4096 } },
      { algorithm: "RSA", size: 4096, atRenewal: "same" },
    ],
    ["as written: Always", "1.17", { privateKey: { rotationPolicy: "Always" } }, { algorithm: "RSA", size: 2048, atRenewal: "new" }],
    ["the default since 1.18", "1.18", {}, { algorithm: "RSA", size: 2048, atRenewal: "new" }],
    ["the default before", "1.17.2", {}, { algorithm: "RSA", size: 2048, atRenewal: "same" }],
    ["not known without the version", undefined, {}, { algorithm: "RSA", size: 2048 }],
    ["none where nothing is renewed", "1.21", { renewal: { policy: "Disabled" } }, { algorithm: "RSA", size: 2048 }],
  ])("the key at renewal, %s", (_, version, spec, expected) => {
    const certManager = version === undefined ? {} : { certManager: { version, clusterResourceNamespace: "cert-manager" } };
    const east = { platform: { kubernetes: "1.33", ...certManager }, dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" } };
    const environment = [
      {
        kind: "environment",
        version: 1,
        topology: "t",
        test: false,
        clusters: { east },
        processes: [],
        brought: [],
        assumptions: [],
      } satisfies Environment,
    ];
    expect(lifeOf(worldOf([root], { root: spec }, { environment }), "root").key).toEqual(expected);
  });
});

describe("what happens at renewal", () => {
  test.each([
    ["handshake", /^orders-0 reads the files at each handshake: .*\.$/],
    ["watch", /^orders-0 watches it: /],
    ["signal", /^orders-0 is signalled .*without a restart\.$/],
    ["start", /^orders-0 reads the files only at start: .* which has to come within 30 days\.$/],
  ] as const)("a program that takes changes in by %s", (uptake, expected) => {
    const world = worldOf([root, sub, leaf], {}, withProcesses(server("orders-0", uptake)));
    expect(atRenewal(lifeOf(world, "leaf"))).toEqual([expect.stringMatching(expected)]);
  });

  test("several programs, each by its own way", () => {
    const world = worldOf([root, sub, leaf], {}, withProcesses(server("a"), server("b"), server("c", "start")));
    expect(atRenewal(lifeOf(world, "leaf"))).toEqual([expect.stringMatching(/^a and b are signalled/), expect.stringMatching(/^c reads/)]);
  });

  test("one that nobody presents, and who reads its Secret", () => {
    const references = [
      {
        place: place(objectIdOf("east", "batch", "Job", "kurrent", "copy")),
        cluster: "east",
        kind: "Secret",
        namespace: "kurrent",
        name: "leaf",
        optional: false,
      },
    ];
    expect(atRenewal(lifeOf(worldOf([leaf], {}, { references }), "leaf"))).toEqual(["Nobody presents it. Its Secret is read by Job copy."]);
    expect(atRenewal(lifeOf(worldOf([leaf]), "leaf"))).toEqual(["Nobody presents it. No object of these takes up its Secret."]);
  });

  test("an authority: nothing below it is re-issued, whatever its key", () => {
    const of = (policy: string): string =>
      atRenewal(lifeOf(worldOf([root, sub], { root: { privateKey: { rotationPolicy: policy } } }), "root")).join(" ");
    expect(of("Never")).toMatch(/^With the same key, so that what it signed still chains to it\. cert-manager re-issues nothing/);
    expect(of("Always")).toMatch(/^With a new key: what it signed does not chain .* cert-manager re-issues nothing that it signed\.$/);
    expect(atRenewal(lifeOf(worldOf([root, sub]), "root")).join(" ")).toMatch(/^If it gets a new key, what it signed/);
  });

  test("one whose renewal is switched off", () => {
    const life = lifeOf(worldOf([leaf], { leaf: { renewal: { policy: "Disabled" } } }), "leaf");
    expect(atRenewal(life)).toEqual(["Nobody renews it: somebody has to bring its successor."]);
    expect(lifeInWords(life)).toBe("90 days; nobody renews it");
  });
});

describe("as text", () => {
  const two = () => {
    const elsewhere = certificate("root2", { ca: true, commonName: "root", label: "root", place: place(idOf("root2", "billing")) });
    // A ClusterIssuer signs in other namespaces than the root's.
    const its = certificate("leaf2", { signedBy: elsewhere.key, place: place(idOf("leaf2", "ledger")) });
    return certificatesOf({ kind: "proof", world: worldOf([leaf, its, elsewhere, sub, root]), traces: [], findings: [] });
  };

  test("each authority with what it signed; those of one name in two namespaces apart", () => {
    const heads = certsText(two())
      .split("\n")
      .filter((line) => line.includes("(Certificate") || line.includes(", Certificate"));
    expect(heads).toEqual([
      "root (root, Certificate kurrent/root in east)",
      "  sub (intermediate, Certificate kurrent/sub in east)",
      "  leaf (Certificate kurrent/leaf in east)",
      "root (root, Certificate billing/root2 in east)",
      "  leaf2 (Certificate ledger/leaf2 in east)",
    ]);
  });

  test("only what a name means", () => {
    const named = onlyNamed(two(), "leaf");
    expect(named.kind === "certificates" && named.certificates.map(({ name }) => name)).toEqual(["leaf"]);
    expect(onlyNamed(two(), "leav")).toMatchObject({ kind: "no-such", near: "leaf" });
    expect(onlyNamed(two(), "quite-another")).not.toHaveProperty("near");
  });
});

test.each([
  [10 * 365 * DAYS, "10 years"],
  [90 * DAYS, "90 days"],
  [36 * 3600, "36 hours"],
  [119 * 60, "119 minutes"],
  [1, "1 second"],
])("%s seconds are %s", (seconds, expected) => expect(humanDuration(seconds)).toBe(expected));

test("a moment is given in UTC", () => expect(utc(Date.parse("2026-05-01T14:30:59+02:00"))).toBe("2026-05-01 12:30 UTC"));
