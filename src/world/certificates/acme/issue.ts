import { type Place, place } from "../../../terms/place.ts";
import { at, list, record, text, texts } from "../../data.ts";
import { atLeast, type Facts } from "../../facts.ts";
import type { Indexed } from "../../object-index.ts";
import { rules } from "../../rules.ts";
import type { Certificate } from "../../tls.ts";
import type { NotIssued } from "../../world.ts";
import { isPublicName } from "../public-names.ts";
import { type CertificateRequest, invalid, renewal } from "../request.ts";
import { type Credentials, lackOf } from "./credentials.ts";
import { isLetsEncrypt, signerOf, signsPublicNamesOnly, type Terms, termsOf } from "./servers.ts";
import { type PickedSolver, pickSolver } from "./solvers.ts";

/** What an ACME server makes of a request. */
export type AcmeCertificate = Pick<Certificate, "signedBy" | "commonName" | "usages" | "lifetime" | "rule">;

/** A Certificate and the issuer that it asks. */
interface Order {
  readonly certificate: Indexed;
  readonly request: CertificateRequest;
  readonly issuer: Indexed;
  readonly server: string;
}

/**
 * Decides what an ACME issuer issues: which names its server may certify, by which terms, which solvers prove the control of
 * them, and whether those have their credentials. A `duration` is not asked for, unless the issuer says enableDurationFeature.
 */
export function issueByAcme(
  certificate: Indexed,
  request: CertificateRequest,
  issuer: Indexed,
  credentials: Credentials,
): { readonly issued: AcmeCertificate } | { readonly refused: NotIssued } {
  const acme = record(at(issuer.object, "spec", "acme"));
  const order: Order = { certificate, request, issuer, server: text(acme["server"]) ?? "" };
  const terms = termsOf(order.server, profileOf(issuer, credentials.facts));
  if ("unknown" in terms) return { refused: unknownProfile(order, terms.unknown) };
  const refused = privateName(order, terms) ?? commonNameElsewhere(order) ?? tooManyNames(order, terms) ?? fixedEnd(order);
  if (refused) return { refused };
  const picked: PickedSolver[] = [];
  for (const [i, name] of request.dnsNames.entries()) {
    const solver = pickSolver(issuer.object, name, certificate.object.metadata.labels);
    if (!solver) return { refused: unsolved(order, i, name) };
    picked.push(solver);
  }
  const lack = lackOf(issuer, picked, credentials);
  if (lack) return { refused: { ...lack, values: { certificate: certificate.name, ...lack.values }, related: [issuerRef(certificate)] } };

  const commonName = terms.commonName ? (request.commonName ?? request.dnsNames.find((name) => name.length <= 64)) : undefined;
  const encipherment = terms.keyEncipherment && request.algorithm === "RSA";
  const asked = acme["enableDurationFeature"] === true && hasDuration(certificate) ? request.lifetime.durationSeconds : undefined;
  return {
    issued: {
      signedBy: signerOf(order.server),
      ...(commonName === undefined ? {} : { commonName }),
      usages: ["digital signature", ...(encipherment ? ["key encipherment"] : []), "server auth"],
      lifetime: renewal(asked ?? terms.seconds, request.renewBefore),
      rule: terms.rule,
    },
  };
}

/** The profile that an issuer asks for. The API server drops the field where the CRDs are older than 1.18. */
function profileOf({ cluster, object }: Indexed, facts: Facts): string | undefined {
  const version = facts.of(cluster)?.platform.certManager?.version;
  if (version !== undefined && !atLeast(version, 1, 18)) return undefined;
  return text(at(object, "spec", "acme", "profile"));
}

function issuerRef(certificate: Indexed): Place {
  return place(certificate.id, "spec", "issuerRef");
}

/** An order that the server turns down for good. Source: cert-manager v1.21.2, pkg/controller/acmeorders/sync.go (createOrder, isRetryableError). */
function turnedDown(
  { certificate, issuer, server }: Order,
  where: Place,
  why: string,
  change: string,
  related: readonly Place[],
): NotIssued {
  const values = { certificate: certificate.name, issuer: issuer.name, server, why, change };
  return { place: where, reason: "order-refused", values, related, rule: rules.acmeOrder };
}

