import { describe, expect, test } from "vitest";
import { pemBlocks, readCertificate, readCertificates } from "../../src/x509/certificate.ts";
import { parseFingerprint, readRoots } from "../../src/x509/read-roots.ts";
import { DAY, make } from "../live/pki.ts";

describe("a certificate as plain data", () => {
  test("names, dates, key and usages", async () => {
    const root = await make({ subject: "CN=root, O=Example", ca: true });
    const from = Date.parse("2026-01-02T03:04:05Z");
    const leaf = await make({
      subject: "CN=orders",
      dnsNames: ["A.example.com", "*.b.example.com"],
      ips: ["10.0.0.1", "2001:db8::1"],
      by: root,
      rsa: true,
      from,
      to: from + DAY,
    });
    expect(leaf.x509).toEqual({
      subject: "CN=orders",
      commonName: "orders",
      issuer: "CN=root, O=Example",
      issuerCommonName: "root",
      dnsNames: ["a.example.com", "*.b.example.com"],
      ips: ["10.0.0.1", "2001:DB8:0:0:0:0:0:1"],
      notBefore: from,
      notAfter: from + DAY,
      algorithm: "RSA",
      keySize: 2048,
      extendedUsages: ["server auth", "client auth"],
      ca: false,
      fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      pem: leaf.certificate.toString("pem").trim().concat("\n"),
    });
    expect(root.x509).toMatchObject({ algorithm: "ECDSA", ca: true });
    expect(root.x509).not.toHaveProperty("keySize");
    expect(root.x509).not.toHaveProperty("extendedUsages");
    expect(root.x509).not.toHaveProperty("dnsNames.0");
  });

  test("from PEM among other text, and from DER", async () => {
    const [one, two] = [await make({ subject: "CN=one" }), await make({ subject: "CN=two" })];
    expect(readCertificates(`# one\n${one.pem}\nSubject: x\n${two.pem}`)).toEqual([one.x509, two.x509]);
    expect(readCertificate(new Uint8Array(one.certificate.rawData))).toEqual(one.x509);
    expect(pemBlocks("nothing")).toEqual([]);
    expect(() => readCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")).toThrow();
  });
});

describe("public roots", () => {
  const NOW = Date.now();
  const bytes = (text: string): Uint8Array => Buffer.from(text);
  const unfit = async (wanted: Parameters<typeof make>[0]): Promise<string | undefined> => {
    const found = readRoots(bytes((await make(wanted)).pem), NOW);
    return found.kind === "found" ? found.certificates[0]?.unfit : found.why;
  };

  test("a root is taken, from PEM and from DER", async () => {
    const root = await make({ subject: "CN=root", ca: true });
    const found = { kind: "found", certificates: [{ certificate: root.x509 }] };
    expect(readRoots(bytes(root.pem), NOW)).toEqual(found);
    expect(readRoots(new Uint8Array(root.certificate.rawData), NOW)).toEqual(found);
    expect(readRoots(bytes(root.pem + root.pem), NOW)).toMatchObject({ certificates: [{}, {}] });
  });

  test("a leaf, an intermediate and one that has ended are not", async () => {
    const root = await make({ subject: "CN=root", ca: true });
    expect(await unfit({ subject: "CN=leaf", by: root })).toMatch(/is no CA/);
    expect(await unfit({ subject: "CN=leaf" })).toMatch(/is no CA/);
    expect(await unfit({ subject: "CN=sub", ca: true, by: root })).toMatch(/is an intermediate, signed by CN=root/);
    expect(await unfit({ subject: "CN=root", ca: true, from: 0, to: NOW - 1000 })).toBe("has ended");
  });

  test("one that only says that it signed itself is not", async () => {
    const root = await make({ subject: "CN=root", ca: true });
    expect(await unfit({ subject: "CN=root", ca: true, by: root })).toMatch(/not signed by its own key/);
  });

  test.each(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"])(
    "a %s is refused, and not repeated",
    async (type) => {
      const { pem } = await make({ subject: "CN=root", ca: true });
      const found = readRoots(bytes(`${pem}-----BEGIN ${type}-----\nc2VjcmV0\n-----END ${type}-----\n`), NOW);
      expect(found).toMatchObject({ kind: "refused", why: expect.stringContaining("private key") });
      expect(JSON.stringify(found)).not.toContain("c2VjcmV0");
    },
  );

  test("what holds nothing, or something broken, is refused", async () => {
    expect(readRoots(bytes("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), NOW)).toMatchObject({
      why: "There is no certificate in it.",
    });
    expect(readRoots(bytes("hello"), NOW)).toMatchObject({ why: "It is no certificate, neither in PEM nor in DER." });
    const { pem } = await make({ subject: "CN=root", ca: true });
    expect(readRoots(bytes(`${pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`), NOW)).toMatchObject({
      why: "Its certificate number 2 can't be read.",
    });
  });
});

test.each([
  [`sha256:${"ab".repeat(32)}`, `sha256:${"ab".repeat(32)}`],
  [`SHA256:${"AB:".repeat(31)}AB`, `sha256:${"ab".repeat(32)}`],
  [`sha256 Fingerprint=${"AB:".repeat(31)}AB`, `sha256:${"ab".repeat(32)}`],
  ["ab".repeat(32), `sha256:${"ab".repeat(32)}`],
  [`sha1:${"ab".repeat(20)}`, undefined],
  [`sha256:${"ab".repeat(31)}`, undefined],
  ["", undefined],
])("the fingerprint %s", (text, expected) => expect(parseFingerprint(text)).toBe(expected));
