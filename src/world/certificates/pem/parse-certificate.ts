// Before the library, which needs it.
import "reflect-metadata";

import { createHash, X509Certificate as SignedCertificate } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from "@peculiar/x509";
import { readNameConstraints } from "./name-constraints.ts";
import type { PemCertificate } from "./pem-file.ts";
import { keyOf } from "./private-key.ts";
import { usageNames } from "./usages.ts";

const NAME_CONSTRAINTS = "2.5.29.30";

/** A certificate by itself: what it says, without who signed it. */
export interface ParsedCertificate {
  readonly facts: Omit<PemCertificate, "signedBy" | "signer">;
  /** Distinguished names as text: `O=Acme, CN=Acme root`. */
  readonly subject: string;
  readonly issuer: string;
  /** The issuer's common name, or all of its name. */
  readonly issuerLabel: string;
  /** In hex; where the extension is there. */
  readonly authorityKeyId?: string;
  /** Whether the key of another certificate verifies this one's signature. */
  signedWith(other: ParsedCertificate): boolean;
  readonly signed: SignedCertificate;
}

/** Reads a certificate's DER, or says why it can't be read. Source: RFC 5280, 4. */
export function parseCertificate(der: Uint8Array): ParsedCertificate | { readonly why: string } {
  try {
    const certificate = new X509Certificate(der);
    const signed = new SignedCertificate(der);
    const key = keyOf(signed.publicKey);
    if (!key) return { why: `its key is of type ${signed.publicKey.asymmetricKeyType ?? "?"}, which is not modelled` };
    return parsed(certificate, signed, key, createHash("sha256").update(der).digest("hex"));
  } catch {
    return { why: "it is no X.509 certificate" };
  }
}

function parsed(
  certificate: X509Certificate,
  signed: SignedCertificate,
  key: Pick<PemCertificate, "key" | "algorithm">,
  fingerprint: string,
): ParsedCertificate {
  const { subject, issuer } = certificate;
  const [commonName] = certificate.subjectName.getField("CN");
  const [issuerName] = certificate.issuerName.getField("CN");
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const namesOf = (type: string) => names.flatMap((name) => (name.type === type ? [name.value] : []));
  const [dnsNames, ips] = [namesOf("dns"), namesOf("ip")];
  const bits = certificate.getExtension(KeyUsagesExtension)?.usages ?? 0;
  const extended = certificate.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  const constraints = certificate.getExtension(NAME_CONSTRAINTS);
  const validity = { notBefore: certificate.notBefore.getTime(), notAfter: certificate.notAfter.getTime() };
  const authorityKeyId = certificate.getExtension(AuthorityKeyIdentifierExtension)?.keyId;
  return {
    facts: {
      kind: "certificate",
      ...key,
      ...(commonName === undefined ? {} : { commonName }),
      dnsNames,
      ips,
      usages: usageNames(bits, extended.map(String)),
      ca: certificate.getExtension(BasicConstraintsExtension)?.ca === true,
      lifetime: { durationSeconds: (validity.notAfter - validity.notBefore) / 1000, renewBeforeSeconds: 0 },
      validity,
      ...(constraints ? { nameConstraints: readNameConstraints(new Uint8Array(constraints.value)) } : {}),
      fingerprint,
      label: commonName ?? (subject || (dnsNames[0] ?? ips[0] ?? `the certificate with SHA-256 ${fingerprint.slice(0, 8)}…`)),
    },
    subject,
    issuer,
    issuerLabel: issuerName ?? (issuer || "an issuer without a name"),
    ...(authorityKeyId === undefined ? {} : { authorityKeyId }),
    signedWith(other) {
      try {
        return signed.verify(other.signed.publicKey);
      } catch {
        // A key of another type than the signature's.
        return false;
      }
    },
    signed,
  };
}
