import type { SecretKeyRef } from "../topology.ts";
import type { Dns01Spec } from "./dns01.ts";
import type { ExactlyOne } from "./exactly-one.ts";
import type { Http01Spec } from "./http01.ts";

/** What an issuer's Secrets and its own place are: one Issuer in each namespace, or one ClusterIssuer. */
export type AcmeScope = "Issuer" | "ClusterIssuer";

/** Which names and Certificates a solver is for. The most specific one is taken: dnsNames, then the longest zone, then the most labels. */
export interface SelectorSpec {
  /** Exact names: `example.com` is not `www.example.com`, and `*.example.com` only the wildcard itself. */
  readonly dnsNames?: readonly string[];
  /** These zones and all names below them. */
  readonly dnsZones?: readonly string[];
  /** Labels of Certificates, all of which have to be there. */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** How the control of names is proven, by one kind of challenge. */
export type SolverSpec = { readonly selector?: SelectorSpec } & ExactlyOne<{ dns01: Dns01Spec; http01: Http01Spec }>;

/** An account with the authority that the ACME account is bound to. */
export interface ExternalAccountBindingSpec {
  readonly keyID: string;
  /** The MAC key, as unpadded base64 URL text. */
  readonly keySecretRef: SecretKeyRef;
}

interface AcmeAccountSpec {
  /** `letsencrypt`, `letsencrypt-staging`, or the URL of a directory. */
  readonly server: string;
  readonly email: string;
  /** The common name of the root that the chain should lead to, where the server has several. */
  readonly preferredChain?: string;
  /** A profile of the server, as `tlsserver`. Needs cert-manager 1.18. */
  readonly profile?: string;
  /** The Secret for the account key; default the authority's name with `-issuer-key`. */
  readonly privateKeySecretRef?: { readonly name: string };
  readonly externalAccountBinding?: ExternalAccountBindingSpec;
  /** PEM of the roots by which cert-manager verifies the server, where the system's don't do. */
  readonly caBundle?: string;
  /**
   * `Issuer` (the default): one in each namespace that it signs in, with its Secrets there. `ClusterIssuer`: one, with its
   * Secrets in cert-manager's own namespace, which every namespace may order from.
   */
  readonly scope?: AcmeScope;
}

/** A public authority reached by ACME, with fields as in cert-manager's issuer. One dns01 solver may be written without a list. */
export type AcmeSpec = AcmeAccountSpec &
  (
    | { readonly solvers: readonly SolverSpec[]; readonly dns01?: never; readonly dnsZones?: never }
    | {
        readonly dns01: Dns01Spec;
        /** The zones that the solver answers for, as its `selector.dnsZones`. */
        readonly dnsZones: readonly string[];
        readonly solvers?: never;
      }
  );

/** A solver as it was given, checked. */
export type Solver = Readonly<Partial<Record<"selector" | "dns01" | "http01", Readonly<Record<string, unknown>>>>>;

/** A public authority with its defaults. */
export interface Acme extends AcmeAccountSpec {
  readonly kind: "acme";
  readonly name: string;
  /** The directory's URL. */
  readonly directory: string;
  readonly privateKeySecretRef: { readonly name: string };
  readonly scope: AcmeScope;
  readonly solvers: readonly Solver[];
  /** Whether the one solver was written as `dns01` and `dnsZones`. */
  readonly shorthand: boolean;
}
