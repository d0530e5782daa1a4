/** Solvers of dns01 challenges, with the fields of cert-manager's API (acme.cert-manager.io types of version 1.21). */
import type { SecretKeyRef } from "../topology.ts";
import type { ExactlyOne } from "./exactly-one.ts";

/** AWS Route53: by a static key, by a ServiceAccount's token, or by the credentials of cert-manager's own pod, with or without a role. */
export interface Route53Spec {
  /** Left out where cert-manager's pod has AWS_REGION. */
  readonly region?: string;
  readonly hostedZoneID?: string;
  /** The ARN of a role to assume. */
  readonly role?: string;
  readonly accessKeyID?: string;
  readonly accessKeyIDSecretRef?: SecretKeyRef;
  readonly secretAccessKeySecretRef?: SecretKeyRef;
  /** A ServiceAccount beside the issuer's Secrets, whose token stands for the role. cert-manager has to be allowed to ask for it. */
  readonly auth?: {
    readonly kubernetes: { readonly serviceAccountRef: { readonly name: string; readonly audiences?: readonly string[] } };
  };
}

/** Google Cloud DNS: by a service account's key, or by the credentials of cert-manager's own pod. */
export interface CloudDNSSpec {
  readonly project: string;
  readonly hostedZoneName?: string;
  readonly serviceAccountSecretRef?: SecretKeyRef;
}

/** Azure DNS: by a service principal (clientID, tenantID, clientSecretSecretRef), or by an identity of cert-manager's own pod. */
export interface AzureDNSSpec {
  readonly subscriptionID: string;
  readonly resourceGroupName: string;
  readonly hostedZoneName?: string;
  readonly environment?: "AzurePublicCloud" | "AzureChinaCloud" | "AzureGermanCloud" | "AzureUSGovernmentCloud";
  readonly zoneType?: "AzurePublicZone" | "AzurePrivateZone";
  readonly clientID?: string;
  readonly tenantID?: string;
  readonly clientSecretSecretRef?: SecretKeyRef;
  readonly managedIdentity?: { readonly clientID?: string; readonly resourceID?: string; readonly tenantID?: string };
}

/** Cloudflare: by a token, or by the account's key and e-mail address. */
export type CloudflareSpec =
  | { readonly apiTokenSecretRef: SecretKeyRef; readonly email?: string; readonly apiKeySecretRef?: never }
  | { readonly apiKeySecretRef: SecretKeyRef; readonly email: string; readonly apiTokenSecretRef?: never };

/** A name server that takes dynamic updates (RFC 2136), with or without a key. */
export interface RFC2136Spec {
  /** `host` or `host:port`; an IPv6 address in brackets. */
  readonly nameserver: string;
  readonly protocol?: "UDP" | "TCP";
  readonly tsigKeyName?: string;
  /** Default `HMACMD5`. */
  readonly tsigAlgorithm?: "HMACMD5" | "HMACSHA1" | "HMACSHA256" | "HMACSHA512";
  readonly tsigSecretSecretRef?: SecretKeyRef;
}

/** Any other provider, by a webhook that somebody installs. */
export interface WebhookSpec {
  readonly groupName: string;
  readonly solverName: string;
  /** As the webhook's documentation says. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The providers by their fields. */
export interface Dns01Providers {
  readonly acmeDNS: { readonly host: string; readonly accountSecretRef: SecretKeyRef };
  readonly akamai: {
    readonly serviceConsumerDomain: string;
    readonly clientTokenSecretRef: SecretKeyRef;
    readonly clientSecretSecretRef: SecretKeyRef;
    readonly accessTokenSecretRef: SecretKeyRef;
  };
  readonly azureDNS: AzureDNSSpec;
  readonly cloudDNS: CloudDNSSpec;
  readonly cloudflare: CloudflareSpec;
  readonly digitalocean: { readonly tokenSecretRef: SecretKeyRef };
  readonly rfc2136: RFC2136Spec;
  readonly route53: Route53Spec;
  readonly webhook: WebhookSpec;
}

/** How names are proven by records in their zone: one provider. */
export type Dns01Spec = {
  /** Whether CNAMEs of the challenge's name are followed; default None. */ readonly cnameStrategy?: "None" | "Follow";
} & ExactlyOne<Dns01Providers>;
