import type { Path } from "../../../src/terms/place.ts";
import type { Fields, Row } from "./row.ts";
import { row } from "./row.ts";

const key = (name: string): Fields => ({ name, key: "k" });

/** Of an ACME issuer that nothing refuses. */
const ACME: Fields = {
  server: "https://acme.example.com/directory",
  privateKeySecretRef: { name: "account" },
  solvers: [{ dns01: { route53: {} } }],
};
const VAULT: Fields = { server: "https://vault", path: "pki/sign/a", auth: { tokenSecretRef: { name: "token" } } };
/** One certificate, self-signed, valid until 2126; as base64 of its PEM. */
const BUNDLE = [
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJiekNDQVJXZ0F3SUJBZ0lVQW8xcUgwSUhGN1BJWk1vZVhGOCtNZXluTllVd0NnWUlLb1pJemowRUF3SXcK",
  "RERFS01BZ0dBMVVFQXd3QmNqQWdGdzB5TmpFeE1qSXlNRFExTWpsYUdBOHlNVEkyTVRBeU9USXdORFV5T1ZvdwpEREVLTUFnR0ExVUVBd3dCY2pCWk1CTUdCeXFH",
  "U000OUFnRUdDQ3FHU000OUF3RUhBMElBQkRJbnlNMjBSeVpmCmJCWXRLOXpVZ1NySlpSaHduWlB5d2hxN3FEWHhpUkdLZGJFN0Vuc3NKb0VHM3gxQ25DL2VUSlh3",
  "SFhZOFlEUjAKdm9hYXQvb3JQeWFqVXpCUk1CMEdBMVVkRGdRV0JCVHo2RS8rNnFzV1JiQkNWTzI2Sno2a2hlU1hxekFmQmdOVgpIU01FR0RBV2dCVHo2RS8rNnFz",
  "V1JiQkNWTzI2Sno2a2hlU1hxekFQQmdOVkhSTUJBZjhFQlRBREFRSC9NQW9HCkNDcUdTTTQ5QkFNQ0EwZ0FNRVVDSUVpLzBiMGVkVXNJK2ZsVjJRSDhoMVN5QW5N",
  "L1JuVkFmMUlxc2xBMW0wL0gKQWlFQW9NZzNRVWFNRU12WTUydnVJeS9nTklVenVFTWtOTDExRFhKbzFWeXU2azA9Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K",
].join("");
const NO_BUNDLE = Buffer.from("no certificate").toString("base64");
/** PEM around bytes that are no certificate. */
const NO_CERTIFICATE = Buffer.from("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n").toString("base64");

