import type { Usage } from "../../tls.ts";

/** Bits of KeyUsage, the first in the lowest, by cert-manager's names. Source: RFC 5280, 4.2.1.3; cert-manager, pkg/apis, KeyUsage. */
const KEY_USAGES: readonly Usage[] = [
  "digital signature",
  "content commitment",
  "key encipherment",
  "data encipherment",
  "key agreement",
  "cert sign",
  "crl sign",
  "encipher only",
  "decipher only",
];

/** Source: RFC 5280, 4.2.1.12; cert-manager, pkg/util/pki/kube.go (extKeyUsages). */
const EXTENDED_USAGES: Readonly<Record<string, Usage>> = {
  "2.5.29.37.0": "any",
  "1.3.6.1.5.5.7.3.1": "server auth",
  "1.3.6.1.5.5.7.3.2": "client auth",
  "1.3.6.1.5.5.7.3.3": "code signing",
  "1.3.6.1.5.5.7.3.4": "email protection",
  "1.3.6.1.5.5.7.3.5": "ipsec end system",
  "1.3.6.1.5.5.7.3.6": "ipsec tunnel",
  "1.3.6.1.5.5.7.3.7": "ipsec user",
  "1.3.6.1.5.5.7.3.8": "timestamping",
  "1.3.6.1.5.5.7.3.9": "ocsp signing",
};

/**
 * The usages of both extensions by cert-manager's names; an extended one that it does not name by its object identifier.
 *
 * @param bits of KeyUsage, `digital signature` in the lowest; 0 without that extension
 * @param extended object identifiers of ExtendedKeyUsage
 */
export function usageNames(bits: number, extended: readonly string[]): readonly Usage[] {
  return [...KEY_USAGES.filter((_, bit) => (bits & (1 << bit)) !== 0), ...extended.map((oid) => EXTENDED_USAGES[oid] ?? oid)];
}
