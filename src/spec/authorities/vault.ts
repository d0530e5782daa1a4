import type { SecretKeyRef } from "../topology.ts";
import type { Leaves, LeavesSpec } from "./leaves.ts";
import type { GivenRoots, GivenRootsSpec } from "./roots.ts";

/** How cert-manager logs in to Vault: exactly one of these, with fields as in cert-manager's issuer. */
export type VaultAuthSpec =
  | { readonly tokenSecretRef: SecretKeyRef }
  | { readonly appRole: { readonly path?: string; readonly roleId: string; readonly secretRef: SecretKeyRef } }
  | {
      readonly kubernetes: {
        readonly mountPath?: string;
        readonly role: string;
        readonly serviceAccountRef: { readonly name: string; readonly audiences?: readonly string[] };
      };
    }
  | { readonly clientCertificate: { readonly mountPath?: string; readonly name?: string; readonly secretName: string } };

/**
 * HashiCorp Vault's PKI engine, as an issuer of cert-manager. What its role allows is not known here: what it signs is
 * taken to be as asked, and dials that rely on it count as assumed.
 */
export interface VaultSpec extends GivenRootsSpec {
  /** `https://vault.example.com:8200` */
  readonly server: string;
  /** The signing path of a role: `pki_int/sign/orders`. */
  readonly path: string;
  /** Vault's own namespace. */
  readonly namespace?: string;
  /** The name on Vault's certificate, where it is not that of `server`. Needs cert-manager 1.18. */
  readonly serverName?: string;
  /** PEM by which Vault's own certificate is verified; without it the public roots of cert-manager's image. */
  readonly caBundle?: string;
  readonly auth: VaultAuthSpec;
  /** `Issuer` (default): one in each namespace that it signs in. `ClusterIssuer`: one in the cluster. */
  readonly scope?: "Issuer" | "ClusterIssuer";
  readonly leaves?: LeavesSpec;
  /** Why several workloads may share its roots although they authenticate callers by them. */
  readonly shared?: { readonly reason: string };
}

/** Vault with its defaults. */
export interface Vault extends Omit<VaultSpec, keyof GivenRootsSpec | "scope" | "leaves">, GivenRoots {
  readonly kind: "vault";
  readonly name: string;
  readonly scope: "Issuer" | "ClusterIssuer";
  readonly leaves: Leaves;
}
