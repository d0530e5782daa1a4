import { place } from "../terms/place.ts";
import { at, type Data, isRecord, list, record, text, textRecord, whole } from "./data.ts";
import { atLeast, type Facts } from "./facts.ts";
import type { Address } from "./network.ts";
import type { Indexed, ObjectIndex } from "./object-index.ts";
import type { Pod } from "./program.ts";
import type { Labels } from "./selectors.ts";

/** A pod with what the contract leaves out. */
export interface MadePod {
  readonly pod: Pod;
  readonly annotations: Labels;
  /** Whether it runs to its end: pods of Jobs. No Service sends to such a pod for long. */
  readonly transient: boolean;
  /** Whether it is the first one that its object makes: all others refer to the same things. */
  readonly first: boolean;
  /** Names of volumes that its controller adds from volumeClaimTemplates. */
  readonly claims: readonly string[];
}

/** More pods than this from one object are not told apart. */
const MOST_PODS = 1000;

/** How controllers make pods: the kinds of Kubernetes that have a pod template, and where it stands. */
const CONTROLLERS: readonly {
  readonly group: string;
  readonly kind: string;
  readonly template: readonly string[];
  readonly transient?: true;
}[] = [
  { group: "apps", kind: "StatefulSet", template: ["spec", "template"] },
  { group: "apps", kind: "Deployment", template: ["spec", "template"] },
  { group: "apps", kind: "ReplicaSet", template: ["spec", "template"] },
  { group: "apps", kind: "DaemonSet", template: ["spec", "template"] },
  { group: "", kind: "ReplicationController", template: ["spec", "template"] },
  { group: "batch", kind: "Job", template: ["spec", "template"], transient: true },
  { group: "batch", kind: "CronJob", template: ["spec", "jobTemplate", "spec", "template"], transient: true },
  { group: "", kind: "Pod", template: [] },
];

/** The address of a pod. */
export function podAddress(cluster: string, namespace: string, name: string): Address {
  return `pod:${cluster}/${namespace}/${name}` as Address;
}

/**
 * The pods that controllers make of the objects. A StatefulSet's are named as Kubernetes names them; those of a
 * Deployment and the like are symbolic, one for each replica. Source: Kubernetes documentation, Workloads.
 */
export function makePods(index: ObjectIndex, facts: Facts): readonly MadePod[] {
  return CONTROLLERS.flatMap(({ group, kind, template, transient }) =>
    index.ofKind(group, kind).flatMap((controller) => {
      const from = at(controller.object, ...template);
      return isRecord(from) ? podsOf(controller, from, template, transient ?? false, facts, index) : [];
    }),
  );
}

function podsOf(
  controller: Indexed,
  template: Data,
  templatePath: readonly string[],
  transient: boolean,
  facts: Facts,
  index: ObjectIndex,
): readonly MadePod[] {
  const { cluster, namespace, object, kind, name } = controller;
  const spec = record(template["spec"]);
  const labels = textRecord(at(template, "metadata", "labels"));
  const annotations = textRecord(at(template, "metadata", "annotations"));
  const reloader = facts.hasReloader(cluster);
  const claims =
    kind === "StatefulSet"
      ? list(at(object, "spec", "volumeClaimTemplates")).flatMap((each) => text(at(each, "metadata", "name")) ?? [])
      : [];
  const make = (
    podName: string,
    own: { labels: Labels; hostname: string | undefined; subdomain: string | undefined },
    first: boolean,
  ): MadePod => ({
    pod: {
      kind: "pod",
      cluster,
      namespace,
      name: podName,
      labels: own.labels,
      address: podAddress(cluster, namespace, podName),
      ...(own.hostname !== undefined ? { hostname: own.hostname } : {}),
      ...(own.subdomain !== undefined ? { subdomain: own.subdomain } : {}),
      place: place(controller.id, ...templatePath, "spec"),
      spec,
      controller: { kind, name, annotations: textRecord(at(object, "metadata", "annotations")), templateAnnotations: annotations },
      reloader,
      ...(index.derived.has(controller.id) ? { operated: true } : {}),
    },
    annotations,
    transient,
    first,
    claims,
  });
  const written = { labels, hostname: text(spec["hostname"]), subdomain: text(spec["subdomain"]) };
  if (kind === "Pod") return [make(name, written, true)];
  if (at(object, "spec", "suspend") === true && transient) return [];
  const replicas = transient || kind === "DaemonSet" ? 1 : Math.min(Math.max(whole(at(object, "spec", "replicas")) ?? 1, 0), MOST_PODS);
  if (kind !== "StatefulSet") return Array.from({ length: replicas }, (_, i) => make(`${name}-${i}`, written, i === 0));
  const start = whole(at(object, "spec", "ordinals", "start")) ?? 0;
  const indexLabel = atLeast(facts.of(cluster)?.platform.kubernetes ?? "1.28", 1, 28);
  return Array.from({ length: replicas }, (_, i) => {
    const podName = `${name}-${start + i}`;
    const own: Labels = {
      ...labels,
      "statefulset.kubernetes.io/pod-name": podName,
      ...(indexLabel ? { "apps.kubernetes.io/pod-index": String(start + i) } : {}),
    };
    return make(podName, { labels: own, hostname: podName, subdomain: text(at(object, "spec", "serviceName")) }, i === 0);
  });
}
