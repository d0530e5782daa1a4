import { X509Certificate } from "node:crypto";
import type { X509 } from "./certificate.ts";

/** How far served certificates lead. */
export type ChainEnd =
  | { readonly kind: "trusted"; readonly root: X509 }
  /** `last` is signed by somebody who is neither served nor trusted. */
  | { readonly kind: "untrusted"; readonly last: X509 };

/**
 * Follows signatures from the first certificate over the others, in whatever order they come, to one of the roots.
 * Issuer name, key identifier and the signature itself have to fit. Dates are not looked at.
 */
export function chainToRoot(chain: readonly X509[], roots: readonly X509[]): ChainEnd | undefined {
  const [leaf, ...others] = chain;
  if (!leaf) return undefined;
  let last = leaf;
  for (const seen = new Set<string>(); !seen.has(last.fingerprint); ) {
    seen.add(last.fingerprint);
    const current = last;
    const root = roots.find((each) => each.fingerprint === current.fingerprint || isSignedBy(current, each));
    if (root) return { kind: "trusted", root };
    const next = others.find((each) => each.ca && !seen.has(each.fingerprint) && isSignedBy(current, each));
    if (!next) break;
    last = next;
  }
  return { kind: "untrusted", last };
}

/** Whether one certificate is signed by the key of another. */
export function isSignedBy(certificate: X509, signer: X509): boolean {
  const [below, above] = [new X509Certificate(certificate.pem), new X509Certificate(signer.pem)];
  return below.checkIssued(above) && below.verify(above.publicKey);
}

/** Whether a certificate stands for a host: by its alternative names only, as today's TLS clients read it. */
export function standsFor(certificate: X509, host: string): boolean {
  const read = new X509Certificate(certificate.pem);
  const isIp = /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
  return isIp ? read.checkIP(host) !== undefined : read.checkHost(host, { subject: "never", partialWildcards: false }) !== undefined;
}
