import type { KubeObject } from "../../terms/kube-object.ts";

/**
 * The Secret that an object becomes in its own namespace: by sealed-secrets' controller under the same name
 * (sealedsecret_expansion.go, Unseal), by External Secrets under `spec.target.name`, by Flux when it decrypts. Undefined for
 * objects that become none there.
 */
export function madeSecret({ kind, metadata, ...object }: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const { name, namespace = "" } = metadata;
  if (kind === "Secret" || kind === "SealedSecret") return { namespace, name };
  if (kind !== "ExternalSecret") return undefined;
  const target = (object["spec"] as { target?: { name?: unknown } | null } | null | undefined)?.target?.name;
  return { namespace, name: typeof target === "string" && target !== "" ? target : name };
}
