import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { stringify } from "yaml";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { CONFIGURATION_FILE } from "./node-environment.ts";

/** The ConfigMap with a node type's `configuration`. */
export function configurationName(type: NodeType): string {
  return `${type.name}-configuration`;
}

/** The server's configuration file: the spec's `configuration` as YAML, in the order of its keys. Undefined without any. */
export function configurationFile(type: NodeType): string | undefined {
  if (Object.keys(type.configuration).length === 0) return undefined;
  return stringify(type.configuration, { sortMapEntries: true, version: "1.1", lineWidth: 0 });
}

/** Adds the ConfigMap, if there is something to configure. */
export function addConfiguration(scope: Construct, { spec }: Layout, type: NodeType): void {
  const file = configurationFile(type);
  if (file === undefined) return;
  const metadata = { name: configurationName(type), namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, type.component) };
  emit(scope, k8s.KubeConfigMap.manifest({ metadata, data: { [CONFIGURATION_FILE]: file } }), type.at("configuration"));
}
