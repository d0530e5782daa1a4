import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";

/** Lets a drain take one node of a type at a time. None for a single pod, which it would keep from ever being moved. */
export function addDisruptionBudget(scope: Construct, { spec }: Layout, type: NodeType): void {
  if (type.replicas < 2) return;
  const object = k8s.KubePodDisruptionBudget.manifest({
    metadata: { name: type.name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, type.component) },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: { ...type.selector } } },
  });
  emit(scope, object, type.at("replicas"));
}
