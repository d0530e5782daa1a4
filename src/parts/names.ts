import { kebabCase } from "../terms/names.ts";

/** The unit of an authority's objects; the ClusterIssuer of a public authority has the same name. */
export function authorityUnit(authority: string): string {
  return kebabCase(authority);
}

/** Certificate, Secret and Issuer of one generation of a private CA. With an intermediate, the Issuer is that of the intermediate. */
export function generationName(authority: string, generation: string): string {
  return `${authorityUnit(authority)}-${generation}`;
}

/** The Issuer by which a generation's root signs its intermediate. */
export function rootIssuerName(authority: string, generation: string): string {
  return `${generationName(authority, generation)}-root`;
}

/** Certificate and Secret of a generation's intermediate CA. */
export function intermediateName(authority: string, generation: string): string {
  return `${generationName(authority, generation)}-intermediate`;
}

/** Certificate and Secret of a generation's anchor, the leaf that only carries the root. */
export function anchorName(authority: string, generation: string): string {
  return `${generationName(authority, generation)}-anchor`;
}

/** What holds trusted roots in a workload's namespace: a ConfigMap, or a Secret for those who can mount nothing else. */
export type RootsKind = "ConfigMap" | "Secret";

/** The ConfigMap or Secret with one trusted root per key, in the workload's namespace. */
export function rootsName(authority: string): string {
  return `${authorityUnit(authority)}-roots`;
}

/** The same ConfigMap in the trust namespace, where several namespaces may bring theirs. */
export function trustRootsName(namespace: string, authority: string): string {
  return `${namespace}-${rootsName(authority)}`;
}

/** The key of a generation's root in both ConfigMaps, and the name of its file. Servers load `.crt` files only. */
export function rootKey(generation: string): string {
  return `${generation}.crt`;
}

/** The Bundle that brings an authority's roots to a client, and the ConfigMap that it fills. */
export function bundleName(client: string, authority: string): string {
  return `${client}-${authorityUnit(authority)}`;
}

/** The key of the ConfigMap that a Bundle fills. */
export const BUNDLE_KEY = "ca.crt";

/** Where a client's pod mounts the ConfigMap of a Bundle. */
export function bundleMountPath(bundle: string): string {
  return `/var/run/trueline/${bundle}`;
}

/** The DNS name of a Service inside its cluster. A pod's own headless Service has the pod's name. */
export function serviceHost(service: string, namespace: string, clusterDomain: string): string {
  return `${service}.${namespace}.svc.${clusterDomain}`;
}
