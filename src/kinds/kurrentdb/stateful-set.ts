import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { emit } from "../../parts/emit.ts";
import { labels } from "../../parts/labels.ts";
import type { KubeObject } from "../../terms/kube-object.ts";
import { KURRENTDB, type Layout, type NodeType } from "./layout.ts";
import { podTemplate } from "./pod.ts";
import { reloaderAnnotations } from "./reload.ts";
import { scheduling } from "./scheduling.ts";

/** Adds the StatefulSet of a node type. */
export function addStatefulSet(scope: Construct, layout: Layout, type: NodeType): void {
  const { spec, at } = layout;
  const all = labels(KURRENTDB, spec.name, type.component);
  const pod = podTemplate(layout, type);
  const annotations = reloaderAnnotations(layout, type);
  const watched = Object.keys(annotations);
  const object = k8s.KubeStatefulSet.manifest({
    metadata: {
      name: type.name,
      namespace: spec.namespace.name,
      labels: all,
      ...(watched.length > 0 ? { annotations } : {}),
    },
    spec: {
      serviceName: type.name,
      replicas: type.replicas,
      // A node is ready once it has joined a quorum: started one after the other, the first would wait for ever.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
      // Data outlives the StatefulSet, and nodes that were scaled away.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      selector: { matchLabels: { ...type.selector } },
      template: { metadata: { labels: all, annotations: { ...pod.annotations } }, spec: pod.spec },
    },
  });
  emit(scope, withRawFields(object, scheduling(type), pod.rawVolumes, volumeClaimTemplate(type, spec.sourceBackup)), at(), [
    ...watched.map((key) => [["metadata", "annotations", key], at("security", "reload")] as const),
    [["spec", "replicas"], type.at("replicas")],
    [["spec", "volumeClaimTemplates"], type.at("storage")],
    [["spec", "volumeClaimTemplates", 0, "spec", "resources"], type.at("storage", "size")],
    [["spec", "volumeClaimTemplates", 0, "spec", "storageClassName"], type.at("storage", "storageClassName")],
    [["spec", "volumeClaimTemplates", 0, "spec", "dataSource"], at("sourceBackup")],
    [["spec", "volumeClaimTemplates", 0, "spec", "accessModes"], type.at("storage", "accessModes")],
    [["spec", "template", "metadata", "annotations", "trueline/rolling-restart-key"], at("rollingRestartKey")],
    [["spec", "template", "metadata", "annotations", "trueline/configuration-hash"], type.at("configuration")],
    ...["affinity", "topologySpreadConstraints", "nodeSelector", "tolerations"].map(
      (field) => [["spec", "template", "spec", field], type.at("constraints", field)] as const,
    ),
    ...pod.origins.map(([path, from]) => [["spec", "template", "spec", ...path], from] as const),
  ]);
}

/**
 * The claim, with `apiVersion`, `kind` and the fields that the API server would add: where these are missing, Argo CD
 * with server-side apply sees a difference for ever. No labels: the template can't be changed once it exists.
 */
function volumeClaimTemplate({ storage }: NodeType, sourceBackup?: string): unknown {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: {
      accessModes: storage.accessModes ?? ["ReadWriteOnce"],
      resources: { requests: { storage: storage.size } },
      ...(storage.storageClassName === undefined ? {} : { storageClassName: storage.storageClassName }),
      volumeMode: "Filesystem",
      ...(sourceBackup === undefined
        ? {}
        : { dataSource: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: sourceBackup } }),
    },
  };
}

/** Adds what the generated types drop: fields that a person wrote as they stand in Kubernetes, and the claim's own kind. */
function withRawFields(
  object: KubeObject,
  podFields: Readonly<Record<string, unknown>>,
  rawVolumes: readonly { readonly name: string }[],
  claim: unknown,
): KubeObject {
  const spec = object["spec"] as { template: { spec: { volumes?: readonly { readonly name: string }[] } } };
  const pod = spec.template.spec;
  const volumes = (pod.volumes ?? []).map((volume) => rawVolumes.find(({ name }) => name === volume.name) ?? volume);
  return {
    ...object,
    spec: { ...spec, template: { ...spec.template, spec: { ...pod, volumes, ...podFields } }, volumeClaimTemplates: [claim] },
  };
}
