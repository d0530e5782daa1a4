import { parseDuration } from "../../terms/duration.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, type Data, record, texts, whole } from "../data.ts";
import type { Indexed } from "../object-index.ts";
import { rules } from "../rules.ts";
import type { Certificate, Lifetime, Usage } from "../tls.ts";
import type { NotIssued } from "../world.ts";
import { refusalOf } from "./admission/admission.ts";
import { askedCommonName, DEFAULT_DURATION } from "./admission/certificate-rules.ts";

/** What a Certificate object asks for, with cert-manager's defaults. */
export interface CertificateRequest {
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ips: readonly string[];
  readonly usages: readonly Usage[];
  readonly algorithm: Certificate["algorithm"];
  readonly ca: boolean;
  readonly lifetime: Lifetime;
  /** What was asked for, where it was: an issuer with other ideas of the lifetime applies it to its own. */
  readonly renewBefore?: { readonly seconds: number } | { readonly percentage: number };
}

/** Reads a Certificate as cert-manager does, or says why it is never stored. */
export function readRequest(certificate: Indexed): { readonly request: CertificateRequest } | { readonly refused: NotIssued } {
  const refusal = refusalOf(certificate);
  if (refusal) {
    const { field, why, rule } = refusal;
    return { refused: { ...invalid(certificate, place(certificate.id, ...refusal.path), field, why), rule } };
  }
  const spec = record(certificate.object["spec"]);
  const commonName = askedCommonName(spec);
  const ca = spec["isCA"] === true;
  return {
    request: {
      ...(commonName === undefined ? {} : { commonName }),
      dnsNames: texts(spec["dnsNames"]).map((each) => each.text),
      ips: texts(spec["ipAddresses"]).map((each) => each.text),
      usages: usagesOf(spec["usages"], ca),
      algorithm: algorithmOf(at(spec, "privateKey", "algorithm")),
      ca,
      ...lifetimeOf(spec),
    },
  };
}

/** A Certificate that is refused, or that the controller stops at. */
export function invalid(certificate: Indexed, where: Place, field: string, why: string): NotIssued {
  return {
    place: where,
    reason: "invalid",
    values: { certificate: certificate.name, field, why },
    related: [],
    rule: rules.certManagerWebhook,
  };
}

/** How long before its end a certificate is renewed: as asked, or a third of its life when that is not possible. */
export function renewal(durationSeconds: number, asked: CertificateRequest["renewBefore"]): Lifetime {
  const third = durationSeconds / 3;
  if (asked === undefined) return { durationSeconds, renewBeforeSeconds: third };
  const seconds = "seconds" in asked ? asked.seconds : (durationSeconds * asked.percentage) / 100;
  return { durationSeconds, renewBeforeSeconds: seconds < durationSeconds ? seconds : third };
}

/**
 * Of a renewBefore and a percentage the first counts, and a percentage only between 0 and 100.
 * Source: cert-manager v1.21.2, pkg/util/pki/renewaltime.go (desiredRenewalTime).
 */
function lifetimeOf(spec: Data): Pick<CertificateRequest, "lifetime" | "renewBefore"> {
  const duration = secondsOf(spec["duration"]) ?? DEFAULT_DURATION;
  const seconds = secondsOf(spec["renewBefore"]);
  const percentage = whole(spec["renewBeforePercentage"]);
  let renewBefore: CertificateRequest["renewBefore"];
  if (seconds !== undefined) renewBefore = { seconds };
  else if (percentage !== undefined && percentage > 0 && percentage < 100) renewBefore = { percentage };
  return { lifetime: renewal(duration, renewBefore), ...(renewBefore === undefined ? {} : { renewBefore }) };
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === "string" ? parseDuration(value) : undefined;
}

function algorithmOf(value: unknown): Certificate["algorithm"] {
  return value === "ECDSA" || value === "Ed25519" ? value : "RSA";
}

/** Source: cert-manager, pkg/apis/certmanager/v1/const.go (DefaultKeyUsages) and pkg/util/pki/csr.go (cert sign for CAs). */
function usagesOf(value: unknown, ca: boolean): readonly Usage[] {
  const asked = texts(value).map((each) => (each.text === "signing" ? "digital signature" : each.text));
  const usages = asked.length > 0 ? asked : ["digital signature", "key encipherment"];
  return [...new Set(ca ? [...usages, "cert sign"] : usages)];
}
