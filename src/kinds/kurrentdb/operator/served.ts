import type { ServedCertificate } from "../../../parts/alerts/served.ts";
import type { Layout } from "../layout.ts";
import { nodeCertificateName } from "../node-certificate.ts";
import { clientName, nameFrom } from "../node-names.ts";
import { operatorAtLeast } from "./operator.ts";

/**
 * Until a changed Secret is in all pods (two syncs of a kubelet of a minute) and the operator, which waits ten seconds for that, has
 * had them reloaded. Source: the vendor's page on managing certificates.
 */
const UPTAKE_SECONDS = 180;

/** The one certificate that nodes of all types present to clients. */
export function servedByOperator(layout: Layout): ServedCertificate {
  const { spec, cluster, nodeTypes, quorum } = layout;
  const namespace = spec.namespace.name;
  const keys = operatorAtLeast(cluster, "1.5");
  return {
    certificate: nodeCertificateName(quorum),
    namespace,
    targets: nodeTypes.flatMap((type) =>
      type.pods.map((pod) => ({
        host: clientName(layout, type, pod),
        port: spec.network.nodePort,
        from: nameFrom(layout, "clientTrafficStrategy"),
      })),
    ),
    uptake: UPTAKE_SECONDS,
    reload: [
      `kubectl -n ${namespace} get kurrentdb ${spec.name} -o jsonpath='{.status.state} {.status.error}'`,
      ...(keys
        ? [
            `Change configReloadKey of workload ${spec.name} in the spec, run npx trueline synth, and merge: the operator has all nodes reload.`,
            "If that does not help, change rollingRestartKey: nodes restart one by one.",
          ]
        : [`At once, one node at a time, each ready again before the next: kubectl -n ${namespace} delete pod ${spec.name}-N`]),
    ],
  };
}
