/** The fields of trust-manager's Bundle that Trueline writes, as in its API reference (trust.cert-manager.io/v1alpha1). */
import type { KubeObject } from "../../terms/kube-object.ts";

export interface BundleSpec {
  /** Objects of the trust namespace; a Bundle reads no other. */
  readonly sources: readonly { readonly configMap: { readonly name: string; readonly key: string } }[];
  readonly target: {
    readonly configMap: { readonly key: string };
    readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}

/** A Bundle: cluster-scoped, fills a ConfigMap of its own name in each namespace selected. */
export function bundle(
  metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
  spec: BundleSpec,
): KubeObject {
  return { apiVersion: "trust.cert-manager.io/v1alpha1", kind: "Bundle", metadata, spec };
}
