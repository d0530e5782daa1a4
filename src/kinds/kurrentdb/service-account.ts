import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { KURRENTDB, type Layout } from "./layout.ts";

/** An account of the workload's own, without a token: the server never talks to the API. */
export function addServiceAccount(scope: Construct, { spec, at }: Layout): void {
  const metadata = { name: spec.name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "node") };
  emit(scope, k8s.KubeServiceAccount.manifest({ metadata, automountServiceAccountToken: false }), at());
}