function unknownProfile(order: Order, known: string): NotIssued {
  const { issuer, certificate } = order;
  const profile = text(at(issuer.object, "spec", "acme", "profile")) ?? "";
  const where = place(issuer.id, "spec", "acme", "profile");
  return turnedDown(
    order,
    where,
    `there is no profile "${profile}": ${known}`,
    "Name a profile that the server has, or leave profile out.",
    [issuerRef(certificate)],
  );
}

function tooManyNames(order: Order, { names: limit }: Terms): NotIssued | undefined {
  const { certificate, request, issuer } = order;
  const count = new Set([...request.dnsNames, ...request.ips]).size;
  if (limit === undefined || count <= limit) return undefined;
  const profile = text(at(issuer.object, "spec", "acme", "profile")) ?? "classic";
  const why = `${certificate.name} has ${count} names, and the profile ${profile} allows ${limit}`;
  return turnedDown(
    order,
    place(certificate.id, "spec", "dnsNames"),
    why,
    "Divide the names among several Certificates, or use wildcards.",
    [place(issuer.id, "spec", "acme", "profile")],
  );
}

/** Source: cert-manager v1.21.2, pkg/apis/acme/v1/types_issuer.go (EnableDurationFeature): Let's Encrypt does not know a requested end. */
function fixedEnd(order: Order): NotIssued | undefined {
  const { certificate, issuer, server } = order;
  if (at(issuer.object, "spec", "acme", "enableDurationFeature") !== true || !isLetsEncrypt(server) || !hasDuration(certificate))
    return undefined;
  const why = "it asks for an end of its own (enableDurationFeature), which Let's Encrypt does not know";
  const where = place(issuer.id, "spec", "acme", "enableDurationFeature");
  return turnedDown(order, where, why, "Leave enableDurationFeature out: the server decides how long certificates live.", [
    place(certificate.id, "spec", "duration"),
  ]);
}

function hasDuration(certificate: Indexed): boolean {
  return text(at(certificate.object, "spec", "duration")) !== undefined;
}

function privateName({ certificate, request, issuer, server }: Order, { ips }: Terms): NotIssued | undefined {
  if (!signsPublicNamesOnly(server)) return undefined;
  const refuse = (field: string, i: number, name: string): NotIssued => ({
    place: place(certificate.id, "spec", field, i),
    reason: "private-name-at-public-authority",
    values: { certificate: certificate.name, name, server, issuer: issuer.name },
    related: [issuerRef(certificate), place(issuer.id, "spec", "acme", "server")],
    rule: rules.publicNames,
  });
  for (const { text: name, at: i } of texts(at(certificate.object, "spec", "dnsNames")))
    if (!isPublicName(name)) return refuse("dnsNames", i, name);
  const ip = request.ips[0];
  return ip !== undefined && !ips ? refuse("ipAddresses", 0, ip) : undefined;
}

/** Source: cert-manager v1.21.2, pkg/controller/certificaterequests/acme/acme.go (Sign): it refuses such an order itself. */
function commonNameElsewhere({ certificate, request }: Order): NotIssued | undefined {
  const { commonName } = request;
  if (commonName === undefined || request.dnsNames.includes(commonName) || request.ips.includes(commonName)) return undefined;
  const why = `an ACME order needs the common name "${commonName}" among dnsNames`;
  return invalid(certificate, place(certificate.id, "spec", "commonName"), "commonName", why);
}

function unsolved({ certificate, issuer }: Order, i: number, name: string): NotIssued {
  const wildcard = name.startsWith("*.");
  // Only a solver that does not do wildcards would answer for it.
  const http01 = wildcard && pickSolver(issuer.object, name.slice(2), certificate.object.metadata.labels)?.challenge === "http01";
  const solvers = place(issuer.id, "spec", "acme", "solvers");
  return {
    place: place(certificate.id, "spec", "dnsNames", i),
    reason: "no-solver",
    values: {
      certificate: certificate.name,
      name,
      issuer: issuer.name,
      challenge: wildcard ? "dns01" : "dns01 or http01",
      ...(http01 ? { http01: "only" } : {}),
      ...(list(at(issuer.object, "spec", "acme", "solvers")).length === 0 ? { none: "true" } : {}),
    },
    related: [solvers],
    rule: rules.acmeSolver,
  };
}
