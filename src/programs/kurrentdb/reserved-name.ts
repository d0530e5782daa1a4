import { matchHostname } from "../tls/hostname.ts";

/**
 * Whether a node certificate's common name satisfies the reserved one: a wildcard name only the very same option, any
 * other name the same option or a wildcard over its first label (CertificateExtensions.cs, ClientCertificateMatchesName).
 */
export function matchesReservedName(commonName: string | undefined, reserved: string): boolean {
  if (commonName === undefined || commonName === "") return false;
  if (commonName.startsWith("*.")) return commonName.toLowerCase() === reserved.toLowerCase();
  return commonName.toLowerCase() === reserved.toLowerCase() || matchHostname(reserved, commonName);
}
