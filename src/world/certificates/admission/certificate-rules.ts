import { parseDuration } from "../../../terms/duration.ts";
import { COMMON_NAME_LIMIT } from "../../../terms/names.ts";
import { at, type Data, isRecord, list, record, text, textEntries, texts, whole } from "../../data.ts";
import { isEmailAddress, isIpAddress } from "./addresses.ts";
import { type AdmissionRule, type Breach, breach, firstOf, has, inEach, within } from "./breach.ts";
import { isCron, isTimezone } from "./cron.ts";
import { commonNameOf, isKnownAttribute, isObjectIdentifier, parseDistinguishedName } from "./distinguished-name.ts";
import { goDuration } from "./go-duration.ts";
import { annotationsBreach, isSubdomain, labelsBreach } from "./labels.ts";

/** In seconds. Source: cert-manager v1.21.2, pkg/apis/certmanager/v1/const.go. */
export const DEFAULT_DURATION = 2160 * 3600;
const SHORTEST_DURATION = 3600;
const SHORTEST_RENEW_BEFORE = 300;

const NAME_FIELDS = ["dnsNames", "uris", "emailAddresses", "ipAddresses", "otherNames"];
const SUBJECT_LISTS = ["organizations", "countries", "organizationalUnits", "localities", "provinces", "streetAddresses", "postalCodes"];
/** Sizes of keys in bits. Source: cert-manager v1.21.2, pkg/util/pki/generate.go, for RSA. */
const SIZES: Readonly<Record<string, { readonly allows: (size: number) => boolean; readonly text: string }>> = {
  RSA: { allows: (size) => size >= 2048 && size <= 8192, text: "2048 to 8192" },
  ECDSA: { allows: (size) => [256, 384, 521].includes(size), text: "256, 384 or 521" },
};
/** Source: cert-manager v1.21.2, internal/apis/certmanager/validation/certificate.go (keyAlgToAllowedSigAlgs). */
const SIGNATURES: Readonly<Record<string, RegExp>> = { RSA: /WithRSA$/, ECDSA: /^ECDSAWith/, Ed25519: /^PureEd25519$/ };

/**
 * What cert-manager's webhook refuses in a Certificate's `spec` that its schema lets through, in the webhook's order.
 * Source: cert-manager v1.21.2, internal/apis/certmanager/validation/certificate.go. Its feature gates are taken to be as
 * they are by default there: literalSubject, nameConstraints and otherNames are on.
 */
export const CERTIFICATE_RULES: readonly AdmissionRule[] = [
  goDuration("duration"),
  goDuration("renewBefore"),
  within("renewal", inEach("windows", goDuration("windowDuration"))),
  secretName,
  within("issuerRef", issuerRef),
  literalSubject,
  anyName,
  commonName,
  eachText("ipAddresses", isIpAddress, (ip) => `"${ip}" is no IP address`),
  eachText("emailAddresses", isEmailAddress, (email) => `"${email}" is no email address, or more than one`),
  inEach("otherNames", otherName),
  within("privateKey", keySize),
  signatureAlgorithm,
  lifetime,
  revisionHistoryLimit,
  within("secretTemplate", templateLabels, templateAnnotations),
  nameConstraints,
  outputFormats,
  within("keystores", within("jks", keystorePassword), within("pkcs12", keystorePassword)),
  within("renewal", renewalPolicy, inEach("windows", renewalWindow)),
];

/** The common name that a Certificate's `spec` asks for, in `commonName` or in `literalSubject`. */
export function askedCommonName(spec: Data): string | undefined {
  const literal = text(spec["literalSubject"]);
  return literal === undefined ? text(spec["commonName"]) : text(commonNameOf(parseDistinguishedName(literal) ?? []));
}

function secretName(spec: Data): Breach | undefined {
  const name = text(spec["secretName"]);
  if (name === undefined) return breach("it names no Secret", "secretName");
  return isSubdomain(name) ? undefined : breach(`a Secret can't be named "${name}"`, "secretName");
}

