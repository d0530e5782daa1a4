import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import type { SpecPath } from "../terms/manifest.ts";
import { emit } from "./emit.ts";

/**
 * A Namespace. Its labels name neither a workload nor a topology, so that all who need it write the same object.
 * `from` is the spec property that names it.
 */
export function addNamespace(scope: Construct, name: string, from: SpecPath): void {
  emit(scope, k8s.KubeNamespace.manifest({ metadata: { name, labels: { "app.kubernetes.io/managed-by": "trueline" } } }), from);
}
