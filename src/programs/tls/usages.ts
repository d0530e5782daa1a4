import type { Certificate, Usage } from "../../world/tls.ts";

/** cert-manager's names of key usages; all other usages are extended ones (cert-manager pkg/apis, KeyUsage). */
const KEY_USAGES: ReadonlySet<Usage> = new Set([
  "signing",
  "digital signature",
  "content commitment",
  "key encipherment",
  "key agreement",
  "data encipherment",
  "cert sign",
  "crl sign",
  "encipher only",
  "decipher only",
]);

/** Whether an extended usage is allowed: also when there is no such extension at all. */
export function allowsExtended(certificate: Certificate, usage: "server auth" | "client auth"): boolean {
  const extended = certificate.usages.filter((each) => !KEY_USAGES.has(each));
  return extended.length === 0 || extended.includes(usage) || extended.includes("any");
}

/** Whether the KeyUsage extension holds one of these. */
export function hasKeyUsage(certificate: Certificate, ...anyOf: readonly Usage[]): boolean {
  return anyOf.some((usage) => certificate.usages.includes(usage));
}
