import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { holdsCertificates, holdsPrivateKey, pemBlocks } from "../../src/world/certificates/pem/blocks.ts";
import { loadPem, pemTexts } from "../../src/world/certificates/pem/load-pem.ts";
import { NO_PEM } from "../../src/world/certificates/pem/pem-file.ts";
import { privateKeyOf } from "../../src/world/certificates/pem/private-key.ts";
import { resolvePem } from "../../src/world/certificates/pem/resolve-pem.ts";
import { fingerprint, LEAF_KEY, OTHER_ROOT_KEY, pki } from "../fixtures/pki.ts";
import { environmentOf, manifestsOf, worldOf } from "./world-of.ts";

/** What one text holds, read alone. */
const read = (text: string) => resolvePem([text])(text);
/** What one text holds, beside others. */
const readBeside = (text: string, ...others: readonly string[]) => resolvePem([text, ...others])(text)?.certificates ?? [];
const only = (name: string) => read(pki(name))?.certificates[0];
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

describe("a certificate is read as it says", () => {
  it("names, dates, usages, key", () => {
    expect(only("nodes")).toEqual({
      kind: "certificate",
      key: expect.stringMatching(/^pem:[0-9a-f]{64}$/),
      signedBy: expect.stringMatching(/^issuer:[0-9a-f]{40}\/O=Corp, CN=Corp root$/),
      signer: "Corp root",
      commonName: "kurrentdb-node",
      dnsNames: ["ledger-0", "ledger-1", "ledger-2", "ledger-ro-0"].map((pod) => `${pod}.data.svc.cluster.local`),
      ips: [],
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      algorithm: "RSA",
      ca: false,
      lifetime: { durationSeconds: (at("2044-01-01") - at("2024-01-01")) / 1000, renewBeforeSeconds: 0 },
      validity: { notBefore: at("2024-01-01"), notAfter: at("2044-01-01") },
      fingerprint: fingerprint("nodes"),
      label: "kurrentdb-node",
    });
  });

  it("a root is a CA that signed itself", () => {
    const root = only("corp-root");
    expect(root).toMatchObject({ ca: true, usages: ["cert sign", "crl sign"], label: "Corp root", signer: "Corp root" });
    expect(root?.signedBy).toBe(root?.key);
  });

  it.each([
    ["ecdsa", { algorithm: "ECDSA", ips: ["10.0.0.1", "fd00::1"], dnsNames: ["a.example.com"], label: "O=Corp" }],
    ["ed25519", { algorithm: "Ed25519", usages: ["digital signature", "key encipherment", "code signing", "1.2.3.4"] }],
    ["nameless", { label: "only.example.com" }],
    [
      "constrained-root",
      {
        nameConstraints: {
          permitted: { dnsDomains: ["data.svc.cluster.local"], ipRanges: ["10.0.0.0/8"] },
          excluded: { dnsDomains: ["old.data.svc.cluster.local"] },
        },
      },
    ],
    ["directory-root", { nameConstraints: { permitted: {}, excluded: {}, unread: ["directory name"] } }],
  ])("%s", (name, expected) => expect(only(name)).toMatchObject(expected));

  it("a key is the same in whichever certificate or file it stands", () => {
    expect(only("corp-root-expired")?.key).toBe(only("corp-root")?.key);
    expect(only("nodes")?.key).toBe(privateKeyOf(LEAF_KEY)?.key);
    expect(only("other-root")?.key).toBe(privateKeyOf(OTHER_ROOT_KEY)?.key);
    expect(only("impostor-root")?.key).not.toBe(only("corp-root")?.key);
    expect(privateKeyOf("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n")).toBeUndefined();
  });
});

describe("who signed it is told by its signature, among all that is known", () => {
  const signer = (text: string, ...others: readonly string[]) => {
    const [leaf] = readBeside(text, ...others);
    return { by: leaf?.signedBy, called: leaf?.signer };
  };

  it("the key of a certificate in another text", () => {
    expect(signer(pki("nodes"), pki("corp-root"))).toEqual({ by: only("corp-root")?.key, called: "Corp root" });
    expect(signer(pki("nodes-by-intermediate"), pki("corp-intermediate"))).toEqual({
      by: only("corp-intermediate")?.key,
      called: "Corp issuing CA",
    });
  });

  it("not one of the same name whose key does not verify it", () => {
    expect(signer(pki("nodes"), pki("impostor-root"))).toEqual({
      by: expect.stringMatching(/^issuer:/),
      called: "another Corp root",
    });
  });

  it("what is called alike is told apart by fingerprint", () => {
    const [leaf] = readBeside(pki("nodes"), pki("impostor-root"), pki("corp-root"));
    expect(leaf?.signer).toBe(`Corp root (SHA-256 ${fingerprint("corp-root").slice(0, 8)}…)`);
    // A renewed root is the same to everybody: one name, one key.
    expect(readBeside(pki("corp-root"), pki("corp-root-expired"))[0]?.label).toBe("Corp root");
  });

  it("the same in whatever order texts come", () => {
    const texts = ["nodes", "corp-root", "corp-root-expired", "impostor-root", "nodes-by-intermediate", "corp-intermediate"].map((name) =>
      pki(name),
    );
    const [one, other] = [resolvePem(texts), resolvePem([...texts].reverse())];
    for (const text of texts) expect(other(text)).toEqual(one(text));
  });
});

