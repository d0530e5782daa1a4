import type { Environment } from "../../src/terms/environment.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { Manifest } from "../../src/terms/manifest.ts";

/** A ConfigMap as a topology would emit it. */
export function configMap(
  name: string,
  data: Readonly<Record<string, string>> = {},
  over: Partial<Manifest> = {},
  topology = "orders",
): Manifest {
  const object: KubeObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "kurrent" }, data };
  const origin = { kind: "spec", topology, base: ["workloads", "orders"], fields: [] } as const;
  return { kind: "manifest", cluster: "east", unit: "orders", object, origin, ...over };
}

/** An Environment with one cluster. */
export function environment(topology = "orders"): Environment {
  const clusters = { east: { platform: { kubernetes: "1.33" }, dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" } } };
  return { kind: "environment", version: 1, topology, test: false, clusters, processes: [], brought: [], assumptions: [] };
}

/** The owner of a manifest that one topology emits. */
export function topologyOf(manifest: Manifest): readonly string[] {
  return manifest.origin.kind === "spec" ? [manifest.origin.topology] : [];
}
