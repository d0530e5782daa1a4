import type { Construct } from "constructs";
import { addExternalName } from "../../parts/external-name.ts";
import { labels } from "../../parts/labels.ts";
import type { Cluster } from "../../spec/topology.ts";
import type { WorkloadContext } from "../kind.ts";
import { carriedName, farCallers } from "./far-names.ts";
import { KURRENTDB, layoutOf, type NamedKurrentDB } from "./layout.ts";

/** In such a cluster an ExternalName Service per pod, called like the pod's own headless Service at home. */
export function addFarNames(scope: Construct, spec: NamedKurrentDB, context: WorkloadContext, cluster: Cluster): void {
  const layout = layoutOf(spec, context);
  const callers = farCallers(layout, context.around).filter((each) => each.cluster === cluster.name);
  const strategy = callers.find((each) => spec.network[each.strategy] === "ServiceName")?.strategy ?? "internodeTrafficStrategy";
  for (const type of layout.nodeTypes) {
    for (const pod of type.pods) {
      const carried = carriedName(layout, cluster.name, type, pod);
      if (!carried) continue;
      addExternalName(scope, {
        name: pod,
        namespace: spec.namespace.name,
        labels: labels(KURRENTDB, spec.name, type.component),
        externalName: carried.name,
        from: layout.at("network", strategy),
        targetFrom: carried.from,
      });
    }
  }
}
