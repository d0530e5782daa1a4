import { parseDuration } from "../../terms/duration.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, isRecord, list, record, text, texts, whole } from "../data.ts";
import type { Indexed } from "../object-index.ts";
import { rules } from "../rules.ts";
import type { Certificate, Lifetime, Usage } from "../tls.ts";
import type { NotIssued } from "../world.ts";

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

/** 90 days. Source: cert-manager, pkg/apis/certmanager/v1/const.go. */
const DEFAULT_SECONDS = 2160 * 3600;
const SIZES: Readonly<Record<Certificate["algorithm"], (size: number) => boolean>> = {
  RSA: (size) => size >= 2048 && size <= 8192,
  ECDSA: (size) => [256, 384, 521].includes(size),
  Ed25519: () => true,
};
const NAME_FIELDS = ["dnsNames", "ipAddresses", "uris", "emailAddresses", "otherNames"];

/** Reads a Certificate as cert-manager's webhook does, or says by which of its rules it is refused. */
export function readRequest(certificate: Indexed): { readonly request: CertificateRequest } | { readonly refused: NotIssued } {
  const spec = record(certificate.object["spec"]);
  const refuse = (field: string, why: string, ...path: readonly (string | number)[]) => ({
    refused: invalid(certificate, place(certificate.id, "spec", ...(path.length > 0 ? path : [field])), field, why),
  });
  const commonName = text(spec["commonName"]) ?? commonNameOf(spec["literalSubject"]);
  if (text(spec["secretName"]) === undefined) return refuse("secretName", "it names no Secret");
  if (commonName !== undefined && [...commonName].length > 64) {
    return refuse("commonName", `it has ${[...commonName].length} characters, and at most 64 are allowed`);
  }
  if (commonName === undefined && NAME_FIELDS.every((field) => list(spec[field]).length === 0)) {
    return refuse("dnsNames", "neither a common name nor any other name is given", "dnsNames");
  }
  const algorithm = spec["privateKey"] === undefined ? "RSA" : algorithmOf(at(spec, "privateKey", "algorithm"));
  if (algorithm === undefined) return refuse("privateKey.algorithm", "only RSA, ECDSA and Ed25519 are known", "privateKey", "algorithm");
  const size = whole(at(spec, "privateKey", "size"));
  if (size !== undefined && size !== 0 && !SIZES[algorithm](size)) {
    return refuse("privateKey.size", `${size} is no size of ${algorithm} keys that is allowed`, "privateKey", "size");
  }
  const lifetime = lifetimeOf(spec);
  if ("why" in lifetime) return refuse(lifetime.field, lifetime.why);
  const ca = spec["isCA"] === true;
  const usages = usagesOf(spec["usages"], ca);
  return {
    request: {
      ...(commonName === undefined ? {} : { commonName }),
      dnsNames: texts(spec["dnsNames"]).map((each) => each.text),
      ips: texts(spec["ipAddresses"]).map((each) => each.text),
      usages,
      algorithm,
      ca,
      ...lifetime,
    },
  };
}

/** A Certificate that the webhook refuses. */
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

type LifetimeReading =
  | { readonly lifetime: Lifetime; readonly renewBefore?: NonNullable<CertificateRequest["renewBefore"]> }
  | { readonly field: string; readonly why: string };

function lifetimeOf(spec: Readonly<Record<string, unknown>>): LifetimeReading {
  const duration = secondsOf(spec["duration"]);
  if (duration === "unreadable") return { field: "duration", why: `"${spec["duration"]}" is no Go duration; write hours, such as 2160h` };
  const durationSeconds = duration ?? DEFAULT_SECONDS;
  if (durationSeconds < 3600) return { field: "duration", why: "it must be at least 1h" };
  const before = secondsOf(spec["renewBefore"]);
  const percentage = whole(spec["renewBeforePercentage"]);
  if (before === "unreadable")
    return { field: "renewBefore", why: `"${spec["renewBefore"]}" is no Go duration; write hours, such as 720h` };
  if (before !== undefined && percentage !== undefined) {
    return { field: "renewBeforePercentage", why: "renewBefore and renewBeforePercentage exclude each other" };
  }
  if (percentage !== undefined) {
    if (percentage < 1 || percentage > 99) return { field: "renewBeforePercentage", why: "it must be between 1 and 99" };
    // The percentage says how much of the life is left.
    return { lifetime: renewal(durationSeconds, { percentage }), renewBefore: { percentage } };
  }
  if (before === undefined) return { lifetime: renewal(durationSeconds, undefined) };
  if (before < 300) return { field: "renewBefore", why: "it must be at least 5m" };
  if (before >= durationSeconds) return { field: "renewBefore", why: "it must be shorter than the duration" };
  return { lifetime: renewal(durationSeconds, { seconds: before }), renewBefore: { seconds: before } };
}

function secondsOf(value: unknown): number | "unreadable" | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? (parseDuration(value) ?? "unreadable") : "unreadable";
}

function algorithmOf(value: unknown): Certificate["algorithm"] | undefined {
  if (value === undefined || value === "") return "RSA";
  return value === "RSA" || value === "ECDSA" || value === "Ed25519" ? value : undefined;
}

/** Source: cert-manager, pkg/apis/certmanager/v1/const.go (DefaultKeyUsages) and pkg/util/pki/csr.go (cert sign for CAs). */
function usagesOf(value: unknown, ca: boolean): readonly Usage[] {
  const asked = texts(value).map((each) => (each.text === "signing" ? "digital signature" : each.text));
  const usages = asked.length > 0 ? asked : ["digital signature", "key encipherment"];
  return [...new Set(ca ? [...usages, "cert sign"] : usages)];
}

function commonNameOf(literalSubject: unknown): string | undefined {
  if (typeof literalSubject !== "string" || isRecord(literalSubject)) return undefined;
  return /(?:^|[,+])\s*CN=((?:\\.|[^,+\\])*)/i.exec(literalSubject)?.[1]?.replaceAll(/\\(.)/g, "$1").trim();
}
