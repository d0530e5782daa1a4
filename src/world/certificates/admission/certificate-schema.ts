import { array, boolean, int32, integer, object, oneOf, type Schema, secretKey, string, strings, textsByKey } from "./schema.ts";

const password = { "create!": boolean, password: string, passwordSecretRef: secretKey };
const constraints = object({ dnsDomains: strings, emailAddresses: strings, ipRanges: strings, uriDomains: strings });
const notEmpty: Schema = { type: "string", minLength: 1 };

/** A Certificate's `spec`. Source: cert-manager v1.21.2, deploy/crds/cert-manager.io_certificates.yaml. */
export const certificateSchema: Schema = object({
  additionalOutputFormats: array(object({ "type!": oneOf("DER", "CombinedPEM") })),
  commonName: string,
  dnsNames: strings,
  duration: string,
  emailAddresses: strings,
  encodeUsagesInRequest: boolean,
  ipAddresses: strings,
  isCA: boolean,
  "issuerRef!": object({ group: string, kind: string, "name!": string }),
  keystores: object({
    jks: object({ ...password, alias: string }),
    pkcs12: object({ ...password, profile: oneOf("LegacyRC2", "LegacyDES", "Modern2023", "Modern2026") }),
  }),
  literalSubject: string,
  nameConstraints: object({ critical: boolean, excluded: constraints, permitted: constraints }),
  otherNames: array(object({ oid: string, utf8Value: string })),
  privateKey: object({
    algorithm: oneOf("RSA", "ECDSA", "Ed25519"),
    encoding: oneOf("PKCS1", "PKCS8"),
    rotationPolicy: oneOf("Never", "Always"),
    size: integer,
  }),
  renewBefore: string,
  renewBeforePercentage: int32,
  renewal: object({
    policy: oneOf("RenewBefore", "Disabled"),
    windows: array(
      object({
        "cron!": notEmpty,
        timezone: notEmpty,
        "windowDuration!": { type: "string", pattern: /^([0-9]+(\.[0-9]+)?(s|m|h))+$/ },
      }),
    ),
  }),
  revisionHistoryLimit: int32,
  "secretName!": string,
  secretTemplate: object({ annotations: textsByKey, labels: textsByKey }),
  signatureAlgorithm: oneOf(
    "SHA256WithRSA",
    "SHA384WithRSA",
    "SHA512WithRSA",
    "ECDSAWithSHA256",
    "ECDSAWithSHA384",
    "ECDSAWithSHA512",
    "PureEd25519",
  ),
  subject: object({
    countries: strings,
    localities: strings,
    organizationalUnits: strings,
    organizations: strings,
    postalCodes: strings,
    provinces: strings,
    serialNumber: string,
    streetAddresses: strings,
  }),
  uris: strings,
  usages: array(
    oneOf(
      "signing",
      "digital signature",
      "content commitment",
      "key encipherment",
      "key agreement",
      "data encipherment",
      "cert sign",
      "crl sign",
      "encipher only",
      "decipher only",
      "any",
      "server auth",
      "client auth",
      "code signing",
      "email protection",
      "s/mime",
      "ipsec end system",
      "ipsec tunnel",
      "ipsec user",
      "timestamping",
      "ocsp signing",
      "microsoft sgc",
      "netscape sgc",
    ),
  ),
});
