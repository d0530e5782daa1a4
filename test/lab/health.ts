import type { LiveObject } from "./kube-client.ts";

// biome-ignore lint/suspicious/noExplicitAny: a condition of a live object
function condition(object: LiveObject, type: string): any {
  // biome-ignore lint/suspicious/noExplicitAny: a condition of a live object
  return object["status"]?.conditions?.find((each: any) => each.type === type);
}

/** Whether an object has a condition with status True. */
export function holds(object: LiveObject, type: string): boolean {
  return condition(object, type)?.status === "True";
}

/** Kinds whose health the lab waits for, and the condition that says so. */
const CONDITIONS: Readonly<Record<string, string>> = {
  "cert-manager.io/Certificate": "Ready",
  "cert-manager.io/Issuer": "Ready",
  "cert-manager.io/ClusterIssuer": "Ready",
  "trust.cert-manager.io/Bundle": "Synced",
  "batch/Job": "Complete",
};

/** What an object still lacks to be healthy, by what its own controller wrote; undefined if nothing. */
export function lacks(object: LiveObject): string | undefined {
  const kind = keyOf(object);
  const type = CONDITIONS[kind];
  if (type !== undefined) {
    const found = condition(object, type);
    const current = found?.observedGeneration === undefined || found.observedGeneration === object.metadata.generation;
    if (found?.status === "True" && current) return undefined;
    return found === undefined ? `no condition ${type} yet` : `${type}=${found.status}: ${found.message ?? found.reason}`;
  }
  if (kind === "apps/StatefulSet") {
    const { readyReplicas = 0, observedGeneration } = object["status"] ?? {};
    const wanted: number = object["spec"].replicas ?? 1;
    if (observedGeneration === object.metadata.generation && readyReplicas === wanted) return undefined;
    return `${readyReplicas} of ${wanted} pods ready`;
  }
  return undefined;
}

/** Whether an object's own controller writes if it is healthy: for all others being there is enough. */
export function hasHealth({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  const key = keyOf({ apiVersion, kind });
  return CONDITIONS[key] !== undefined || key === "apps/StatefulSet";
}

/** `GROUP/KIND`. */
function keyOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion.split("/")[0]}/${kind}`;
}
