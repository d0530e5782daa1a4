import type { Construct } from "constructs";
import { addBackups } from "./backups.ts";
import { addConfiguration } from "./configuration.ts";
import { addDisruptionBudget } from "./disruption-budget.ts";
import { addNodeDns } from "./dns.ts";
import { addEdge } from "./edge-objects.ts";
import { addExtraMetadata } from "./extra-metadata.ts";
import { type LayoutContext, layoutOf, type NamedKurrentDB } from "./layout.ts";
import { addMonitoring, addMonitoringRoots } from "./monitoring.ts";
import { addNetworkPolicy } from "./network-policy.ts";
import { addServices } from "./network-services.ts";
import { addNodeCertificate } from "./node-certificate.ts";
import { addOperatorObjects } from "./operator/objects.ts";
import { addReloadKey } from "./reload.ts";
import { addServiceAccount } from "./service-account.ts";
import { addStatefulSet } from "./stateful-set.ts";

/** Adds all objects of a checked workload below `scope`: those of its own, without namespace and authority. */
export function addWorkloadObjects(scope: Construct, spec: NamedKurrentDB, context: LayoutContext): void {
  const layout = layoutOf(spec, context);
  if (spec.backend === "operator") {
    addOperatorObjects(scope, layout, context.around);
    return;
  }
  addServiceAccount(scope, layout);
  addNodeDns(scope, layout);
  addReloadKey(scope, layout);
  addEdge(scope, layout);
  addNetworkPolicy(scope, layout, context.around);
  addBackups(scope, layout);
  addMonitoringRoots(scope, layout);
  for (const type of layout.nodeTypes) {
    addConfiguration(scope, layout, type);
    addServices(scope, layout, type, context.around);
    addNodeCertificate(scope, layout, type);
    addStatefulSet(scope, layout, type);
    addDisruptionBudget(scope, layout, type);
    addMonitoring(scope, layout, type);
  }
  addExtraMetadata(scope, layout);
}
