import type { ServedCertificate } from "../../parts/alerts/served.ts";
import type { WorkloadContext } from "../kind.ts";
import type { Edge } from "./edge.ts";
import { edgeCertificateName } from "./edge-objects.ts";
import { type Layout, layoutOf, type NamedKurrentDB, type NodeType } from "./layout.ts";
import { nodeCertificateName } from "./node-certificate.ts";
import { clientName, clientPort, nameFrom } from "./node-names.ts";
import { servedByOperator } from "./operator/served.ts";
import { RELOAD_SECONDS } from "./reload.ts";

/** What a kubelet takes to bring a changed Secret into a pod: two of its syncs of a minute (limits.md states it). */
const KUBELET_SECONDS = 120;

/** What a restart of up to five nodes one by one may take before somebody has to look. */
const ROLLOUT_SECONDS = 1800;

/** The certificates that nodes present to clients, under the names that they advertise to them. */
export function servedCertificates(spec: NamedKurrentDB, context: WorkloadContext): readonly ServedCertificate[] {
  const layout = layoutOf(spec, context);
  if (!layout.authority) return [];
  if (spec.backend === "operator") return [servedByOperator(layout)];
  const namespace = spec.namespace.name;
  if (layout.edge && !layout.edge.passthrough) return [servedByEdge(layout, layout.edge)];
  return layout.nodeTypes.map((type) => ({
    certificate: nodeCertificateName(type),
    namespace,
    targets: type.pods.map((pod) => ({
      host: clientName(layout, type, pod),
      port: clientPort(layout),
      from: nameFrom(layout, "clientTrafficStrategy"),
    })),
    ...uptakeOf(spec.security.reload),
    reload: [
      `kubectl -n ${namespace} get pods -l app.kubernetes.io/part-of=${spec.name},app.kubernetes.io/component=${type.component}`,
      ...(spec.security.reload === "sidecar" ? [`kubectl -n ${namespace} logs ${type.name}-0 -c reload --tail=20`] : []),
      `Change rollingRestartKey of workload ${spec.name} in the spec, run npx trueline synth, and merge: nodes restart one by one.`,
      `At once, one node at a time, each ready again before the next: kubectl -n ${namespace} delete pod ${podOfInstance(layout, type)}`,
    ],
  }));
}

/** Controllers watch Secrets: seconds, and a minute to be sure. */
const WATCH_SECONDS = 60;

/** What a proxy presents for all nodes. */
function servedByEdge(layout: Layout, edge: Edge): ServedCertificate {
  const namespace = layout.spec.namespace.name;
  const objects = edge.kind === "gateway" ? `gateway ${layout.spec.name}` : `ingress -l app.kubernetes.io/part-of=${layout.spec.name}`;
  return {
    certificate: edgeCertificateName(layout),
    namespace,
    targets: layout.nodeTypes.flatMap((type) =>
      type.pods.map((pod) => ({ host: clientName(layout, type, pod), port: edge.port, from: nameFrom(layout, "clientTrafficStrategy") })),
    ),
    uptake: WATCH_SECONDS,
    reload: [`kubectl -n ${namespace} describe ${objects}`, `kubectl -n ${namespace} describe certificate ${edgeCertificateName(layout)}`],
  };
}

/** Undefined where a person restarts the nodes: nobody knows when. */
function uptakeOf(reload: NamedKurrentDB["security"]["reload"]): Pick<ServedCertificate, "uptake"> {
  if (reload === "sidecar") return { uptake: KUBELET_SECONDS + RELOAD_SECONDS };
  // Reloader sees the change itself.
  return reload === "reloader" ? { uptake: ROLLOUT_SECONDS } : {};
}

/** The pod behind `$labels.instance`: the first label of its name, with most templates of FQDNs. */
function podOfInstance(layout: Layout, type: NodeType): string {
  const isFirst = type.pods.every((pod) => clientName(layout, type, pod).startsWith(`${pod}.`));
  return isFirst ? '{{ reReplaceAll "[.].*" "" $labels.instance }}' : `${type.name}-N`;
}
