import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "../control-plane.ts";
import { NODE_NAME } from "../control-plane.ts";
import type { LiveObject } from "../kube-client.ts";
import type { Image } from "./container.ts";
import { runContainer } from "./container.ts";
import { layOutVolume, VolumeNotReady } from "./volumes.ts";

/** One try to run a pod of a Job. */
export interface JobRun {
  readonly pod: string;
  readonly job: string;
  readonly exitCode: number;
  readonly output: string;
}

/** What the lab does in place of scheduler and kubelet, until it is stopped. */
export interface Kubelet {
  /** All runs of Jobs' pods so far, in order. */
  readonly runs: readonly JobRun[];
  /** What each pod of a Job waits for, by its name. */
  readonly waiting: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** Which of the lab's programs stands for an image, by the image's repository. */
export type Images = ReadonlyMap<string, Image>;

const repositoryOf = (image: string): string => image.replace(/@.*$/, "").replace(/:[^/:]+$/, "");

/**
 * Binds every pod to the fake node, in place of a scheduler, and runs the pods of Jobs for real. All other pods are kwok's:
 * it calls them ready without running anything. `fail` takes what is the lab's own fault.
 */
export function startKubelet(plane: ControlPlane, images: Images, folder: string, fail: (error: Error) => void): Kubelet {
  const runs: JobRun[] = [];
  const waiting = new Map<string, string>();
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  const tryPod = async (pod: LiveObject): Promise<void> => {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
    const at = join(folder, pod.metadata.uid ?? pod.metadata.name);
    rmSync(at, { recursive: true, force: true });
    const volumes = new Map<string, string>();
    const statuses: unknown[] = [];
    try {
      if ((pod["spec"].initContainers ?? []).length > 0)
        throw new Error(`the lab does not run init containers of Jobs yet: ${pod.metadata.name}`);
      for (const volume of pod["spec"].volumes ?? []) {
        const volumeFolder = join(at, "volumes", volume.name);
        await layOutVolume(plane.client, pod, volume, volumeFolder);
        volumes.set(volume.name, volumeFolder);
      }
      for (const container of pod["spec"].containers) {
        const image = images.get(repositoryOf(container.image));
        if (image === undefined) throw new Error(`the lab has no program for image ${container.image} of pod ${pod.metadata.name}`);
        const own = join(at, "containers", container.name);
        mkdirSync(own, { recursive: true });
        const { exitCode, output } = await runContainer(plane.client, pod, container, image, volumes, own, plane);
        runs.push({ pod: pod.metadata.name, job: pod.metadata.ownerReferences?.[0]?.name ?? "", exitCode, output });
        if (exitCode !== 0)
          throw new VolumeNotReady(`container ${container.name} ended with ${exitCode}: ${output.trim().split("\n").at(-1)}`);
        const terminated = { exitCode, reason: "Completed", startedAt: now(), finishedAt: now() };
        statuses.push({ name: container.name, image: container.image, imageID: "", ready: false, restartCount: 0, state: { terminated } });
      }
    } catch (error) {
      if (!(error instanceof VolumeNotReady)) throw error;
      waiting.set(pod.metadata.name, error.message);
      return;
    }
    waiting.delete(pod.metadata.name);
    const conditions = ["Initialized", "Ready", "ContainersReady"].map((type) => ({
      type,
      status: type === "Initialized" ? "True" : "False",
      reason: "PodCompleted",
      lastTransitionTime: now(),
    }));
    const status = { phase: "Succeeded", startTime: now(), conditions, containerStatuses: statuses };
    await plane.client.send("PATCH", `${path}/status`, { status }, "application/merge-patch+json");
  };

  const look = async (): Promise<void> => {
    for (const pod of await plane.client.list("/api/v1/pods")) {
      const { name, namespace, uid = name, deletionTimestamp } = pod.metadata;
      if (pod["spec"].nodeName === undefined) {
        const target = { apiVersion: "v1", kind: "Node", name: NODE_NAME };
        await plane.client.send("POST", `/api/v1/namespaces/${namespace}/pods/${name}/binding`, {
          apiVersion: "v1",
          kind: "Binding",
          metadata: { name },
          target,
        });
      } else if (isOfJob(pod) && pod["status"].phase === "Pending" && deletionTimestamp === undefined && !running.has(uid)) {
        running.set(
          uid,
          tryPod(pod)
            .catch((error: unknown) => (stopped ? undefined : fail(error as Error)))
            .finally(() => setTimeout(() => running.delete(uid), 500)),
        );
      }
    }
  };
  const loop = (async () => {
    while (!stopped) {
      await look().catch((error: unknown) => (stopped ? undefined : fail(error as Error)));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await Promise.all(running.values());
  })();
  return {
    runs,
    waiting,
    stop: () => {
      stopped = true;
      return loop;
    },
  };
}

function isOfJob(pod: LiveObject): boolean {
  return pod.metadata.ownerReferences?.some((each) => each.kind === "Job") ?? false;
}

function now(): string {
  return new Date().toISOString();
}
