import type { Acme, AcmeSpec } from "./authorities/acme.ts";
import type { BroughtCA, BroughtCASpec } from "./authorities/brought-ca.ts";
import type { ExistingIssuer, ExistingIssuerSpec } from "./authorities/existing-issuer.ts";
import type { PrivateCA, PrivateCASpec } from "./authorities/private-ca.ts";
import type { RootsSpec } from "./authorities/roots.ts";
import type { Vault, VaultSpec } from "./authorities/vault.ts";

/** What the functions that make authorities give. */
export type AuthoritySpec =
  | (PrivateCASpec & { readonly kind: "privateCA" })
  | (AcmeSpec & { readonly kind: "acme" })
  | (VaultSpec & { readonly kind: "vault" })
  | (ExistingIssuerSpec & { readonly kind: "existingIssuer" })
  | (BroughtCASpec & { readonly kind: "broughtCA" });

/** An authority with its defaults. */
export type Authority = PrivateCA | Acme | Vault | ExistingIssuer | BroughtCA;

/** An authority whose roots only those trust who were given them, in generations. */
export type PrivateAuthority = Exclude<Authority, Acme>;

/** Whether an authority's roots have to be handed to those who trust it; those of a public one are everywhere. */
export function isPrivate(authority: Authority | undefined): authority is PrivateAuthority {
  return authority !== undefined && authority.kind !== "acme";
}

/** The PEM of all trusted roots by generation, where the spec holds them; undefined where only the cluster does. */
export function knownRoots(authority: PrivateAuthority): RootsSpec | undefined {
  const { roots } = authority;
  return roots && Object.fromEntries(authority.trusted.map((generation) => [generation, roots[generation] ?? ""]));
}
