import { X509Certificate } from "node:crypto";

/** What an X.509 certificate holds, as plain data. */
export interface X509 {
  /** One line: `CN=orders.kurrent, O=Example`. */
  readonly subject: string;
  readonly commonName?: string;
  readonly issuer: string;
  readonly issuerCommonName?: string;
  /** Lower case. */
  readonly dnsNames: readonly string[];
  readonly ips: readonly string[];
  /** Milliseconds since 1970 (UTC). */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly algorithm: "RSA" | "ECDSA" | "Ed25519" | "other";
  /** Bits of an RSA key; absent for others. */
  readonly keySize?: number;
  /** Absent when there is no ExtendedKeyUsage extension. By cert-manager's names where it has one, else the OID. */
  readonly extendedUsages?: readonly string[];
  readonly ca: boolean;
  /** `sha256:` and 64 hexadecimal digits in lower case, of the DER. */
  readonly fingerprint: string;
  /** One block, lines of 64 characters, with a newline at the end. */
  readonly pem: string;
}

/** Source: RFC 5280, 4.2.1.12; the names are cert-manager's. */
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  "1.3.6.1.5.5.7.3.1": "server auth",
  "1.3.6.1.5.5.7.3.2": "client auth",
  "2.5.29.37.0": "any",
};
const ALGORITHMS: Readonly<Record<string, X509["algorithm"]>> = { rsa: "RSA", "rsa-pss": "RSA", ec: "ECDSA", ed25519: "Ed25519" };
const BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/** Reads one certificate from PEM or DER. Throws an Error for anything else. */
export function readCertificate(encoded: string | Uint8Array): X509 {
  const read = new X509Certificate(encoded);
  const { asymmetricKeyType = "", asymmetricKeyDetails } = keyOf(read);
  const size = asymmetricKeyDetails?.modulusLength;
  const names = alternativeNames(read.subjectAltName ?? "");
  const [subject, issuer] = [attributes(read.subject), attributes(read.issuer)];
  const usages = (read.keyUsage as readonly string[] | undefined)?.map((oid) => EXTENDED_USAGES[oid] ?? oid);
  const [commonName, issuerCommonName] = [commonNameOf(subject), commonNameOf(issuer)];
  return {
    subject: subject.join(", "),
    ...(commonName === undefined ? {} : { commonName }),
    issuer: issuer.join(", "),
    ...(issuerCommonName === undefined ? {} : { issuerCommonName }),
    dnsNames: names.flatMap(([type, value]) => (type === "DNS" ? [value.toLowerCase()] : [])),
    ips: names.flatMap(([type, value]) => (type === "IP Address" ? [value] : [])),
    notBefore: Date.parse(read.validFrom),
    notAfter: Date.parse(read.validTo),
    algorithm: ALGORITHMS[asymmetricKeyType] ?? "other",
    ...(size === undefined ? {} : { keySize: size }),
    ...(usages === undefined ? {} : { extendedUsages: usages }),
    ca: read.ca,
    fingerprint: `sha256:${read.fingerprint256.replaceAll(":", "").toLowerCase()}`,
    pem: pemOf(read.raw),
  };
}

/** The PEM blocks of certificates in a text, as they stand there. */
export function pemBlocks(text: string): readonly string[] {
  return text.match(BLOCK) ?? [];
}

/** All certificates of a text in PEM. Throws an Error for a block that is no certificate. */
export function readCertificates(text: string): readonly X509[] {
  return pemBlocks(text).map((block) => readCertificate(block));
}

/** A key of a kind that Node does not know is `other`. */
function keyOf(certificate: X509Certificate): Partial<Pick<X509Certificate["publicKey"], "asymmetricKeyType" | "asymmetricKeyDetails">> {
  try {
    return certificate.publicKey;
  } catch {
    return {};
  }
}

/** Node gives one attribute a line, with control characters, commas and the like escaped by backslashes. */
function attributes(name: string): readonly string[] {
  return name.split("\n").filter((line) => line !== "");
}

function commonNameOf(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith("CN="))?.slice("CN=".length);
}

/** `DNS:a, IP Address:10.0.0.1` as pairs. Node writes a name with odd characters as a JSON string. */
function alternativeNames(text: string): readonly (readonly [type: string, value: string])[] {
  return [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(([, type = "", value = ""]) => [
    type,
    value.startsWith('"') ? String(JSON.parse(value)) : value,
  ]);
}

function pemOf(der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
}
