import { place } from "../../terms/place.ts";
import { hasProductionLimits } from "../../world/certificates/acme/servers.ts";
import type { Certificate } from "../../world/tls.ts";
import type { World } from "../../world/world.ts";
import type { Check } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/**
 * Certificates in a week: of one exact set of names, renewals included, and of one registered domain, without them.
 * Source: Let's Encrypt documentation, Rate Limits (2026).
 */
const SAME_NAMES = 5;
const SAME_DOMAIN = 50;

/** TL4315: more Certificates of one set of names than Let's Encrypt issues in a week. */
export const duplicateCertificates: Check = (world) => {
  const sets = grouped(limited(world), (certificate) => [namesOf(certificate).sort().join(" ")]);
  return [...sets.values()].flatMap((same) => {
    const [over, ...others] = [...same].reverse();
    if (!over || same.length <= SAME_NAMES) return [];
    const values = { count: String(same.length), limit: String(SAME_NAMES), names: namesOf(over).slice(0, 3).join(", ") };
    return [finding("TL4315", fieldOf(over), values, others.map(fieldOf))];
  });
};

/** TL4316: more Certificates below one registered domain than Let's Encrypt issues in a week. */
export const certificatesPerDomain: Check = (world) => {
  const domains = grouped(limited(world), (certificate) => [...new Set(certificate.dnsNames.map(registeredDomain))]);
  return [...domains].flatMap(([domain, below]) => {
    const [over] = [...below].reverse();
    if (!over || below.length <= SAME_DOMAIN) return [];
    return [finding("TL4316", fieldOf(over), { domain, count: String(below.length), limit: String(SAME_DOMAIN) })];
  });
};

/** What Let's Encrypt's production directory issues; staging has far wider limits. */
function limited(world: World): readonly Certificate[] {
  return [...world.issued.values()].filter(
    ({ signedBy }) => signedBy.startsWith("public:") && hasProductionLimits(signedBy.slice("public:".length)),
  );
}

function grouped(
  certificates: readonly Certificate[],
  keysOf: (certificate: Certificate) => readonly string[],
): ReadonlyMap<string, readonly Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    for (const key of keysOf(certificate)) {
      const known = groups.get(key);
      if (known) known.push(certificate);
      else groups.set(key, [certificate]);
    }
  }
  return groups;
}

function namesOf({ dnsNames, ips }: Certificate): string[] {
  return [...new Set([...dnsNames, ...ips].map((each) => each.toLowerCase()))];
}

function fieldOf(certificate: Certificate) {
  return place(certificate.place.object, "spec", "dnsNames");
}

/**
 * The domain that somebody registered: two labels, or three below a country's registry for companies and the like. An approximation of
 * the Public Suffix List, which is not part of Trueline.
 */
function registeredDomain(name: string): string {
  const labels = name.toLowerCase().replace(/^\*\./, "").split(".");
  const [second = "", last = ""] = labels.slice(-2);
  const registry = last.length === 2 && /^(ac|co|com|edu|gob|gov|gv|ne|net|or|org)$/.test(second);
  return labels.slice(registry ? -3 : -2).join(".");
}
