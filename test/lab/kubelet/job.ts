import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { LiveObject } from "../kube-client.ts";
import { startContainer } from "./container.ts";
import type { KubeletContext } from "./context.ts";
import { environmentOf } from "./environment.ts";
import { repositoryOf } from "./images.ts";
import { layOutVolume, VolumeNotReady } from "./volumes.ts";

/** One try to run a container of a Job. */
export interface JobRun {
  readonly pod: string;
  readonly job: string;
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs all containers of a Job's pod, one after the other, and writes that it succeeded. Throws VolumeNotReady while something
 * that it needs is missing, or when a container fails: a Job tries again. `ran` takes each run.
 */
export async function runJobPod(context: KubeletContext, pod: LiveObject, ran: (run: JobRun) => void): Promise<void> {
  const { plane } = context;
  const { namespace, name, uid = name, ownerReferences } = pod.metadata;
  const at = join(context.folder, uid);
  rmSync(at, { recursive: true, force: true });
  if ((pod["spec"].initContainers ?? []).length > 0) throw new Error(`the lab does not run init containers of Jobs: ${name}`);
  const volumes = new Map<string, string>();
  for (const volume of pod["spec"].volumes ?? []) {
    const folder = join(at, "volumes", volume.name);
    await layOutVolume(plane.client, pod, volume, folder);
    volumes.set(volume.name, folder);
  }
  const statuses: unknown[] = [];
  for (const container of pod["spec"].containers) {
    const image = context.images.get(repositoryOf(container.image));
    if (image === undefined) throw new Error(`the lab has no program for image ${container.image} of pod ${name}`);
    const variables = {
      // In a cluster this is the address of Service `kubernetes`; here it is the server's own.
      KUBERNETES_SERVICE_HOST: plane.address,
      KUBERNETES_SERVICE_PORT: String(plane.port),
      ...(await environmentOf(plane.client, pod, container)),
    };
    const folder = join(at, "containers", container.name);
    mkdirSync(folder, { recursive: true });
    const { exitCode, output } = await startContainer({ pod, container, image, variables, volumes, folder, files: new Map() }).ended;
    ran({ pod: name, job: ownerReferences?.[0]?.name ?? "", exitCode, output });
    if (exitCode !== 0) throw new VolumeNotReady(`container ${container.name} ended with ${exitCode}: ${output.trim().split("\n").at(-1)}`);
    const terminated = { exitCode, reason: "Completed", startedAt: now(), finishedAt: now() };
    statuses.push({ name: container.name, image: container.image, imageID: "", ready: false, restartCount: 0, state: { terminated } });
  }
  const conditions = ["Initialized", "Ready", "ContainersReady"].map((type) => ({
    type,
    status: type === "Initialized" ? "True" : "False",
    reason: "PodCompleted",
    lastTransitionTime: now(),
  }));
  const status = { phase: "Succeeded", startTime: now(), conditions, containerStatuses: statuses };
  await plane.client.send("PATCH", `/api/v1/namespaces/${namespace}/pods/${name}/status`, { status }, "application/merge-patch+json");
}

function now(): string {
  return new Date().toISOString();
}
