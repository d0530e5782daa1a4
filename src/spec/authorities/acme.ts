/** A public authority reached by ACME, with fields as in cert-manager's issuer. */
export interface AcmeSpec {
  /** `letsencrypt`, `letsencrypt-staging`, or the URL of a directory. */
  readonly server: string;
  readonly email: string;
  readonly preferredChain?: string;
  readonly profile?: string;
  /** The Secret for the account key; default the authority's name with `-issuer-key`. */
  readonly privateKeySecretRef?: { readonly name: string };
  readonly dns01: { readonly route53: Route53Spec };
  /** The zones that the solver answers for, as cert-manager's `selector.dnsZones`. */
  readonly dnsZones: readonly string[];
}

/** AWS Route53 by a role or by a static key. */
export interface Route53Spec {
  readonly region: string;
  readonly hostedZoneID?: string;
  readonly role?: string;
  readonly accessKeyID?: string;
  readonly secretAccessKeySecretRef?: { readonly name: string; readonly key: string };
}

/** A public authority with its defaults. */
export interface Acme extends Omit<AcmeSpec, "privateKeySecretRef"> {
  readonly kind: "acme";
  readonly name: string;
  /** The directory's URL. */
  readonly directory: string;
  readonly privateKeySecretRef: { readonly name: string };
}
