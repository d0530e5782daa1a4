import { NODE_NAME } from "../control-plane.ts";
import type { LiveObject } from "../kube-client.ts";
import type { KubeletContext } from "./context.ts";
import type { JobRun } from "./job.ts";
import { runJobPod } from "./job.ts";
import type { LabPod } from "./pod.ts";
import { startPod } from "./pod.ts";
import { VolumeNotReady } from "./volumes.ts";

/** What the lab does in place of scheduler and kubelet, until it is stopped. */
export interface Kubelet {
  /** All runs of Jobs' pods so far, in order. */
  readonly runs: readonly JobRun[];
  /** All pods that are no Job's, by `NAMESPACE/NAME`. */
  readonly pods: ReadonlyMap<string, LabPod>;
  /** What a pod of a Job waits for, by its name. */
  readonly waiting: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

/** The first host number of pods: those below are for the cluster's own. */
const FIRST_POD = 10;

/**
 * Binds every pod to the fake node, in place of a scheduler, and runs it: pods of Jobs to their end, all others until they are
 * gone. `fail` takes what is the lab's own fault.
 */
export function startKubelet(context: KubeletContext, fail: (error: Error) => void): Kubelet {
  const { plane, network } = context;
  const runs: JobRun[] = [];
  const waiting = new Map<string, string>();
  const jobs = new Map<string, Promise<void>>();
  const pods = new Map<string, LabPod>();
  let stopped = false;
  let addresses = 0;
  const nextAddress = (): string => {
    const host = FIRST_POD + addresses;
    addresses += 1;
    return `${network.addresses.pods}.${Math.floor(host / 250)}.${host % 250}`;
  };

  const tryJob = async (pod: LiveObject): Promise<void> => {
    try {
      await runJobPod(context, pod, (run) => runs.push(run));
      waiting.delete(pod.metadata.name);
    } catch (error) {
      if (!(error instanceof VolumeNotReady)) throw error;
      waiting.set(pod.metadata.name, error.message);
    }
  };

  const bind = async ({ metadata: { namespace, name } }: LiveObject): Promise<void> => {
    await plane.client.send("POST", `/api/v1/namespaces/${namespace}/pods/${name}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name },
      target: { apiVersion: "v1", kind: "Node", name: NODE_NAME },
    });
  };

  const look = async (): Promise<void> => {
    const live = await plane.client.list("/api/v1/pods");
    for (const [key, running] of pods) {
      if (live.some((pod) => pod.metadata.uid === running.uid && pod.metadata.deletionTimestamp === undefined)) continue;
      pods.delete(key);
      await running.stop();
    }
    for (const pod of live) {
      const { name, namespace, uid = name, deletionTimestamp } = pod.metadata;
      const key = `${namespace}/${name}`;
      if (deletionTimestamp !== undefined) continue;
      if (pod["spec"].nodeName === undefined) await bind(pod);
      else if (!isOfJob(pod)) {
        if (!pods.has(key))
          pods.set(
            key,
            startPod(context, pod, nextAddress, (error) => (stopped ? undefined : fail(error))),
          );
      } else if (pod["status"].phase === "Pending" && !jobs.has(uid)) {
        jobs.set(
          uid,
          tryJob(pod)
            .catch((error: unknown) => (stopped ? undefined : fail(error as Error)))
            .finally(() => setTimeout(() => jobs.delete(uid), 500)),
        );
      }
    }
  };
  const loop = (async () => {
    while (!stopped) {
      await look().catch((error: unknown) => (stopped ? undefined : fail(error as Error)));
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await Promise.all(jobs.values());
    await Promise.all([...pods.values()].map((pod) => pod.stop()));
  })();
  return {
    runs,
    pods,
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
