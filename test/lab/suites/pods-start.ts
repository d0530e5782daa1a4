import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "../control-plane.ts";
import type { DistObject } from "../dist.ts";
import { environmentOf } from "../kubelet/environment.ts";
import { layOutVolume, VolumeNotReady } from "../kubelet/volumes.ts";
import type { Held } from "./held.ts";
import { identity } from "./identity.ts";

/** The pods of StatefulSets: what a kubelet would wait for before it starts their containers. */
export async function podsStart(plane: ControlPlane, objects: readonly DistObject[], folder: string): Promise<Held> {
  const sets = new Set(objects.filter((each) => each.object.kind === "StatefulSet").map((each) => identity(each.object)));
  const pods = (await plane.client.list("/api/v1/pods")).filter((pod) =>
    pod.metadata.ownerReferences?.some((owner) => sets.has(`${owner.kind} ${pod.metadata.namespace}/${owner.name}`)),
  );
  const replicas = objects.reduce(
    (sum, { object }) => sum + Number(object.kind === "StatefulSet" ? ((object["spec"] as { replicas?: number }).replicas ?? 1) : 0),
    0,
  );
  const problems = Array.from({ length: Math.max(0, replicas - pods.length) }, () => "a pod that no controller made");
  for (const pod of pods) {
    try {
      const at = join(folder, pod.metadata.uid ?? pod.metadata.name);
      mkdirSync(at, { recursive: true });
      for (const volume of pod["spec"].volumes ?? []) await layOutVolume(plane.client, pod, volume, join(at, volume.name));
      for (const container of [...(pod["spec"].initContainers ?? []), ...pod["spec"].containers])
        await environmentOf(plane.client, pod, container);
    } catch (error) {
      if (!(error instanceof VolumeNotReady)) throw error;
      problems.push(`pod ${pod.metadata.namespace}/${pod.metadata.name}: ${error.message}`);
    }
  }
  return { of: Math.max(replicas, pods.length), problems };
}
