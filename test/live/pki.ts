import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { readCertificate, type X509 } from "../../src/x509/certificate.ts";

type KeyPair = webcrypto.CryptoKeyPair;

x509.cryptoProvider.set(webcrypto as never);

/** A certificate made for a test, with its key. */
export interface Made {
  readonly x509: X509;
  readonly pem: string;
  /** PKCS #8 in PEM. */
  readonly key: string;
  readonly keys: KeyPair;
  readonly certificate: x509.X509Certificate;
}

export interface Wanted {
  readonly subject?: string;
  readonly dnsNames?: readonly string[];
  readonly ips?: readonly string[];
  readonly ca?: boolean;
  /** Absent: signs itself. */
  readonly by?: Made;
  /** Milliseconds since 1970. */
  readonly from?: number;
  readonly to?: number;
  /** OIDs; absent: server auth and client auth; none: without the extension. */
  readonly usages?: readonly string[];
  /** RSA with 2048 bits instead of ECDSA. */
  readonly rsa?: boolean;
  /** To renew with the same key. */
  readonly keys?: KeyPair;
}

export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
export const DAY = 86_400_000;

const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
let serial = 1;

/** Makes a certificate of these properties; by default a self-signed one of a day ago that lives for 90 days. */
export async function make(wanted: Wanted): Promise<Made> {
  const { subject = "CN=test", dnsNames = [], ips = [], ca = false, by, usages = [SERVER_AUTH, CLIENT_AUTH] } = wanted;
  const from = wanted.from ?? Date.now() - DAY;
  const keys = wanted.keys ?? (await webcrypto.subtle.generateKey(wanted.rsa ? RSA : ECDSA, true, ["sign", "verify"]));
  const names = [...dnsNames.map((value) => ({ type: "dns" as const, value })), ...ips.map((value) => ({ type: "ip" as const, value }))];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: (serial++).toString(16).padStart(4, "0"),
    subject,
    issuer: by?.certificate.subject ?? subject,
    notBefore: new Date(from),
    notAfter: new Date(wanted.to ?? from + 90 * DAY),
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: (by?.keys ?? keys).privateKey.algorithm.name === RSA.name ? RSA : ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(ca ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true)] : []),
      ...(!ca && usages.length > 0 ? [new x509.ExtendedKeyUsageExtension([...usages])] : []),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${(pkcs8.match(/.{1,64}/g) ?? []).join("\n")}\n-----END PRIVATE KEY-----\n`;
  const read = readCertificate(certificate.toString("pem"));
  return { x509: read, pem: read.pem, key, keys: keys as KeyPair, certificate };
}
