/**
 * What `import … from "trueline"` gives inside a spec. Every function returns plain data with a `kind` tag and checks
 * nothing: references are checked by their types in the editor, and all else when the spec is compiled.
 */
import type { AcmeSpec } from "./authorities/acme.ts";
import type { BroughtCASpec } from "./authorities/brought-ca.ts";
import type { ExistingIssuerSpec } from "./authorities/existing-issuer.ts";
import type { PrivateCASpec } from "./authorities/private-ca.ts";
import type { VaultSpec } from "./authorities/vault.ts";
import { derived } from "./derive.ts";
import type { PassThroughSpec } from "./pass-through/pass-through.ts";
import type { References, TopologyInput } from "./references.ts";
import type { ArgocdDelivery, ArgocdSpec, ClientSpec, FluxDelivery, FluxSpec } from "./topology.ts";

export { kurrentdb } from "../kinds/kurrentdb/language.ts";

/**
 * Declares a topology: a file in `specs/` that default-exports the result is compiled.
 * A `cluster`, `authority`, `dials` or `trusts` that names no key of this topology is an error of the type checker; a
 * value that is only known to be a `string` (from a helper) is checked when the spec is compiled.
 */
export function defineTopology<
  const Clusters extends string,
  const Workloads extends Readonly<Record<string, References>>,
  const Authorities extends string = never,
  const Clients extends Readonly<Record<string, ClientSpec>> = Record<never, never>,
  const Passing extends readonly PassThroughSpec[] = readonly [],
  const Peerings extends string = never,
>(
  spec: TopologyInput<Clusters, Authorities, Workloads, Clients, Passing, Peerings>,
): TopologyInput<Clusters, Authorities, Workloads, Clients, Passing, Peerings> & { readonly kind: "topology" } {
  return derived({ kind: "topology", ...spec }, spec);
}

/** A private certificate authority whose generations cert-manager makes inside the cluster. */
export function privateCA(spec: PrivateCASpec): PrivateCASpec & { readonly kind: "privateCA" } {
  return derived({ kind: "privateCA", ...spec }, spec);
}

/** A public authority reached by ACME, such as Let's Encrypt. Its certificates can't identify callers. */
export function acme(spec: AcmeSpec): AcmeSpec & { readonly kind: "acme" } {
  return derived({ kind: "acme", ...spec }, spec);
}

/** HashiCorp Vault's PKI engine, by an Issuer that is compiled. */
export function vault(spec: VaultSpec): VaultSpec & { readonly kind: "vault" } {
  return derived({ kind: "vault", ...spec }, spec);
}

/** An Issuer or ClusterIssuer that somebody else makes. */
export function existingIssuer(spec: ExistingIssuerSpec): ExistingIssuerSpec & { readonly kind: "existingIssuer" } {
  return derived({ kind: "existingIssuer", ...spec }, spec);
}

/** A CA that signs elsewhere: its certificates are brought as Secrets. */
export function broughtCA(spec: BroughtCASpec): BroughtCASpec & { readonly kind: "broughtCA" } {
  return derived({ kind: "broughtCA", ...spec }, spec);
}

/** A cluster whose folder Argo CD applies. */
export function argocd(spec: ArgocdSpec): ArgocdDelivery {
  return derived({ kind: "argocd", ...spec }, spec);
}

/** A cluster whose folder Flux applies. */
export function flux(spec: FluxSpec): FluxDelivery {
  return derived({ kind: "flux", ...spec }, spec);
}
