/**
 * What `import … from "trueline"` gives inside a spec. Every function returns plain data with a `kind` tag and checks
 * nothing: references are checked by their types in the editor, and all else when the spec is compiled.
 */
import type { AcmeSpec } from "./authorities/acme.ts";
import type { PrivateCASpec } from "./authorities/private-ca.ts";
import { derived } from "./derive.ts";
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
>(
  spec: TopologyInput<Clusters, Authorities, Workloads, Clients>,
): TopologyInput<Clusters, Authorities, Workloads, Clients> & { readonly kind: "topology" } {
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

/** A cluster whose folder Argo CD applies. */
export function argocd(spec: ArgocdSpec): ArgocdDelivery {
  return derived({ kind: "argocd", ...spec }, spec);
}

/** A cluster whose folder Flux applies. */
export function flux(spec: FluxSpec): FluxDelivery {
  return derived({ kind: "flux", ...spec }, spec);
}