function issuerRef(ref: Data): Breach | undefined {
  if (!has(ref, "name")) return breach("issuerRef names no issuer", "name");
  const kind = text(ref["kind"]);
  const foreign = (text(ref["group"]) ?? "cert-manager.io") !== "cert-manager.io";
  if (foreign || kind === undefined || kind === "Issuer" || kind === "ClusterIssuer") return undefined;
  return breach(`issuerRef.kind "${kind}" is none of cert-manager's, which are Issuer and ClusterIssuer; another needs its group`, "kind");
}

function literalSubject(spec: Data): Breach | undefined {
  const literal = text(spec["literalSubject"]);
  if (literal === undefined) return undefined;
  if (has(spec, "commonName")) return breach("commonName and literalSubject exclude each other", "commonName");
  const subject = record(spec["subject"]);
  const filled = has(subject, "serialNumber") || SUBJECT_LISTS.some((field) => list(subject[field]).length > 0);
  if (filled) return breach("subject and literalSubject exclude each other", "subject");
  const attributes = parseDistinguishedName(literal);
  if (!attributes) return breach(`literalSubject "${literal}" is no distinguished name`, "literalSubject");
  const unknown = attributes.find((each) => !isKnownAttribute(each));
  if (unknown) return breach(`literalSubject has "${unknown.type}", which is no attribute that cert-manager knows`, "literalSubject");
  return undefined;
}

function anyName(spec: Data): Breach | undefined {
  const named = askedCommonName(spec) !== undefined || NAME_FIELDS.some((field) => list(spec[field]).length > 0);
  return named ? undefined : breach("neither a common name nor any other name is given", "dnsNames");
}

/** The limit is in bytes. */
function commonName(spec: Data): Breach | undefined {
  const size = Buffer.byteLength(askedCommonName(spec) ?? "");
  const field = has(spec, "literalSubject") ? "literalSubject" : "commonName";
  if (size <= COMMON_NAME_LIMIT) return undefined;
  return breach(`the common name has ${size} bytes, and at most ${COMMON_NAME_LIMIT} are allowed`, field);
}

function eachText(field: string, allows: (value: string) => boolean, why: (value: string) => string): AdmissionRule {
  return (spec) => {
    const wrong = texts(spec[field]).find((each) => !allows(each.text));
    return wrong && breach(why(wrong.text), field, wrong.at);
  };
}

function otherName(name: Data): Breach | undefined {
  const oid = text(name["oid"]) ?? "";
  if (!isObjectIdentifier(oid)) return breach(`"${oid}" is no object identifier such as 1.3.6.1.4.1.311.20.2.3`, "oid");
  return has(name, "utf8Value") ? undefined : breach("utf8Value must be given", "utf8Value");
}

function keySize(privateKey: Data): Breach | undefined {
  const size = whole(privateKey["size"]) ?? 0;
  const algorithm = text(privateKey["algorithm"]) ?? "RSA";
  const sizes = SIZES[algorithm];
  if (size <= 0 || !sizes || sizes.allows(size)) return undefined;
  return breach(`an ${algorithm} key can't have ${size} bits, but ${sizes.text}`, "size");
}

function signatureAlgorithm(spec: Data): Breach | undefined {
  const asked = text(spec["signatureAlgorithm"]);
  const algorithm = text(at(spec, "privateKey", "algorithm")) ?? "RSA";
  if (asked === undefined || SIGNATURES[algorithm]?.test(asked) !== false) return undefined;
  return breach(`signatureAlgorithm ${asked} does not go with an ${algorithm} key`, "signatureAlgorithm");
}

