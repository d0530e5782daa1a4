import { place } from "../../terms/place.ts";
import { at, isRecord, list, record, text, texts } from "../data.ts";
import type { Indexed } from "../object-index.ts";
import { rules } from "../rules.ts";
import { matchesLabels } from "../selectors.ts";
import type { KeyId, Lifetime, Usage } from "../tls.ts";
import type { NotIssued } from "../world.ts";
import { isPublicName } from "./public-names.ts";
import { type CertificateRequest, invalid, renewal } from "./request.ts";

/** What a public authority makes of a request. */
export interface AcmeCertificate {
  readonly signedBy: KeyId;
  readonly commonName?: string;
  readonly usages: readonly Usage[];
  readonly lifetime: Lifetime;
}

/** Seconds of validity by profile. Source: Let's Encrypt documentation, Profiles (2026). */
const PROFILES: Readonly<Record<string, { readonly seconds: number; readonly commonName: boolean; readonly ips: boolean }>> = {
  classic: { seconds: 90 * 86_400, commonName: true, ips: false },
  tlsserver: { seconds: 45 * 86_400, commonName: false, ips: false },
  shortlived: { seconds: 160 * 3600, commonName: false, ips: true },
};

/** Decides what an ACME issuer issues: which names it may certify, whether solvers match them, and what it drops. */
export function issueByAcme(
  certificate: Indexed,
  request: CertificateRequest,
  issuer: Indexed,
): { readonly issued: AcmeCertificate } | { readonly refused: NotIssued } {
  const acme = record(at(issuer.object, "spec", "acme"));
  const server = text(acme["server"]) ?? "";
  const profile = text(acme["profile"]) ?? "classic";
  const terms = PROFILES[profile] ?? PROFILES["classic"];
  if (!terms) throw new Error("the classic profile is listed");
  const refused =
    privateName(certificate, request, issuer, server, terms.ips) ??
    commonNameElsewhere(certificate, request) ??
    unsolved(certificate, request, issuer);
  if (refused) return { refused };
  const encipherment = profile === "classic" && request.algorithm === "RSA";
  const commonName = terms.commonName ? (request.commonName ?? request.dnsNames.find((name) => name.length <= 64)) : undefined;
  return {
    issued: {
      signedBy: signerOf(server),
      ...(commonName === undefined ? {} : { commonName }),
      usages: ["digital signature", ...(encipherment ? ["key encipherment"] : []), "server auth"],
      lifetime: renewal(terms.seconds, request.renewBefore),
    },
  };
}

/**
 * Directories whose roots are in the usual public root stores. Any other, such as Let's Encrypt's staging or an ACME
 * server of one's own, signs with roots that only those trust who were given them.
 * Source: the authorities' documentation of their ACME directories.
 */
const PUBLIC_DIRECTORIES = new Set([
  "acme-v02.api.letsencrypt.org",
  "acme.zerossl.com",
  "api.buypass.com",
  "dv.acme-v02.api.pki.goog",
  "acme.ssl.com",
  "acme.digicert.com",
]);

function signerOf(server: string): KeyId {
  const host = /^https?:\/\/([^/:]+)/.exec(server)?.[1] ?? server;
  return `${PUBLIC_DIRECTORIES.has(host) ? "public" : "acme"}:${server}` as KeyId;
}

function privateName(
  certificate: Indexed,
  request: CertificateRequest,
  issuer: Indexed,
  server: string,
  ips: boolean,
): NotIssued | undefined {
  const refuse = (field: string, i: number, name: string): NotIssued => ({
    place: place(certificate.id, "spec", field, i),
    reason: "private-name-at-public-authority",
    values: { certificate: certificate.name, name, server, issuer: issuer.name },
    related: [place(certificate.id, "spec", "issuerRef"), place(issuer.id, "spec", "acme", "server")],
    rule: rules.publicNames,
  });
  for (const { text: name, at: i } of texts(at(certificate.object, "spec", "dnsNames")))
    if (!isPublicName(name)) return refuse("dnsNames", i, name);
  const ip = request.ips[0];
  return ip !== undefined && !ips ? refuse("ipAddresses", 0, ip) : undefined;
}

/** Source: Let's Encrypt documentation, Profiles; cert-manager refuses an order whose common name is none of its names. */
function commonNameElsewhere(certificate: Indexed, request: CertificateRequest): NotIssued | undefined {
  const { commonName } = request;
  if (commonName === undefined || request.dnsNames.includes(commonName) || request.ips.includes(commonName)) return undefined;
  const why = `an ACME order needs the common name "${commonName}" among dnsNames`;
  return invalid(certificate, place(certificate.id, "spec", "commonName"), "commonName", why);
}

function unsolved(certificate: Indexed, request: CertificateRequest, issuer: Indexed): NotIssued | undefined {
  const solvers = list(at(issuer.object, "spec", "acme", "solvers")).map(record);
  for (const [i, name] of request.dnsNames.entries()) {
    const wildcard = name.startsWith("*.");
    if (solvers.some((solver) => solves(solver, name, wildcard, certificate))) continue;
    return {
      place: place(certificate.id, "spec", "dnsNames", i),
      reason: "no-solver",
      values: { certificate: certificate.name, name, issuer: issuer.name, challenge: wildcard ? "dns01" : "dns01 or http01" },
      related: [place(issuer.id, "spec", "acme", "solvers")],
      rule: rules.acmeSolver,
    };
  }
  return undefined;
}

function solves(solver: Readonly<Record<string, unknown>>, name: string, wildcard: boolean, certificate: Indexed): boolean {
  if (!isRecord(solver["dns01"]) && (wildcard || !isRecord(solver["http01"]))) return false;
  const selector = record(solver["selector"]);
  const [dnsNames, dnsZones] = [texts(selector["dnsNames"]), texts(selector["dnsZones"])];
  if (!matchesLabels(selector["matchLabels"], record(certificate.object.metadata.labels) as Record<string, string>)) return false;
  if (dnsNames.length > 0 && !dnsNames.some((each) => each.text === name)) return false;
  const bare = name.replace(/^\*\./, "").toLowerCase();
  return dnsZones.length === 0 || dnsZones.some(({ text: zone }) => bare === zone.toLowerCase() || bare.endsWith(`.${zone.toLowerCase()}`));
}
