import { z } from "zod";
import { inWords } from "../../terms/in-words.ts";
import { dnsName, secretKeyRef, strict, text } from "../fields.ts";
import { exactlyOne, problemAt } from "./one-of-fields.ts";

/** A key that stands in the spec in two parts, of which the public one may also come from a Secret. */
const route53 = strict({
  region: text.exactOptional(),
  hostedZoneID: text.exactOptional(),
  role: text.exactOptional(),
  accessKeyID: text.exactOptional(),
  accessKeyIDSecretRef: secretKeyRef.exactOptional(),
  secretAccessKeySecretRef: secretKeyRef.exactOptional(),
  auth: strict({
    kubernetes: strict({ serviceAccountRef: strict({ name: dnsName, audiences: z.array(text).min(1).exactOptional() }) }),
  }).exactOptional(),
}).superRefine((given, context) => {
  const problem = problemAt(context);
  const id = (["accessKeyID", "accessKeyIDSecretRef"] as const).filter((field) => given[field] !== undefined);
  if (id.length === 2)
    problem(["accessKeyIDSecretRef"], "the access key's ID is given twice.\nLeave out accessKeyID or accessKeyIDSecretRef.");
  const [first] = id;
  const half = (field: string, missing: string) =>
    problem([field], `a static key of Route53 has two parts, and ${missing} is missing.\nAdd it, or use a role.`);
  if (first !== undefined && given.secretAccessKeySecretRef === undefined) half(first, "secretAccessKeySecretRef");
  if (first === undefined && given.secretAccessKeySecretRef !== undefined) half("secretAccessKeySecretRef", "accessKeyID");
  if (given.auth !== undefined && given.role === undefined)
    problem(["auth"], "a ServiceAccount's token stands for a role of AWS, and none is named.\nAdd role, with the role's ARN.");
});

const cloudDNS = strict({ project: text, hostedZoneName: text.exactOptional(), serviceAccountSecretRef: secretKeyRef.exactOptional() });

const azureDNS = strict({
  subscriptionID: text,
  resourceGroupName: text,
  hostedZoneName: text.exactOptional(),
  environment: z.enum(["AzurePublicCloud", "AzureChinaCloud", "AzureGermanCloud", "AzureUSGovernmentCloud"]).exactOptional(),
  zoneType: z.enum(["AzurePublicZone", "AzurePrivateZone"]).exactOptional(),
  clientID: text.exactOptional(),
  tenantID: text.exactOptional(),
  clientSecretSecretRef: secretKeyRef.exactOptional(),
  managedIdentity: strict({
    clientID: text.exactOptional(),
    resourceID: text.exactOptional(),
    tenantID: text.exactOptional(),
  }).exactOptional(),
}).superRefine((given, context) => {
  const problem = problemAt(context);
  const principal = ["clientID", "tenantID", "clientSecretSecretRef"] as const;
  const present = principal.filter((field) => given[field] !== undefined);
  const [first] = present;
  if (first !== undefined && present.length < principal.length) {
    const missing = principal.filter((field) => given[field] === undefined);
    problem([first], `a service principal has clientID, tenantID and clientSecretSecretRef, and ${inWords(missing)} is missing.`);
  }
  const identity = given.managedIdentity;
  if (!identity) return;
  if (first !== undefined) problem(["managedIdentity"], `excludes a service principal.\nLeave out managedIdentity or ${inWords(present)}.`);
  if (identity.resourceID !== undefined && (identity.clientID !== undefined || identity.tenantID !== undefined))
    problem(["managedIdentity", "resourceID"], "excludes clientID and tenantID, which name the identity too.");
  else if (identity.tenantID !== undefined && identity.clientID === undefined)
    problem(["managedIdentity", "tenantID"], "needs the identity's clientID beside it.");
});

const cloudflare = strict({
  email: text.exactOptional(),
  apiKeySecretRef: secretKeyRef.exactOptional(),
  apiTokenSecretRef: secretKeyRef.exactOptional(),
})
  .superRefine(exactlyOne(["apiTokenSecretRef", "apiKeySecretRef"], "credential of Cloudflare"))
  .superRefine((given, context) => {
    if (given.apiKeySecretRef !== undefined && given.email === undefined)
      problemAt(context)(["apiKeySecretRef"], "an account's key needs the account's e-mail address.\nAdd email, or use apiTokenSecretRef.");
  });

const rfc2136 = strict({
  nameserver: text,
  protocol: z.enum(["UDP", "TCP"]).exactOptional(),
  tsigKeyName: text.exactOptional(),
  tsigAlgorithm: z.enum(["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA512"]).exactOptional(),
  tsigSecretSecretRef: secretKeyRef.exactOptional(),
}).superRefine((given, context) => {
  const problem = problemAt(context);
  if (given.tsigKeyName !== undefined && given.tsigSecretSecretRef === undefined)
    problem(["tsigKeyName"], "names a key whose secret is missing.\nAdd tsigSecretSecretRef.");
  if (given.tsigSecretSecretRef !== undefined && given.tsigKeyName === undefined)
    problem(["tsigSecretSecretRef"], "is the secret of a key whose name is missing.\nAdd tsigKeyName.");
});

const webhook = strict({ groupName: text, solverName: text, config: z.record(z.string(), z.unknown()).exactOptional() });

const providers = {
  acmeDNS: strict({ host: text, accountSecretRef: secretKeyRef }),
  akamai: strict({
    serviceConsumerDomain: text,
    clientTokenSecretRef: secretKeyRef,
    clientSecretSecretRef: secretKeyRef,
    accessTokenSecretRef: secretKeyRef,
  }),
  azureDNS,
  cloudDNS,
  cloudflare,
  digitalocean: strict({ tokenSecretRef: secretKeyRef }),
  rfc2136,
  route53,
  webhook,
};

/**
 * A dns01 solver: one provider. What goes together is refused here where cert-manager's webhook would refuse it, or where
 * its provider would never start. Source: cert-manager v1.21.2, internal/apis/certmanager/validation/issuer.go and
 * pkg/issuer/acme/dns/route53/route53.go (GetSession).
 */
export const dns01 = strict({
  cnameStrategy: z.enum(["None", "Follow"]).exactOptional(),
  acmeDNS: providers.acmeDNS.exactOptional(),
  akamai: providers.akamai.exactOptional(),
  azureDNS: providers.azureDNS.exactOptional(),
  cloudDNS: providers.cloudDNS.exactOptional(),
  cloudflare: providers.cloudflare.exactOptional(),
  digitalocean: providers.digitalocean.exactOptional(),
  rfc2136: providers.rfc2136.exactOptional(),
  route53: providers.route53.exactOptional(),
  webhook: providers.webhook.exactOptional(),
}).superRefine(exactlyOne(Object.keys(providers), "provider"));