/** Looked at only where duration or renewBefore is given, also for the percentage. */
function lifetime(spec: Data): Breach | undefined {
  const [asked, before] = [secondsOf(spec["duration"]), secondsOf(spec["renewBefore"])];
  if (asked === undefined && before === undefined) return undefined;
  const duration = asked ?? DEFAULT_DURATION;
  const percentage = whole(spec["renewBeforePercentage"]);
  if (duration < SHORTEST_DURATION) return breach("the duration must be at least 1h", "duration");
  if (before !== undefined) {
    if (percentage !== undefined) return breach("renewBefore and renewBeforePercentage exclude each other", "renewBeforePercentage");
    if (before < SHORTEST_RENEW_BEFORE) return breach("renewBefore must be at least 5m", "renewBefore");
    return before >= duration ? breach("renewBefore must be shorter than the duration", "renewBefore") : undefined;
  }
  if (percentage === undefined) return undefined;
  // The webhook looks at what the percentage leaves, though the controller renews when the percentage is left.
  const passed = (duration * (100 - percentage)) / 100;
  if (passed < SHORTEST_RENEW_BEFORE)
    return breach("renewBeforePercentage must leave at least 5m of the duration", "renewBeforePercentage");
  return passed >= duration ? breach("renewBeforePercentage must be above 0", "renewBeforePercentage") : undefined;
}

function revisionHistoryLimit(spec: Data): Breach | undefined {
  const limit = whole(spec["revisionHistoryLimit"]);
  return limit !== undefined && limit < 1 ? breach("revisionHistoryLimit must be at least 1", "revisionHistoryLimit") : undefined;
}

function templateLabels(template: Data): Breach | undefined {
  const found = labelsBreach(textEntries(template["labels"]));
  return found && breach(`in secretTemplate, ${found.why}`, "labels", ...found.path);
}

function templateAnnotations(template: Data): Breach | undefined {
  const annotations = textEntries(template["annotations"]);
  const own = annotations.find(([key]) => key.startsWith("cert-manager.io/") && key !== "cert-manager.io/allow-direct-injection");
  if (own) return breach(`in secretTemplate, annotation ${own[0]} is cert-manager's own`, "annotations", own[0]);
  const found = annotationsBreach(annotations);
  return found && breach(`in secretTemplate, ${found.why}`, "annotations", ...found.path);
}

function nameConstraints(spec: Data): Breach | undefined {
  const constraints = spec["nameConstraints"];
  if (!isRecord(constraints)) return undefined;
  if (spec["isCA"] !== true) return breach("nameConstraints are for a CA only (isCA is not true)", "nameConstraints");
  if (has(constraints, "permitted") || has(constraints, "excluded")) return undefined;
  return breach("nameConstraints must have permitted or excluded", "nameConstraints");
}

function outputFormats(spec: Data): Breach | undefined {
  const seen = new Set<unknown>();
  return firstOf(list(spec["additionalOutputFormats"]), (format, i) => {
    const type = record(format)["type"];
    if (seen.has(type)) return breach(`additionalOutputFormats has ${type} twice`, "additionalOutputFormats", i);
    seen.add(type);
    return undefined;
  });
}

function keystorePassword(keystore: Data): Breach | undefined {
  const { password } = keystore;
  const given = password !== undefined && password !== null;
  const referred = has(record(keystore["passwordSecretRef"]), "name");
  if (given === referred) return breach("a keystore needs either a password or a passwordSecretRef", "password");
  return password === "" ? breach("a keystore's password can't be empty", "password") : undefined;
}

function renewalPolicy(renewal: Data): Breach | undefined {
  const policy = text(renewal["policy"]);
  if (policy === undefined) return breach("renewal.policy must be given", "policy");
  const windows = list(renewal["windows"]).length > 0;
  return policy === "Disabled" && windows ? breach("renewal.windows can't go with policy Disabled", "windows") : undefined;
}

function renewalWindow(window: Data): Breach | undefined {
  const [timezone, cron] = [text(window["timezone"]) ?? "", text(window["cron"]) ?? ""];
  if (!isTimezone(timezone)) return breach(`"${timezone}" is no time zone such as Europe/Berlin`, "timezone");
  return isCron(cron, timezone) ? undefined : breach(`"${cron}" is no cron schedule of five fields`, "cron");
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === "string" ? parseDuration(value) : undefined;
}
