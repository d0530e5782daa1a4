import type { Construct } from "constructs";
import type { WorkloadContext } from "../kind.ts";
import { addConfiguration } from "./configuration.ts";
import { addDisruptionBudget } from "./disruption-budget.ts";
import { addNodeDns } from "./dns.ts";
import { layoutOf, type NamedKurrentDB } from "./layout.ts";
import { addNetworkPolicy } from "./network-policy.ts";
import { addServices } from "./network-services.ts";
import { addNodeCertificate } from "./node-certificate.ts";
import { addOperatorObjects } from "./operator/objects.ts";
import { addReloadKey } from "./reload.ts";
import { addServiceAccount } from "./service-account.ts";
import { addStatefulSet } from "./stateful-set.ts";

/** Adds all objects of a checked workload below `scope`: those of its own, without namespace and authority. */
export function addWorkloadObjects(
  scope: Construct,
  spec: NamedKurrentDB,
  context: Pick<WorkloadContext, "cluster" | "authorities" | "clients">,
): void {
  const layout = layoutOf(spec, context);
  if (spec.backend === "operator") {
    addOperatorObjects(scope, layout);
    return;
  }
  addServiceAccount(scope, layout);
  addNodeDns(scope, layout);
  addReloadKey(scope, layout);
  addNetworkPolicy(scope, layout, context);
  for (const type of layout.nodeTypes) {
    addConfiguration(scope, layout, type);
    addServices(scope, layout, type);
    addNodeCertificate(scope, layout, type);
    addStatefulSet(scope, layout, type);
    addDisruptionBudget(scope, layout, type);
  }
}
