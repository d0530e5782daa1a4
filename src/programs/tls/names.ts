import type { Certificate, KeyId } from "../../world/tls.ts";

/** At most three names, then how many more: `a, b, c and 2 more`. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "no names";
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** DNS names and addresses that a certificate holds. */
export function alternativeNames(certificate: Certificate): readonly string[] {
  return [...certificate.dnsNames, ...certificate.ips];
}

/** A key as people say it: the name of the Secret that holds it, the host of a public authority, or an issuer's name. */
export function keyName(key: KeyId): string {
  const issuer = /^issuer:[^/]*\/(.*)$/.exec(key)?.[1];
  if (issuer !== undefined) return issuer;
  if (key.startsWith("pem:")) return `the key ${key.slice(4, 12)}…`;
  const directory = /^(?:public|acme):(.*)$/.exec(key)?.[1];
  if (directory === undefined) return key.slice(key.lastIndexOf("/") + 1);
  return directory.replace(/^https?:\/\//, "").split("/")[0] ?? directory;
}
