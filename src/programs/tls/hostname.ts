import type { Certificate } from "../../world/tls.ts";

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Whether a host is an IP literal (a name never holds a colon). */
export function isIpLiteral(host: string): boolean {
  return IPV4.test(host) || host.includes(":");
}

/**
 * Whether a DNS name of a certificate stands for a host: equal in any case, or with `*` as its whole first label, which
 * stands for one label. A wildcard needs two more labels (RFC 6125 6.4.3; KurrentDB's CertificateExtensions.cs and
 * Node's tls.checkServerIdentity both refuse shorter ones). Never holds for an IP literal.
 */
export function matchHostname(pattern: string, host: string): boolean {
  if (isIpLiteral(host)) return false;
  const wanted = labelsOf(host);
  const offered = labelsOf(pattern);
  if (wanted.length !== offered.length || wanted.includes("") || offered.includes("") || wanted.includes("*")) return false;
  if (offered[0] !== "*") return offered.every((label, i) => label === wanted[i]);
  return offered.length >= 3 && offered.slice(1).every((label, i) => label === wanted[i + 1]);
}

/** Whether a certificate's subject alternative names hold a host: DNS names for names, addresses for IP literals. */
export function holdsHost(certificate: Certificate, host: string): boolean {
  if (isIpLiteral(host)) return certificate.ips.some((ip) => ip.toLowerCase() === host.toLowerCase());
  return certificate.dnsNames.some((name) => matchHostname(name, host));
}

function labelsOf(name: string): readonly string[] {
  return name.toLowerCase().replace(/\.$/, "").split(".");
}
