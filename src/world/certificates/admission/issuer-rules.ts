import { X509Certificate } from "node:crypto";
import { parseDuration } from "../../../terms/duration.ts";
import { type Data, isRecord, record, text, texts } from "../../data.ts";
import { type AdmissionRule, type Breach, breach, firstOf, has, inEach, needs, needsSecretKey, notBoth, within } from "./breach.ts";
import { dns01 } from "./dns01-rules.ts";
import { goDuration } from "./go-duration.ts";
import { isSubdomain } from "./labels.ts";

const TYPES = ["acme", "ca", "selfSigned", "vault", "venafi"];
const VAULT_AUTHS = ["tokenSecretRef", "appRole", "clientCertificate", "kubernetes", "aws"];

/**
 * What cert-manager's webhook refuses in the `spec` of an Issuer or ClusterIssuer that its schema lets through.
 * Source: cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go.
 */
export const ISSUER_RULES: readonly AdmissionRule[] = [
  within("acme", inEach("solvers", goDuration("waitInsteadOfSelfCheck"))),
  oneType,
  within(
    "acme",
    skipVerifyAndBundle,
    caBundle,
    within("privateKeySecretRef", needs("name")),
    needs("server"),
    within("externalAccountBinding", needs("keyID"), needsSecretKey("keySecretRef")),
    inEach("solvers", within("http01", http01), within("dns01", dns01), oneChallenge, wait),
  ),
  within("ca", needs("secretName"), noEmptyText("ocspServers"), noEmptyText("issuingCertificateURLs")),
  within(
    "vault",
    needs("server"),
    needs("path"),
    noDots("path"),
    caBundle,
    notBoth("caBundle", "caBundleSecretRef"),
    together("clientCertSecretRef", "clientKeySecretRef"),
    within("auth", vaultAuth),
  ),
  within(
    "venafi",
    needs("zone"),
    within("tpp", needs("url"), notBoth("caBundle", "caBundleSecretRef")),
    within("ngts", needs("tsgID"), within("credentialsRef", needs("name"))),
  ),
];

function oneType(spec: Data): Breach | undefined {
  const [first, second] = TYPES.filter((type) => isRecord(spec[type]));
  if (first === undefined) return breach("the issuer has no type");
  return second === undefined ? undefined : breach(`the issuer has more than one type: ${first} and ${second}`, second);
}

function skipVerifyAndBundle(acme: Data): Breach | undefined {
  if (!has(acme, "caBundle") || acme["skipTLSVerify"] !== true) return undefined;
  return breach("caBundle and skipTLSVerify exclude each other", "skipTLSVerify");
}

/** At least one certificate that can be read (validateCABundleNotEmpty); others are passed over. */
function caBundle(part: Data): Breach | undefined {
  const bundle = text(part["caBundle"]);
  if (bundle === undefined) return undefined;
  const pem = Buffer.from(bundle, "base64").toString();
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.some(isCertificate) ? undefined : breach("caBundle holds no certificate", "caBundle");
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

function http01(solver: Data): Breach | undefined {
  const { ingress, gatewayHTTPRoute } = solver;
  if (isRecord(ingress) === isRecord(gatewayHTTPRoute)) return breach("http01 needs either ingress or gatewayHTTPRoute");
  return within("ingress", ingressClass, serviceType)(solver) ?? within("gatewayHTTPRoute", serviceType)(solver);
}

function ingressClass(ingress: Data): Breach | undefined {
  // An empty class or ingressClassName counts, an empty name does not.
  const given = [ingress["class"], ingress["ingressClassName"], text(ingress["name"])].filter((each) => typeof each === "string");
  if (given.length > 1) return breach("an ingress solver can have only one of class, ingressClassName and name");
  const name = ingress["ingressClassName"];
  if (typeof name !== "string" || isSubdomain(name)) return undefined;
  return breach(`an IngressClass can't be named "${name}"`, "ingressClassName");
}

function serviceType(solver: Data): Breach | undefined {
  const type = text(solver["serviceType"]);
  if (type === undefined || type === "ClusterIP" || type === "NodePort") return undefined;
  return breach(`serviceType is "${type}", and may be ClusterIP or NodePort`, "serviceType");
}

function oneChallenge(solver: Data): Breach | undefined {
  const [dns, http] = [isRecord(solver["dns01"]), isRecord(solver["http01"])];
  if (dns && http) return breach("a solver can't have both dns01 and http01");
  return dns || http ? undefined : breach("a solver has neither dns01 nor http01");
}

function wait(solver: Data): Breach | undefined {
  const seconds = parseDuration(text(solver["waitInsteadOfSelfCheck"]) ?? "0s") ?? 0;
  return seconds < 0 ? breach("waitInsteadOfSelfCheck can't be negative", "waitInsteadOfSelfCheck") : undefined;
}

function noEmptyText(field: string): AdmissionRule {
  return (part) =>
    firstOf(texts(part[field]), (each) => (each.text === "" ? breach(`${field} has an empty URL`, field, each.at) : undefined));
}

function noDots(field: string): AdmissionRule {
  return (part) =>
    (text(part[field]) ?? "").split("/").includes("..") ? breach(`${field} may not hold "..", which leads elsewhere`, field) : undefined;
}

function together(one: string, other: string): AdmissionRule {
  return (part) => {
    if (has(part, one) === has(part, other)) return undefined;
    const missing = has(part, one) ? other : one;
    return breach(`${one} and ${other} go together, and ${missing} is missing`, missing);
  };
}

/** At least one way to log in; of several the first is used. */
function vaultAuth(auth: Data): Breach | undefined {
  if (!VAULT_AUTHS.some((field) => isRecord(auth[field]))) return breach("vault has no auth");
  return (
    within("appRole", needs("roleId"), within("secretRef", needs("name")), noDots("path"))(auth) ??
    within("clientCertificate", noDots("mountPath"))(auth) ??
    within("kubernetes", needs("role"), noDots("mountPath"), serviceAccountName, kubernetesToken)(auth) ??
    within("aws", needs("role"), noDots("mountPath"), serviceAccountName, roleArn)(auth)
  );
}

const serviceAccountName = within("serviceAccountRef", needs("name"));

function kubernetesToken(kubernetes: Data): Breach | undefined {
  const given = [has(record(kubernetes["secretRef"]), "name"), isRecord(kubernetes["serviceAccountRef"])].filter(Boolean).length;
  return given === 1 ? undefined : breach("kubernetes auth needs either secretRef or serviceAccountRef");
}

function roleArn(aws: Data): Breach | undefined {
  return isRecord(aws["serviceAccountRef"]) ? needs("iamRoleArn")(aws) : undefined;
}