const acme = (more: Fields): Fields => ({ acme: { ...ACME, ...more } });
const solver = (one: Fields): Fields => acme({ solvers: [{ dns01: { route53: {} } }, one] });
const ofSolver = (from: string, title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  row(from, title, solver(bad), solver(good), "acme", "solvers", 1, ...path);
const HTTP01 = "ValidateACMEIssuerChallengeSolverHTTP01Config";
const INGRESS = "ValidateACMEIssuerChallengeSolverHTTP01IngressConfig";
const GATEWAY = "ValidateACMEIssuerChallengeSolverHTTP01GatewayConfig";
const http01 = (from: string, title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  ofSolver(from, title, { http01: bad }, { http01: good }, "http01", ...path);
const DNS01 = "ValidateACMEChallengeSolverDNS01";
const dns01 = (title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  ofSolver(DNS01, title, { dns01: bad }, { dns01: good }, "dns01", ...path);
/** A provider that needs a field; `all` is complete. */
const provider = (name: string, all: Fields, without: string, ...path: Path): Row =>
  dns01(
    `${name} without ${without}`,
    { [name]: { ...all, [without]: "" } },
    { [name]: all },
    name,
    ...(path.length > 0 ? path : [without]),
  );
/** A provider that needs a Secret's name and key. */
const secretOf = (name: string, all: Fields, field: string): readonly Row[] => [
  ofSolver(
    "ValidateSecretKeySelector",
    `${name} without the key of ${field}`,
    { dns01: { [name]: { ...all, [field]: { name: "s" } } } },
    { dns01: { [name]: { ...all, [field]: { name: "s", key: "k" } } } },
    "dns01",
    name,
    field,
    "key",
  ),
  ofSolver(
    "ValidateSecretKeySelector",
    `${name} with an empty name in ${field}`,
    { dns01: { [name]: { ...all, [field]: { name: "", key: "k" } } } },
    { dns01: { [name]: { ...all, [field]: { name: "s", key: "k" } } } },
    "dns01",
    name,
    field,
    "name",
  ),
];
const AKAMAI: Fields = {
  accessTokenSecretRef: key("a"),
  clientSecretSecretRef: key("b"),
  clientTokenSecretRef: key("c"),
  serviceConsumerDomain: "a.luna.akamaiapis.net",
};
const AZURE: Fields = { subscriptionID: "s", resourceGroupName: "g" };
const AZURE_CLIENT: Fields = { ...AZURE, clientID: "c", clientSecretSecretRef: key("s"), tenantID: "t" };
const azure = (title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  dns01(title, { azureDNS: { ...AZURE, ...bad } }, { azureDNS: { ...AZURE, ...good } }, "azureDNS", ...path);
/** A rule of the schema that the webhook has too, or leaves to it. */
const bySchema = (each: Row): Row => ({ ...each, from: "CRD" });
const RFC2136: Fields = { nameserver: "10.0.0.1:53" };
const TSIG: Fields = { ...RFC2136, tsigKeyName: "key", tsigSecretSecretRef: key("s") };
const rfc2136 = (title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  dns01(title, { rfc2136: { ...RFC2136, ...bad } }, { rfc2136: { ...RFC2136, ...good } }, "rfc2136", ...path);

const vault = (from: string, title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  row(from, title, { vault: { ...VAULT, ...bad } }, { vault: { ...VAULT, ...good } }, "vault", ...path);
const auth = (title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  vault("ValidateVaultIssuerAuth", title, { auth: bad }, { auth: good }, "auth", ...path);
const APP_ROLE: Fields = { path: "approle", roleId: "r", secretRef: { name: "s" } };
const appRole = (more: Fields): Fields => ({ appRole: { ...APP_ROLE, ...more } });
const kubernetes = (more: Fields): Fields => ({ kubernetes: { role: "r", serviceAccountRef: { name: "a" }, ...more } });
const aws = (more: Fields): Fields => ({ aws: { role: "r", ...more } });

const TPP: Fields = { url: "https://tpp", credentialsRef: { name: "c" } };
const NGTS: Fields = { tsgID: "1", credentialsRef: { name: "c" } };
const CLOUD: Fields = { apiTokenSecretRef: { name: "t" } };
const venafi = (from: string, title: string, bad: Fields, good: Fields, ...path: Path): Row =>
  row(from, title, { venafi: { zone: "z", ...bad } }, { venafi: { zone: "z", ...good } }, "venafi", ...path);

const TYPE = "ValidateIssuerConfig";
const ACCOUNT = "ValidateACMEIssuerConfig";

/** Rules of cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go, for an Issuer's and a ClusterIssuer's `spec`. */
export const ISSUER_ROWS: readonly Row[] = [
  row(TYPE, "no type", {}, { selfSigned: {} }),
  row(TYPE, "a type that is none", { pki: {} }, { selfSigned: {} }),
  row(TYPE, "acme and ca", { ...acme({}), ca: { secretName: "root" } }, acme({}), "ca"),
  row(TYPE, "ca and selfSigned", { ca: { secretName: "root" }, selfSigned: {} }, { ca: { secretName: "root" } }, "selfSigned"),
  row(TYPE, "selfSigned and vault", { selfSigned: {}, vault: VAULT }, { vault: VAULT }, "vault"),
  row(TYPE, "vault and venafi", { vault: VAULT, venafi: { zone: "z", tpp: TPP } }, { vault: VAULT }, "venafi"),

  row(
    ACCOUNT,
    "caBundle and skipTLSVerify",
    acme({ caBundle: BUNDLE, skipTLSVerify: true }),
    acme({ caBundle: BUNDLE, skipTLSVerify: false }),
    "acme",
    "skipTLSVerify",
  ),
  row("validateCABundleNotEmpty", "a caBundle without PEM", acme({ caBundle: NO_BUNDLE }), acme({ caBundle: BUNDLE }), "acme", "caBundle"),
  row(
    "validateCABundleNotEmpty",
    "a caBundle without a certificate",
    acme({ caBundle: NO_CERTIFICATE }),
    acme({ caBundle: BUNDLE }),
    "acme",
    "caBundle",
  ),
  row(
    ACCOUNT,
    "an empty name of the account's Secret",
    acme({ privateKeySecretRef: { name: "" } }),
    acme({ privateKeySecretRef: { name: "account" } }),
    "acme",
    "privateKeySecretRef",
    "name",
  ),
  row(ACCOUNT, "an empty server", acme({ server: "" }), acme({ server: "https://acme" }), "acme", "server"),
  row(
    ACCOUNT,
    "an external account without keyID",
    acme({ externalAccountBinding: { keyID: "", keySecretRef: key("s") } }),
    acme({ externalAccountBinding: { keyID: "1", keySecretRef: key("s") } }),
    "acme",
    "externalAccountBinding",
    "keyID",
  ),
  row(
    "ValidateSecretKeySelector",
    "an external account without the key of its Secret",
    acme({ externalAccountBinding: { keyID: "1", keySecretRef: { name: "s" } } }),
    acme({ externalAccountBinding: { keyID: "1", keySecretRef: { name: "s", key: "k" } } }),
    "acme",
    "externalAccountBinding",
    "keySecretRef",
    "key",
  ),

  ofSolver("ValidateACMEIssuerChallengeSolverConfig", "a solver of no type", {}, { dns01: { route53: {} } }),
  ofSolver(
    "ValidateACMEIssuerChallengeSolverConfig",
    "a solver of two types",
    { dns01: { route53: {} }, http01: { ingress: {} } },
    { dns01: { route53: {} } },
  ),
  ofSolver(
    "ValidateACMEIssuerChallengeSolverConfig",
    "a negative waitInsteadOfSelfCheck",
    { dns01: { route53: {} }, waitInsteadOfSelfCheck: "-1s" },
    { dns01: { route53: {} }, waitInsteadOfSelfCheck: "0s" },
    "waitInsteadOfSelfCheck",
  ),
  ofSolver(
    "Duration.UnmarshalJSON",
    "a waitInsteadOfSelfCheck without a unit",
    { dns01: { route53: {} }, waitInsteadOfSelfCheck: "30" },
    { dns01: { route53: {} }, waitInsteadOfSelfCheck: "30s" },
    "waitInsteadOfSelfCheck",
  ),
  http01(HTTP01, "an http01 solver of no type", {}, { ingress: {} }),
  http01(HTTP01, "an http01 solver of two types", { ingress: {}, gatewayHTTPRoute: {} }, { gatewayHTTPRoute: {} }),
  http01(INGRESS, "an Ingress by class and name", { ingress: { class: "nginx", name: "web" } }, { ingress: { class: "nginx" } }, "ingress"),
  http01(
    INGRESS,
    "an Ingress by class and ingressClassName, one of them empty",
    { ingress: { class: "", ingressClassName: "nginx" } },
    { ingress: { ingressClassName: "nginx" } },
    "ingress",
  ),
  http01(
    INGRESS,
    "an ingressClassName with a slash",
    { ingress: { ingressClassName: "azure/application-gateway" } },
    { ingress: { ingressClassName: "azure.application-gateway" } },
    "ingress",
    "ingressClassName",
  ),
  http01(
    INGRESS,
    "an Ingress solver's LoadBalancer",
    { ingress: { serviceType: "LoadBalancer" } },
    { ingress: { serviceType: "NodePort" } },
    "ingress",
    "serviceType",
  ),
  http01(
    GATEWAY,
    "a Gateway solver's LoadBalancer",
    { gatewayHTTPRoute: { serviceType: "LoadBalancer" } },
    { gatewayHTTPRoute: { serviceType: "ClusterIP" } },
    "gatewayHTTPRoute",
    "serviceType",
  ),

  dns01("no provider", {}, { route53: {} }),
  dns01("an earlier and a later provider", { route53: {}, webhook: { groupName: "g", solverName: "s" } }, { route53: {} }, "webhook"),
  dns01("two clouds", { azureDNS: AZURE, cloudDNS: { project: "p" } }, { cloudDNS: { project: "p" } }, "cloudDNS"),
  // acmeDNS is let through beside an earlier provider, and is an earlier one for those after it.
  dns01(
    "acmeDNS before digitalocean",
    { acmeDNS: { host: "h", accountSecretRef: key("s") }, digitalocean: { tokenSecretRef: key("t") } },
    { acmeDNS: { host: "h", accountSecretRef: key("s") } },
    "digitalocean",
  ),
  provider("akamai", AKAMAI, "serviceConsumerDomain"),
  ...["accessTokenSecretRef", "clientSecretSecretRef", "clientTokenSecretRef"].flatMap((field) => secretOf("akamai", AKAMAI, field)),
  provider("azureDNS", AZURE, "subscriptionID"),
  provider("azureDNS", AZURE, "resourceGroupName"),
  provider("azureDNS", AZURE_CLIENT, "clientID"),
  provider("azureDNS", AZURE_CLIENT, "tenantID"),
  azure(
    "azureDNS without the client's secret",
    { ...AZURE_CLIENT, clientSecretSecretRef: undefined },
    { ...AZURE_CLIENT, clientSecretSecretRef: key("s") },
    "clientSecretSecretRef",
  ),
  ...secretOf("azureDNS", AZURE_CLIENT, "clientSecretSecretRef"),
  azure("a client and a managed identity", { ...AZURE_CLIENT, managedIdentity: {} }, AZURE_CLIENT, "managedIdentity"),
  azure(
    "a managed identity by clientID and resourceID",
    { managedIdentity: { clientID: "c", resourceID: "r" } },
    { managedIdentity: { clientID: "c" } },
    "managedIdentity",
  ),
  azure(
    "a managed identity by tenantID and resourceID",
    { managedIdentity: { clientID: "c", tenantID: "t", resourceID: "r" } },
    { managedIdentity: { clientID: "c", tenantID: "t" } },
    "managedIdentity",
  ),
  azure(
    "a managed identity by tenantID only",
    { managedIdentity: { tenantID: "t" } },
    { managedIdentity: { tenantID: "t", clientID: "c" } },
    "managedIdentity",
  ),
  provider("cloudDNS", { project: "p" }, "project"),
  ...secretOf("cloudDNS", { project: "p" }, "serviceAccountSecretRef"),
  dns01("cloudflare without a secret", { cloudflare: {} }, { cloudflare: { apiTokenSecretRef: key("t") } }, "cloudflare"),
  dns01(
    "cloudflare with two secrets",
    { cloudflare: { email: "a@b", apiKeySecretRef: key("k"), apiTokenSecretRef: key("t") } },
    { cloudflare: { email: "a@b", apiKeySecretRef: key("k") } },
    "cloudflare",
  ),
  provider("cloudflare", { email: "a@b", apiKeySecretRef: key("k") }, "email"),
  ...secretOf("cloudflare", { email: "a@b" }, "apiKeySecretRef"),
  ...secretOf("cloudflare", {}, "apiTokenSecretRef"),
  dns01(
    "route53 with accessKeyID twice",
    { route53: { accessKeyID: "a", accessKeyIDSecretRef: key("s") } },
    { route53: { accessKeyID: "", accessKeyIDSecretRef: key("s") } },
    "route53",
    "accessKeyIDSecretRef",
  ),
  ...secretOf("route53", {}, "accessKeyIDSecretRef"),
  provider("acmeDNS", { host: "h", accountSecretRef: key("s") }, "host"),
  ...secretOf("acmeDNS", { host: "h" }, "accountSecretRef"),
  ...secretOf("digitalocean", {}, "tokenSecretRef"),
  rfc2136("rfc2136 at an IPv6 address without brackets", { nameserver: "fd00::1" }, { nameserver: "[fd00::1]" }, "nameserver"),
  rfc2136("rfc2136 at a port only", { nameserver: ":53" }, { nameserver: "dns:53" }, "nameserver"),
  rfc2136("rfc2136 without a nameserver", { nameserver: "" }, { nameserver: "10.0.0.1" }, "nameserver"),
  rfc2136("rfc2136 at two ports", { nameserver: "dns:53:53" }, { nameserver: "[fd00::1]:53" }, "nameserver"),
  rfc2136("rfc2136 at a bracket that nothing closes", { nameserver: "[dns:53" }, { nameserver: "[dns]:53" }, "nameserver"),
  rfc2136("rfc2136 with an algorithm", { tsigAlgorithm: "HMACSHA384" }, { tsigAlgorithm: "hmacsha512" }, "tsigAlgorithm"),
  provider("rfc2136", TSIG, "tsigKeyName"),
  rfc2136("rfc2136 with a key's name only", { tsigKeyName: "key" }, { tsigKeyName: "" }, "tsigSecretSecretRef", "name"),
  provider("webhook", { groupName: "g", solverName: "s" }, "solverName"),

  row("ValidateCAIssuerConfig", "an empty secretName", { ca: { secretName: "" } }, { ca: { secretName: "root" } }, "ca", "secretName"),
  row(
    "ValidateCAIssuerConfig",
    "an empty OCSP server",
    { ca: { secretName: "root", ocspServers: [""] } },
    { ca: { secretName: "root", ocspServers: ["http://ocsp"] } },
    "ca",
    "ocspServers",
    0,
  ),
  row(
    "ValidateCAIssuerConfig",
    "an empty issuing URL",
    { ca: { secretName: "root", issuingCertificateURLs: ["http://a", ""] } },
    { ca: { secretName: "root", issuingCertificateURLs: ["http://a", "http://b"] } },
    "ca",
    "issuingCertificateURLs",
    1,
  ),

  vault("ValidateVaultIssuerConfig", "vault with an empty server", { server: "" }, { server: "https://vault" }, "server"),
  vault("ValidateVaultIssuerConfig", "vault with an empty path", { path: "" }, { path: "pki" }, "path"),
  vault("containsDotDotSegment", "vault's path that leads elsewhere", { path: "pki/../sys" }, { path: "pki/..sys" }, "path"),
  vault("validateCABundleNotEmpty", "vault's caBundle without a certificate", { caBundle: NO_BUNDLE }, { caBundle: BUNDLE }, "caBundle"),
  vault(
    "ValidateVaultIssuerConfig",
    "vault's caBundle twice",
    { caBundle: BUNDLE, caBundleSecretRef: { name: "b" } },
    { caBundleSecretRef: { name: "b" } },
    "caBundleSecretRef",
  ),
  vault(
    "ValidateVaultIssuerConfig",
    "vault's client certificate without its key",
    { clientCertSecretRef: { name: "c" } },
    { clientCertSecretRef: { name: "c" }, clientKeySecretRef: { name: "c" } },
    "clientKeySecretRef",
  ),
  vault(
    "ValidateVaultIssuerConfig",
    "vault's client key without its certificate",
    { clientKeySecretRef: { name: "c" } },
    { clientCertSecretRef: { name: "c" }, clientKeySecretRef: { name: "c" } },
    "clientCertSecretRef",
  ),
  auth("no auth", {}, { tokenSecretRef: { name: "t" } }),
  auth("an empty roleId", appRole({ roleId: "" }), appRole({ roleId: "r" }), "appRole", "roleId"),
  auth(
    "an empty name of the AppRole's Secret",
    appRole({ secretRef: { name: "" } }),
    appRole({ secretRef: { name: "s" } }),
    "appRole",
    "secretRef",
    "name",
  ),
  auth("an AppRole's path that leads elsewhere", appRole({ path: "../a" }), appRole({ path: "a" }), "appRole", "path"),
  auth(
    "a client certificate's path that leads elsewhere",
    { clientCertificate: { mountPath: "a/.." } },
    { clientCertificate: { mountPath: "a" } },
    "clientCertificate",
    "mountPath",
  ),
  auth("an empty role", kubernetes({ role: "" }), kubernetes({ role: "r" }), "kubernetes", "role"),
  auth(
    "a mountPath that leads elsewhere",
    kubernetes({ mountPath: "/v1/auth/../sys" }),
    kubernetes({ mountPath: "/v1/auth/k" }),
    "kubernetes",
    "mountPath",
  ),
  auth("no token", kubernetes({ serviceAccountRef: undefined }), kubernetes({ serviceAccountRef: { name: "a" } }), "kubernetes"),
  auth("two tokens", kubernetes({ secretRef: { name: "s" } }), kubernetes({ secretRef: undefined }), "kubernetes"),
  auth(
    "an empty name of the ServiceAccount",
    kubernetes({ serviceAccountRef: { name: "" } }),
    kubernetes({ serviceAccountRef: { name: "a" } }),
    "kubernetes",
    "serviceAccountRef",
    "name",
  ),
  auth("AWS with a mountPath that leads elsewhere", aws({ mountPath: "../a" }), aws({ mountPath: "a" }), "aws", "mountPath"),
  auth(
    "AWS with a ServiceAccount and no role ARN",
    aws({ serviceAccountRef: { name: "a" } }),
    aws({ serviceAccountRef: { name: "a" }, iamRoleArn: "arn:aws:iam::1:role/a" }),
    "aws",
    "iamRoleArn",
  ),
  auth(
    "AWS with an empty name of the ServiceAccount",
    aws({ serviceAccountRef: { name: "" }, iamRoleArn: "a" }),
    aws({ serviceAccountRef: { name: "a" }, iamRoleArn: "a" }),
    "aws",
    "serviceAccountRef",
    "name",
  ),

  row(
    "ValidateVenafiIssuerConfig",
    "an empty zone",
    { venafi: { zone: "", tpp: TPP } },
    { venafi: { zone: "z", tpp: TPP } },
    "venafi",
    "zone",
  ),
  venafi("CRD", "no product of Venafi's", {}, { tpp: TPP }),
  venafi("CRD", "two products of Venafi's", { tpp: TPP, cloud: CLOUD }, { cloud: CLOUD }, "cloud"),
  venafi("ValidateVenafiTPP", "an empty URL", { tpp: { ...TPP, url: "" } }, { tpp: TPP }, "tpp", "url"),
  venafi(
    "validateVenafiTPPCABundleUnique",
    "TPP's caBundle twice",
    { tpp: { ...TPP, caBundle: BUNDLE, caBundleSecretRef: { name: "b" } } },
    { tpp: { ...TPP, caBundle: BUNDLE } },
    "tpp",
    "caBundleSecretRef",
  ),
  venafi("ValidateVenafiNGTS", "an empty tsgID", { ngts: { ...NGTS, tsgID: "" } }, { ngts: NGTS }, "ngts", "tsgID"),
  venafi(
    "ValidateVenafiNGTS",
    "an empty name of the credentials",
    { ngts: { ...NGTS, credentialsRef: { name: "" } } },
    { ngts: NGTS },
    "ngts",
    "credentialsRef",
    "name",
  ),

  row("CRD", "ca without secretName", { ca: {} }, { ca: { secretName: "root" } }, "ca", "secretName"),
  row("CRD", "acme without a server", acme({ server: undefined }), acme({ server: "https://acme" }), "acme", "server"),
  row(
    "CRD",
    "acme without a Secret for the account",
    acme({ privateKeySecretRef: undefined }),
    acme({ privateKeySecretRef: { name: "account" } }),
    "acme",
    "privateKeySecretRef",
  ),
  row(
    "CRD",
    "a preferredChain over 64",
    acme({ preferredChain: "x".repeat(65) }),
    acme({ preferredChain: "x".repeat(64) }),
    "acme",
    "preferredChain",
  ),
  row("CRD", "a caBundle that is no base64", acme({ caBundle: "-----BEGIN" }), acme({ caBundle: BUNDLE }), "acme", "caBundle"),
  row("CRD", "an empty caBundle", acme({ caBundle: "" }), acme({ caBundle: undefined }), "acme", "caBundle"),
  row("CRD", "one solver without a list", acme({ solvers: { dns01: {} } }), acme({ solvers: [] }), "acme", "solvers"),
  row(
    "CRD",
    "an algorithm of the external account",
    acme({ externalAccountBinding: { keyID: "1", keySecretRef: key("s"), keyAlgorithm: "RS256" } }),
    acme({ externalAccountBinding: { keyID: "1", keySecretRef: key("s"), keyAlgorithm: "HS256" } }),
    "acme",
    "externalAccountBinding",
    "keyAlgorithm",
  ),
  ofSolver(
    "CRD",
    "a cnameStrategy",
    { dns01: { route53: {}, cnameStrategy: "follow" } },
    { dns01: { route53: {}, cnameStrategy: "Follow" } },
    "dns01",
    "cnameStrategy",
  ),
  ofSolver(
    "CRD",
    "a zone that is no list",
    { dns01: { route53: {} }, selector: { dnsZones: "example.com" } },
    { dns01: { route53: {} }, selector: { dnsZones: ["example.com"] } },
    "selector",
    "dnsZones",
  ),
  bySchema(azure("an environment", { environment: "AzureCloud" }, { environment: "AzurePublicCloud" }, "environment")),
  bySchema(azure("a zone's type", { zoneType: "Private" }, { zoneType: "AzurePrivateZone" }, "zoneType")),
  bySchema(rfc2136("a protocol in small letters", { protocol: "tcp" }, { protocol: "TCP" }, "protocol")),
  http01(
    "CRD",
    "a Gateway without a name",
    { gatewayHTTPRoute: { parentRefs: [{ kind: "Gateway" }] } },
    { gatewayHTTPRoute: { parentRefs: [{ kind: "Gateway", name: "g" }] } },
    "gatewayHTTPRoute",
    "parentRefs",
    0,
    "name",
  ),
  http01(
    "CRD",
    "a Gateway's port",
    { gatewayHTTPRoute: { parentRefs: [{ name: "g", port: 65536 }] } },
    { gatewayHTTPRoute: { parentRefs: [{ name: "g", port: 65535 }] } },
    "gatewayHTTPRoute",
    "parentRefs",
    0,
    "port",
  ),
  http01(
    "CRD",
    "a Gateway's namespace",
    { gatewayHTTPRoute: { parentRefs: [{ name: "g", namespace: "a.b" }] } },
    { gatewayHTTPRoute: { parentRefs: [{ name: "g", namespace: "a" }] } },
    "gatewayHTTPRoute",
    "parentRefs",
    0,
    "namespace",
  ),
  row("CRD", "vault without auth", { vault: { ...VAULT, auth: undefined } }, { vault: VAULT }, "vault", "auth"),
  bySchema(auth("AWS with an empty role", aws({ role: "" }), aws({ role: "r" }), "aws", "role")),
  venafi("CRD", "a cloud without a token", { cloud: {} }, { cloud: CLOUD }, "cloud", "apiTokenSecretRef"),
];
