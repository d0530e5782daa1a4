import type { Delivery } from "../spec/topology.ts";
import type { KubeObject } from "../terms/kube-object.ts";

/** The annotation by which each tool leaves an object alone that git no longer has. */
const GUARD: Readonly<Record<Delivery["kind"], readonly [key: string, value: string]>> = {
  argocd: ["argocd.argoproj.io/sync-options", "Prune=false,Delete=false"],
  flux: ["kustomize.toolkit.fluxcd.io/prune", "disabled"],
};

/**
 * By which Flux keeps keys that others have set with kubectl: it takes such fields over and removes those that git lacks, unless told so
 * (fluxcd/kustomize-controller, pull request 527 and issue 846). Argo CD has no such option for one object.
 */
const SHARED: readonly [key: string, value: string] = ["kustomize.toolkit.fluxcd.io/ssa", "Merge"];

/** Guards an object whose removal can't be undone; gives all others back as they are. */
export function guarded(object: KubeObject, delivery: Delivery): KubeObject {
  if (!isIrreplaceable(object)) return object;
  const guards = [GUARD[delivery.kind], ...(delivery.kind === "flux" && isShared(object) ? [SHARED] : [])];
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...Object.fromEntries(guards) } } };
}

/** Whether others may have keys of their own in it. */
function isShared({ kind, metadata }: KubeObject): boolean {
  return kind === "ConfigMap" && metadata.name === "coredns-custom" && metadata.namespace === "kube-system";
}

/**
 * A Namespace takes all that is in it; a root's Certificate may take the CA's key (cert-manager with owner references);
 * a ConfigMap or Secret without data is filled by others, here with the roots that running servers trust; and in
 * `coredns-custom` others may have keys of their own.
 */
function isIrreplaceable(object: KubeObject): boolean {
  if (object.kind === "Namespace") return true;
  if (object.kind === "Certificate") return (object["spec"] as { isCA?: unknown } | undefined)?.isCA === true;
  // The vendor's operator deletes the volumes with the cluster, unless their class retains them.
  if (object.kind === "KurrentDB") return true;
  if (isShared(object)) return true;
  const filled = ["data", "binaryData", "stringData"].some((field) => object[field] !== undefined);
  return (object.kind === "ConfigMap" || object.kind === "Secret") && !filled;
}
