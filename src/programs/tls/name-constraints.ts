import { BlockList, isIP } from "node:net";
import type { Certificate, NameConstraints } from "../../world/tls.ts";

/** A name on a certificate that a CA above it may not sign for. */
export interface Violation {
  /** Whose name it is. */
  readonly certificate: Certificate;
  readonly name: string;
  /** The CA whose constraints leave it out. */
  readonly ca: Certificate;
}

/**
 * The first name on a path, leaf first, that the constraints of a CA above leave out; the root's count like any other's. Looked at are DNS
 * names and addresses, of the leaf, and of CAs that did not sign themselves; of a leaf without a DNS name also a common name that has
 * the form of one.
 * Source: RFC 5280, 4.2.1.10 and 6.1.4; OpenSSL 3, crypto/x509/x509_vfy.c (check_name_constraints) and v3_ncons.c; Go, crypto/x509/verify.go.
 */
export function violatedConstraint(path: readonly Certificate[]): Violation | undefined {
  for (const [position, certificate] of path.entries()) {
    if (position > 0 && certificate.signedBy === certificate.key) continue;
    for (const ca of path.slice(position + 1)) {
      const { nameConstraints } = ca;
      if (!nameConstraints) continue;
      const name = namesOf(certificate, position === 0).find((each) => !allows(nameConstraints, each));
      if (name) return { certificate, name: name.text, ca };
    }
  }
  return undefined;
}

interface Name {
  readonly field: "dnsDomains" | "ipRanges";
  readonly text: string;
}

/** Source for common names: OpenSSL's NAME_CONSTRAINTS_check_CN, which asks for letters, digits, `-` and `_` in two labels or more. */
function namesOf({ commonName = "", dnsNames, ips }: Certificate, leaf: boolean): readonly Name[] {
  const dns = (text: string): Name => ({ field: "dnsDomains", text });
  const asName = leaf && dnsNames.length === 0 && /^[\w-]+(\.[\w-]+)+$/.test(commonName) && isIP(commonName) === 0;
  return [...dnsNames.map(dns), ...(asName ? [dns(commonName)] : []), ...ips.map((text): Name => ({ field: "ipRanges", text }))];
}

function allows({ permitted, excluded }: NameConstraints, { field, text }: Name): boolean {
  const within = field === "dnsDomains" ? isBelow : isInRange;
  if (excluded[field]?.some((base) => within(text, base))) return false;
  const only = permitted[field];
  return only === undefined || only.some((base) => within(text, base));
}

/** Whether a DNS name is the domain or below it; with a leading dot only below it. An empty domain stands for all. */
function isBelow(name: string, domain: string): boolean {
  const [wanted, base] = [name.toLowerCase(), domain.toLowerCase()];
  return base === "" || wanted === base || wanted.endsWith(base.startsWith(".") ? base : `.${base}`);
}

function isInRange(ip: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const [family, of] = [isIP(network), isIP(ip)];
  if (family === 0 || family !== of) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(ip, type);
}
