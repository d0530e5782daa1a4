import type { Construct } from "constructs";
import { backupSchedule } from "../../../parts/crds/kurrentdb-operator.ts";
import { emit } from "../../../parts/emit.ts";
import { labels } from "../../../parts/labels.ts";
import type { Surroundings } from "../../kind.ts";
import { addEdge } from "../edge-objects.ts";
import { KURRENTDB, type Layout } from "../layout.ts";
import { addPeeringLoadBalancers } from "../network-services.ts";
import { addNodeCertificate } from "../node-certificate.ts";
import { addResource } from "./resource.ts";

/**
 * Adds what the vendor's operator takes and does not make itself: the KurrentDB resource, the Certificate behind it, the
 * schedule of backups, and load balancers inside of a peering. StatefulSets, Services,
 * ConfigMaps, PodDisruptionBudgets and the SplitDNS sidecar are the operator's.
 */
export function addOperatorObjects(scope: Construct, layout: Layout, around: Surroundings | undefined): void {
  addResource(scope, layout);
  // The resource names one Secret, which nodes of all types present.
  addNodeCertificate(scope, layout, layout.quorum, layout.nodeTypes);
  addBackupSchedule(scope, layout);
  for (const type of layout.nodeTypes) addPeeringLoadBalancers(scope, layout, type, around);
  addEdge(scope, layout);
}

/** The KurrentDBBackupSchedule, named like the workload. */
function addBackupSchedule(scope: Construct, { spec, at }: Layout): void {
  if (!spec.backups) return;
  const { volumeSnapshotClassName, ttl, schedule, timeZone, keep, suspend } = spec.backups;
  const template = {
    clusterName: spec.name,
    ...(volumeSnapshotClassName === undefined ? {} : { volumeSnapshotClassName }),
    ...(ttl === undefined ? {} : { ttl }),
  };
  const metadata = { name: spec.name, namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "backup") };
  const object = backupSchedule(metadata, { schedule, timeZone, keep, suspend, template: { spec: template } });
  emit(scope, object, at("backups"), [
    ...["schedule", "timeZone", "keep", "suspend"].map((field) => [["spec", field], at("backups", field)] as const),
    ...["volumeSnapshotClassName", "ttl"].map((field) => [["spec", "template", "spec", field], at("backups", field)] as const),
  ]);
}
