import type { KeyId } from "../../tls.ts";
import { holdsCertificates, pemBlocks } from "./blocks.ts";
import { type ParsedCertificate, parseCertificate } from "./parse-certificate.ts";
import type { PemCertificate, PemFile, ReadPem } from "./pem-file.ts";

interface ParsedFile {
  readonly certificates: readonly ParsedCertificate[];
  readonly broken?: string;
}

/**
 * Reads all texts at once, since who signed a certificate may stand in another text: the one among all of them whose subject is its
 * issuer and whose key verifies its signature. What no certificate's key verifies is signed by an issuer of which only the name is known.
 * Texts without a certificate in PEM are left out. Pure; depends on the set of texts, not on their order.
 */
export function resolvePem(texts: Iterable<string>): ReadPem {
  const known = new Map<string, ParsedCertificate>();
  const files = new Map<string, ParsedFile>();
  for (const text of texts) if (!files.has(text) && holdsCertificates(text)) files.set(text, parseFile(text, known));
  const all = [...known.values()].sort((a, b) => (a.facts.fingerprint < b.facts.fingerprint ? -1 : 1));
  const labels = distinctLabels(all);
  const bySubject = groupBy(all, (each) => each.subject);
  const resolved = new Map(all.map((each) => [each, withSigner(each, bySubject, labels)]));
  const read = new Map<string, PemFile>();
  for (const [text, { certificates, broken }] of files) {
    read.set(text, {
      certificates: certificates.flatMap((each) => resolved.get(each) ?? []),
      ...(broken === undefined ? {} : { broken }),
    });
  }
  return (text) => read.get(text);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Certificates that are in several texts are parsed once, by their bytes. */
function parseFile(text: string, known: Map<string, ParsedCertificate>): ParsedFile {
  const certificates: ParsedCertificate[] = [];
  let position = 0;
  for (const block of pemBlocks(text)) {
    if (block.label !== "CERTIFICATE") continue;
    position++;
    const found = block.kind === "broken" ? block : parseCertificate(block.bytes);
    if ("why" in found) return { certificates, broken: `certificate ${position}: ${found.why}` };
    const same = known.get(found.facts.fingerprint) ?? found;
    known.set(found.facts.fingerprint, same);
    certificates.push(same);
  }
  return { certificates };
}

/** What people call each; with its fingerprint where another key has that name too. */
function distinctLabels(all: readonly ParsedCertificate[]): ReadonlyMap<ParsedCertificate, string> {
  const byLabel = groupBy(all, (each) => each.facts.label);
  return new Map(
    all.map((each) => {
      const { label, fingerprint, key } = each.facts;
      const alone = byLabel.get(label)?.every((other) => other.facts.key === key) ?? true;
      return [each, alone ? label : `${label} (SHA-256 ${fingerprint.slice(0, 8)}…)`];
    }),
  );
}

function withSigner(
  certificate: ParsedCertificate,
  bySubject: ReadonlyMap<string, readonly ParsedCertificate[]>,
  labels: ReadonlyMap<ParsedCertificate, string>,
): PemCertificate {
  const { facts, issuer, issuerLabel, authorityKeyId = "" } = certificate;
  const label = labels.get(certificate) ?? facts.label;
  const named = bySubject.get(issuer) ?? [];
  const itself = named.includes(certificate) && certificate.signedWith(certificate);
  const signer = itself ? certificate : named.find((each) => certificate.signedWith(each));
  if (signer) return { ...facts, label, signedBy: signer.facts.key, signer: labels.get(signer) ?? signer.facts.label };
  const unknown = named.length > 0 ? `another ${issuerLabel}` : issuerLabel;
  return { ...facts, label, signedBy: `issuer:${authorityKeyId}/${issuer}` as KeyId, signer: unknown };
}
