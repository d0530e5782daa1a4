import { array, boolean, bytes, object, oneOf, type Schema, secretKey, string, strings, textsByKey } from "./schema.ts";

const serviceAccount = object({ audiences: strings, "name!": string });
const nameOnly = object({ "name!": string });
/** A name of the Gateway API. Source: the same CRD, which takes it from sigs.k8s.io/gateway-api. */
const name = (maxLength: number, pattern: RegExp): Schema => ({ type: "string", minLength: 1, maxLength, pattern });
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const dns01 = object({
  acmeDNS: object({ "accountSecretRef!": secretKey, "host!": string }),
  akamai: object({
    "accessTokenSecretRef!": secretKey,
    "clientSecretSecretRef!": secretKey,
    "clientTokenSecretRef!": secretKey,
    "serviceConsumerDomain!": string,
  }),
  azureDNS: object({
    clientID: string,
    clientSecretSecretRef: secretKey,
    environment: oneOf("AzurePublicCloud", "AzureChinaCloud", "AzureGermanCloud", "AzureUSGovernmentCloud"),
    hostedZoneName: string,
    managedIdentity: object({ clientID: string, resourceID: string, tenantID: string }),
    "resourceGroupName!": string,
    "subscriptionID!": string,
    tenantID: string,
    zoneType: oneOf("AzurePublicZone", "AzurePrivateZone"),
  }),
  cloudDNS: object({ hostedZoneName: string, "project!": string, serviceAccountSecretRef: secretKey }),
  cloudflare: object({ apiKeySecretRef: secretKey, apiTokenSecretRef: secretKey, email: string }),
  cnameStrategy: oneOf("None", "Follow"),
  digitalocean: object({ "tokenSecretRef!": secretKey }),
  rfc2136: object({
    "nameserver!": string,
    protocol: oneOf("TCP", "UDP"),
    tsigAlgorithm: string,
    tsigKeyName: string,
    tsigSecretSecretRef: secretKey,
  }),
  route53: object({
    accessKeyID: string,
    accessKeyIDSecretRef: secretKey,
    auth: object({ "kubernetes!": object({ "serviceAccountRef!": serviceAccount }) }),
    hostedZoneID: string,
    region: string,
    role: string,
    secretAccessKeySecretRef: secretKey,
  }),
  webhook: object({ "groupName!": string, "solverName!": string }),
});

/** Without the pod templates of solvers. */
const http01 = object({
  gatewayHTTPRoute: object({
    labels: textsByKey,
    parentRefs: array(
      object({
        group: { type: "string", maxLength: 253, pattern: new RegExp(`^$|${SUBDOMAIN.source}`) },
        kind: name(63, /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/),
        "name!": { type: "string", minLength: 1, maxLength: 253 },
        namespace: name(63, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
        port: { type: "integer", minimum: 1, maximum: 65535 },
        sectionName: name(253, SUBDOMAIN),
      }),
    ),
    serviceType: string,
  }),
  ingress: object({
    class: string,
    ingressClassName: string,
    ingressTemplate: object({ metadata: object({ annotations: textsByKey, labels: textsByKey }) }),
    name: string,
    serviceType: string,
  }),
});

const vaultAuth = object({
  appRole: object({ "path!": string, "roleId!": string, "secretRef!": secretKey }),
  aws: object({
    iamRoleArn: string,
    mountPath: string,
    region: string,
    "role!": { type: "string", minLength: 1 },
    serviceAccountRef: serviceAccount,
    vaultHeaderValue: string,
  }),
  clientCertificate: object({ mountPath: string, name: string, secretName: string }),
  kubernetes: object({ mountPath: string, "role!": string, secretRef: secretKey, serviceAccountRef: serviceAccount }),
  tokenSecretRef: secretKey,
});

/**
 * The `spec` of an Issuer and of a ClusterIssuer, which are the same.
 * Source: cert-manager v1.21.2, deploy/crds/cert-manager.io_issuers.yaml and cert-manager.io_clusterissuers.yaml.
 */
export const issuerSchema: Schema = object({
  acme: object({
    caBundle: bytes,
    disableAccountKeyGeneration: boolean,
    email: string,
    enableDurationFeature: boolean,
    externalAccountBinding: object({
      keyAlgorithm: oneOf("HS256", "HS384", "HS512"),
      "keyID!": string,
      "keySecretRef!": secretKey,
    }),
    preferredChain: { type: "string", maxLength: 64 },
    "privateKeySecretRef!": secretKey,
    profile: string,
    "server!": string,
    skipTLSVerify: boolean,
    solvers: array(
      object({
        dns01,
        http01,
        selector: object({ dnsNames: strings, dnsZones: strings, matchLabels: textsByKey }),
        waitInsteadOfSelfCheck: string,
      }),
    ),
  }),
  ca: object({ crlDistributionPoints: strings, issuingCertificateURLs: strings, ocspServers: strings, "secretName!": string }),
  selfSigned: object({ crlDistributionPoints: strings }),
  vault: object({
    "auth!": vaultAuth,
    caBundle: bytes,
    caBundleSecretRef: secretKey,
    clientCertSecretRef: secretKey,
    clientKeySecretRef: secretKey,
    namespace: string,
    "path!": string,
    "server!": string,
    serverName: string,
  }),
  venafi: object(
    {
      cloud: object({ "apiTokenSecretRef!": secretKey, url: string }),
      ngts: object({ "credentialsRef!": nameOnly, tokenEndpoint: string, "tsgID!": string, url: string }),
      tpp: object({ caBundle: bytes, caBundleSecretRef: secretKey, "credentialsRef!": nameOnly, "url!": string }),
      "zone!": string,
    },
    ["tpp", "cloud", "ngts"],
  ),
});
