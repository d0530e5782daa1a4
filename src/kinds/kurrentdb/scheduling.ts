import type { NodeType } from "./layout.ts";

/**
 * Where pods may run: the spec's `constraints`, as they stand in a pod spec, which replace the defaults one by one.
 * By default pods of a type keep to different nodes and zones where they can.
 */
export function scheduling(type: NodeType): Readonly<Record<string, unknown>> {
  const { nodeSelector, affinity, tolerations, topologySpreadConstraints } = type.constraints;
  const labelSelector = { matchLabels: { ...type.selector } };
  return {
    affinity: affinity ?? {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector } },
        ],
      },
    },
    topologySpreadConstraints: topologySpreadConstraints ?? [
      { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector },
    ],
    ...(nodeSelector === undefined ? {} : { nodeSelector }),
    ...(tolerations === undefined ? {} : { tolerations }),
  };
}