describe("a text that is odd has an answer", () => {
  const corp = pki("corp-root");
  const two = pki("corp-root", "other-root");
  const LABELS = ["Corp root", "Other root"];
  const inverted = corp.replace(/^M/m, "*");
  it.each<[string, string, readonly string[] | undefined, string?]>([
    ["empty", "", undefined],
    ["no PEM", "root", undefined],
    ["two certificates", two, LABELS],
    ["text before, between and after", `root:\n${two.replace("-----END CERTIFICATE-----\n", "$&and\n")}\nthe end`, LABELS],
    ["carriage returns", two.replaceAll("\n", "\r\n"), LABELS],
    ["spaces at the ends of lines", two.replaceAll("\n", "  \n"), LABELS],
    ["no line end at its end", two.trimEnd(), LABELS],
    ["the base64 in one line", corp.replace(/(?<=[A-Za-z0-9+/])\n(?=[A-Za-z0-9+/])/g, ""), ["Corp root"]],
    ["a key beside it", `${corp}${LEAF_KEY}`, ["Corp root"]],
    ["the same twice", `${corp}${corp}`, ["Corp root", "Corp root"]],
    ["a line that is indented", corp.replaceAll(/^/gm, "  "), undefined],
    ["OpenSSL's own kind", corp.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"), undefined],
    ["the old label", corp.replaceAll("CERTIFICATE", "X509 CERTIFICATE"), undefined],
    [
      "OpenSSL's own kind beside one",
      two.replace(/CERTIFICATE(-----[^-]*-----END )CERTIFICATE/, "TRUSTED CERTIFICATE$1TRUSTED CERTIFICATE"),
      ["Other root"],
    ],
    ["no base64", inverted, [], "certificate 1: it is no base64"],
    ["no base64 after a good one", `${pki("other-root")}${inverted}${corp}`, ["Other root"], "certificate 2: it is no base64"],
    ["cut short", corp.slice(0, 600), [], "certificate 1: it has no END line"],
    ["cut short, and another", `${corp.slice(0, 600)}\n${pki("other-root")}`, [], "certificate 1: it has no END line"],
    ["another END", corp.replace("END CERTIFICATE", "END PUBLIC KEY"), [], "certificate 1: it ends as PUBLIC KEY"],
    ["nothing in it", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", [], "certificate 1: it is empty"],
    ["headers", corp.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n"), [], "certificate 1: it has headers"],
    ["other bytes", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", [], "certificate 1: it is no X.509 certificate"],
    ["a key type that is not modelled", pki("ed448"), [], "certificate 1: its key is of type ed448, which is not modelled"],
  ])("%s", (_, text, labels, broken) => {
    const file = read(text);
    expect(file?.certificates.map((each) => each.label)).toEqual(labels);
    expect(file?.broken).toBe(broken);
  });

  it("the blocks are those that OpenSSL finds", () => {
    expect(pemBlocks(`${LEAF_KEY}${corp}`).map((block) => [block.kind, block.label])).toEqual([
      ["block", "PRIVATE KEY"],
      ["block", "CERTIFICATE"],
    ]);
    const [block] = pemBlocks(corp);
    expect(block?.kind === "block" && Buffer.from(block.bytes).equals(new X509Certificate(corp).raw)).toBe(true);
  });

  it.each([
    [LEAF_KEY, true],
    ["-----BEGIN ENCRYPTED PRIVATE KEY-----\n", true],
    ["-----BEGIN RSA PRIVATE KEY-----\n", true],
    ["-----BEGIN PUBLIC KEY-----\n", false],
    ["no -----BEGIN PRIVATE KEY-----", false],
    [corp, false],
  ])("a private key is told from all else: %.40s", (text, held) => expect(holdsPrivateKey(text)).toBe(held));
});

describe("PEM is collected from", () => {
  const corp = pki("corp-root");
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const doc = (kind: string, fields: object, apiVersion = "v1") =>
    JSON.stringify({ apiVersion, kind, metadata: { name: "x", namespace: "a" }, ...fields });
  it.each([
    ["a ConfigMap's data", doc("ConfigMap", { data: { a: corp } }), 1],
    ["a ConfigMap's binaryData", doc("ConfigMap", { binaryData: { a: base64(corp) } }), 1],
    ["a Secret's data", doc("Secret", { data: { a: base64(corp) } }), 1],
    ["a Secret's stringData", doc("Secret", { stringData: { a: corp } }), 1],
    ["no encrypted Secret", doc("Secret", { stringData: { a: corp }, sops: {} }), 0],
    ["a Bundle's text", doc("Bundle", { spec: { sources: [{ inLine: corp }, { inLine: "x" }] } }, "trust.cert-manager.io/v1alpha1"), 1],
    ["no other Bundle", doc("Bundle", { spec: { sources: [{ inLine: corp }] } }, "fleet.cattle.io/v1alpha1"), 0],
    ["a ClusterTrustBundle", doc("ClusterTrustBundle", { spec: { trustBundle: corp } }, "certificates.k8s.io/v1beta1"), 1],
    ["no text without a certificate", doc("ConfigMap", { data: { a: LEAF_KEY } }), 0],
    ["no other object", doc("Issuer", { spec: { text: corp } }, "cert-manager.io/v1"), 0],
  ])("%s", (_, yaml, count) => expect(pemTexts(manifestsOf(yaml), [])).toHaveLength(count));

  it("what Environments state", () => {
    const [cluster, namespace, name] = ["east", "a", "x"];
    const brought = [{ cluster, namespace, kind: "Secret" as const, name, keys: ["tls.crt"], pem: { "tls.crt": corp } }];
    const issuers = [{ cluster, namespace: "", kind: "ClusterIssuer", group: "cert-manager.io", name, root: pki("other-root") }];
    expect(pemTexts([], [environmentOf({ brought, issuers })])).toEqual([corp, pki("other-root")]);
  });

  it("and the library is loaded only where there is any", async () => {
    expect(await loadPem([], [environmentOf()])).toBe(NO_PEM);
    const load = await loadPem(manifestsOf(doc("ConfigMap", { data: { a: corp } })), []);
    expect(load(corp)?.certificates).toHaveLength(1);
    expect(holdsCertificates(corp)).toBe(true);
  });
});

describe("in the world", () => {
  const contents = (yaml: string, key: string, more = {}) => worldOf(yaml, [], more).contents.get("east/Secret/a/pair")?.keys.get(key);
  const pair = (data: object) =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: pair, namespace: a }\nstringData: ${JSON.stringify(data)}\n`;

  it("a certificate keeps its text and says where it stands", () => {
    const content = contents(pair({ "tls.crt": pki("nodes") }), "tls.crt");
    expect(content).toMatchObject({ kind: "certificates", text: pki("nodes"), chain: [{ rule: { id: "x509/pem" } }] });
    expect(content?.kind === "certificates" && content.chain[0]?.place).toEqual({
      object: "east//Secret/a/pair",
      path: ["stringData", "tls.crt"],
    });
  });

  it("a private key is the one of its certificate, or not", () => {
    const written = contents(pair({ "tls.crt": pki("nodes"), "tls.key": LEAF_KEY }), "tls.key");
    expect(written).toMatchObject({ kind: "private-key", key: only("nodes")?.key, algorithm: "RSA" });
    expect(contents(pair({ "tls.key": OTHER_ROOT_KEY }), "tls.key")).not.toMatchObject({ key: only("nodes")?.key });
    const encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n-----END ENCRYPTED PRIVATE KEY-----\n";
    expect(contents(pair({ "tls.key": encrypted }), "tls.key")?.kind).toBe("opaque");
    expect(createPublicKey(LEAF_KEY).asymmetricKeyType).toBe("rsa");
  });

  it("of a brought pair the key is its certificate's; other keys are not known", () => {
    const brought = (pem: Record<string, string>) => ({
      brought: [{ cluster: "east", namespace: "a", kind: "Secret" as const, name: "pair", keys: ["tls.crt", "tls.key", "more"], pem }],
    });
    const stated = brought({ "tls.crt": pki("nodes") });
    expect(contents("", "tls.key", stated)).toMatchObject({ kind: "private-key", key: only("nodes")?.key });
    expect(contents("", "more", stated)?.kind).toBe("opaque");
    expect(contents("", "tls.key", brought({}))?.kind).toBe("opaque");
    // An object in git says more than a spec does.
    expect(contents(pair({ "tls.crt": pki("ecdsa") }), "tls.crt", stated)).toMatchObject({ chain: [{ algorithm: "ECDSA" }] });
  });
});
