import { reloaderAnnotation } from "../../programs/reload/reloader.ts";
import type { ObjectId } from "../../terms/kube-object.ts";
import type { Place } from "../../terms/place.ts";
import type { Check } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/** TL4422: Reloader that writes into containers; once for each cluster, at the first workload that it restarts. */
export const reloaderStrategy: Check = ({ environment, pods }) => {
  const strategies = new Map(
    environment.flatMap(({ clusters }) =>
      Object.entries(clusters).map(([name, { platform }]) => [name, platform.reloader?.strategy] as const),
    ),
  );
  const byCluster = new Map<string, Map<ObjectId, Place>>();
  for (const pod of pods) {
    const annotation = strategies.get(pod.cluster) === "env-vars" ? reloaderAnnotation(pod) : undefined;
    if (!annotation) continue;
    const annotated = byCluster.get(pod.cluster) ?? new Map<ObjectId, Place>();
    byCluster.set(pod.cluster, annotated.set(annotation.object, annotation));
  }
  return [...byCluster.values()].flatMap((annotated) => {
    const [first, ...others] = annotated.values();
    return first ? [finding("TL4422", first, {}, others)] : [];
  });
};
