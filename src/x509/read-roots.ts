import { pemBlocks, readCertificate, type X509 } from "./certificate.ts";
import { isSignedBy } from "./chain.ts";

/** What was found in a file or key that should hold public roots. */
export type FoundRoots =
  | { readonly kind: "found"; readonly certificates: readonly FoundCertificate[] }
  /** Why none of it may be used: a full sentence without the name of where it was found. */
  | { readonly kind: "refused"; readonly why: string };

export interface FoundCertificate {
  readonly certificate: X509;
  /** Why it is no root that servers could load; absent where it is one. The rest of a sentence. */
  readonly unfit?: string;
}

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/;

/**
 * Reads public roots from PEM or DER, and says of each certificate why it is none. A text with a private key is refused
 * whole: whoever has the key of a root can sign as it, and it belongs into no file beside the specs.
 *
 * @param asOf milliseconds since 1970
 */
export function readRoots(bytes: Uint8Array, asOf: number): FoundRoots {
  const text = Buffer.from(bytes).toString("latin1");
  if (PRIVATE_KEY.test(text)) {
    return {
      kind: "refused",
      why: "There is a private key in it. Only public certificates are imported: take the key out, and keep it where it is.",
    };
  }
  const blocks = text.includes("-----BEGIN") ? pemBlocks(text) : [bytes];
  if (blocks.length === 0) return { kind: "refused", why: "There is no certificate in it." };
  const certificates: FoundCertificate[] = [];
  for (const [i, block] of blocks.entries()) {
    try {
      const certificate = readCertificate(block);
      const unfit = unfitness(certificate, asOf);
      certificates.push({ certificate, ...(unfit === undefined ? {} : { unfit }) });
    } catch {
      const which = text.includes("-----BEGIN")
        ? `Its certificate number ${i + 1} can't be read`
        : "It is no certificate, neither in PEM nor in DER";
      return { kind: "refused", why: `${which}.` };
    }
  }
  return { kind: "found", certificates };
}

/** A leaf or an intermediate is no anchor: servers refuse to load it as a root, and it is replaced long before one. */
function unfitness(certificate: X509, asOf: number): string | undefined {
  if (!certificate.ca) return "is no CA: what is trusted has to be the root that signed it";
  if (certificate.issuer !== certificate.subject) return `is an intermediate, signed by ${certificate.issuer}: import the root above it`;
  if (!isSignedBy(certificate, certificate)) return "is not signed by its own key, so that it is not what it says that it is";
  if (certificate.notAfter < asOf) return "has ended";
  return undefined;
}

/** A SHA-256 fingerprint as `sha256:` and lower case digits, from what openssl and others print; undefined for what is none. */
export function parseFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .toLowerCase()
    .replace(/^.*=/, "")
    .replace(/^sha-?256:/, "")
    .replaceAll(":", "");
  return /^[0-9a-f]{64}$/.test(digits) ? `sha256:${digits}` : undefined;
}
