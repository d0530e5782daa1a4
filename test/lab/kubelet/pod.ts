import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LiveObject } from "../kube-client.ts";
import { inNamespaceLine, runScript } from "../network/run.ts";
import type { RunningContainer } from "./container.ts";
import { startContainer } from "./container.ts";
import type { KubeletContext } from "./context.ts";
import { environmentOf } from "./environment.ts";
import type { Image } from "./images.ts";
import { repositoryOf } from "./images.ts";
import { tryProbe } from "./probe.ts";
import { hostsOf, resolvConfOf } from "./resolv-conf.ts";
import type { SharedProcesses } from "./sandbox.ts";
import { shareProcesses } from "./sandbox.ts";
import { serviceVariables } from "./service-variables.ts";
import { layOutVolume, VolumeNotReady } from "./volumes.ts";

/** One container of a pod, over all its starts. */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** Whether it runs its image's own program, and not another command of that image. */
  readonly isOwnProgram: boolean;
  /** How often it was started. */
  starts: number;
  /** All that it wrote since its last start. */
  output(): string;
  /** The root folder of its last start. */
  readonly root: string | undefined;
  /** Why it is not started: the kubelet waits for something, or it ended by itself. */
  waiting: string | undefined;
}

/** A pod that the lab runs. */
export interface LabPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Its address and network namespace, once it has a sandbox. */
  address: string | undefined;
  network: string | undefined;
  /** What it waits for before any container starts. */
  waiting: string | undefined;
  ready: boolean;
  /** Whether its kubelet is held up: it goes on, but brings no change of a Secret or ConfigMap. */
  lags: boolean;
  readonly containers: readonly PodContainer[];
  /** Ends all of it. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks at what changes. */
const PERIOD_MS = 300;
/** Milliseconds between two looks at the Secrets and ConfigMaps that are mounted: a kubelet takes about a minute. */
const SYNC_MS = 1500;
/** Milliseconds until a container that ended is started again: a kubelet begins with ten seconds. */
const BACK_OFF_MS = 1000;
/** Milliseconds that a container has to run before it counts as running again. */
const UP_MS = 1500;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs one pod as a kubelet does, until it is stopped: waits for its volumes, gives it a network namespace with `address`,
 * starts init containers and sidecars in their order and then the others, starts again what ends, follows changes of Secrets and
 * ConfigMaps, and writes its status from what its readiness probes say. Containers whose image the lab has no program for count
 * as running. `fail` takes what is the lab's own fault.
 */
export function startPod(context: KubeletContext, pod: LiveObject, address: () => string, fail: (error: Error) => void): LabPod {
  const { plane, network } = context;
  const { namespace = "default", name, uid = name } = pod.metadata;
  const folder = join(context.folder, `${name}-${uid}`);
  const volumes = new Map<string, string>();
  // biome-ignore lint/suspicious/noExplicitAny: containers as they stand in a pod
  const all: readonly any[] = [...(pod["spec"].initContainers ?? []), ...pod["spec"].containers];
  const containers = all.map((each) => newContainer(each, context.images.get(repositoryOf(each.image))));
  const running = new Map<string, RunningContainer>();
  let processes: SharedProcesses | undefined;
  let stopped = false;
  const made: LabPod = {
    namespace,
    name,
    uid,
    address: undefined,
    network: undefined,
    waiting: undefined,
    ready: false,
    lags: false,
    containers,
    stop: async () => {
      stopped = true;
      for (const each of running.values()) each.kill();
      processes?.end();
      await work;
      if (made.network !== undefined) network.remove(made.network);
    },
  };

  const layOutAll = async (): Promise<void> => {
    for (const volume of pod["spec"].volumes ?? []) {
      const at = join(folder, "volumes", volume.name);
      await layOutVolume(plane.client, pod, volume, at);
      volumes.set(volume.name, at);
    }
  };

  // biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
  const startOnce = async (container: any, image: Image, own: PodContainer): Promise<RunningContainer> => {
    const variables = {
      ...(await serviceVariables(plane.client, pod)),
      ...(await environmentOf(plane.client, withAddress(pod, made.address), container)),
    };
    const at = join(folder, "containers", container.name, String(own.starts));
    mkdirSync(at, { recursive: true });
    const files = new Map([
      ["/etc/resolv.conf", resolvConfOf(pod, context.names)],
      ["/etc/hosts", hostsOf(pod, made.address ?? "", context.names)],
      ["/etc/hostname", `${name}\n`],
      ["/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"],
      ["/etc/ssl/certs/ca-certificates.crt", await context.systemRoots()],
    ]);
    const started = startContainer({
      pod,
      container,
      image,
      variables,
      volumes,
      folder: at,
      files,
      network: made.network ?? "",
      ...(processes === undefined ? {} : { processes: processes.file }),
    });
    own.starts += 1;
    running.set(container.name, started);
    lastStarts.set(own, started);
    return started;
  };

  // biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
  const keep = async (container: any, image: Image, own: PodContainer, toItsEnd: boolean): Promise<void> => {
    while (!stopped) {
      try {
        const started = await startOnce(container, image, own);
        // Until it has run for a while it may be about to end as before.
        const up = setInterval(() => {
          if (started.hasRun(UP_MS)) own.waiting = undefined;
        }, PERIOD_MS);
        const { exitCode, output } = await started.ended.finally(() => clearInterval(up));
        running.delete(container.name);
        if (stopped || (toItsEnd && exitCode === 0)) return;
        own.waiting = `ended with ${exitCode}: ${output.trim().split("\n").at(-1)}`;
      } catch (error) {
        if (!(error instanceof VolumeNotReady)) throw error;
        own.waiting = error.message;
      }
      await wait(BACK_OFF_MS);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await layOutAll();
        break;
      } catch (error) {
        if (!(error instanceof VolumeNotReady)) throw error;
        made.waiting = error.message;
        await wait(PERIOD_MS);
      }
    }
    if (stopped) return;
    made.waiting = undefined;
    made.address = address();
    made.network = network.addPod(made.address);
    const sysctls: readonly { name: string; value: string }[] = pod["spec"].securityContext?.sysctls ?? [];
    runScript(
      sysctls.map((each) =>
        inNamespaceLine(made.network ?? "", `sh -c 'echo "${each.value}" > /proc/sys/${each.name.replaceAll(".", "/")}'`),
      ),
    );
    processes = await shareProcesses(pod);
    // Whoever stopped it meanwhile could not end this.
    if (stopped) return processes?.end();
    await writeStatus();
    const kept: Promise<void>[] = [];
    for (const [i, container] of all.entries()) {
      const own = containers[i];
      const image = context.images.get(repositoryOf(container.image));
      if (own === undefined || image === undefined) continue;
      const role = roleOf(pod, i);
      const work = keep(container, image, own, role === "init");
      if (role === "init") await work;
      else kept.push(work);
      if (role === "sidecar") await started(container, own);
    }
    await Promise.race([Promise.all(kept), follow()]);
    await Promise.all(kept);
  };

  /** A sidecar counts as started once its startup probe succeeds, or it runs; the next container waits for that. */
  // biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
  const started = async (container: any, own: PodContainer): Promise<void> => {
    while (!stopped) {
      const done = container.startupProbe === undefined || (await tryProbe(container.startupProbe, container, made.address ?? ""));
      // CoreDNS says for a moment that it is ready, and then can't listen: it has to have run for a while.
      if (done && own.waiting === undefined && running.get(container.name)?.hasRun(UP_MS) === true) return;
      await wait(PERIOD_MS);
    }
  };

  const follow = async (): Promise<void> => {
    let synced = performance.now();
    while (!stopped) {
      if (performance.now() - synced > SYNC_MS && !made.lags) {
        // A kubelet keeps what is mounted while an object is gone.
        await layOutAll().catch((error: unknown) => {
          if (!(error instanceof VolumeNotReady)) throw error;
        });
        synced = performance.now();
      }
      const ready = await allReady();
      if (ready !== made.ready && !stopped) {
        made.ready = ready;
        await writeStatus();
      }
      await wait(PERIOD_MS);
    }
  };

  const allReady = async (): Promise<boolean> => {
    for (const [i, container] of all.entries()) {
      if (roleOf(pod, i) === "init") continue;
      if (containers[i]?.waiting !== undefined) return false;
      if (container.readinessProbe !== undefined && !(await tryProbe(container.readinessProbe, container, made.address ?? "")))
        return false;
    }
    return true;
  };

  const writeStatus = async (): Promise<void> => {
    const now = new Date().toISOString();
    const ready = made.ready ? "True" : "False";
    const conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
      type,
      status: type === "Ready" || type === "ContainersReady" ? ready : "True",
      lastTransitionTime: now,
    }));
    const statusOf = (container: { name: string; image: string }): object => ({
      name: container.name,
      image: container.image,
      imageID: "",
      ready: made.ready,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    });
    const status = {
      phase: "Running",
      podIP: made.address,
      podIPs: [{ ip: made.address }],
      hostIP: network.addresses.node,
      startTime: now,
      conditions,
      containerStatuses: pod["spec"].containers.map(statusOf),
    };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    await plane.client.send("PATCH", path, { status }, "application/merge-patch+json");
  };

  const work = run().catch((error: unknown) => (stopped ? undefined : fail(error as Error)));
  return made;
}

const lastStarts = new WeakMap<PodContainer, RunningContainer>();

function newContainer(
  { name, image, command }: { name: string; image: string; command?: readonly string[] },
  program: Image | undefined,
): PodContainer {
  const own: PodContainer = {
    name,
    image,
    isOwnProgram: program !== undefined && (command === undefined || command.includes(program.path)),
    starts: 0,
    waiting: undefined,
    get root() {
      return lastStarts.get(own)?.root;
    },
    output: () => lastStarts.get(own)?.output() ?? "",
  };
  return own;
}

/** What a pod's container is, by its place among init containers and then all others. */
function roleOf(pod: LiveObject, index: number): "init" | "sidecar" | "main" {
  const container = pod["spec"].initContainers?.[index];
  if (container === undefined) return "main";
  return container.restartPolicy === "Always" ? "sidecar" : "init";
}

/** The pod as the downward API sees it once it has an address. */
function withAddress(pod: LiveObject, address: string | undefined): LiveObject {
  return { ...pod, status: { ...pod["status"], podIP: address, podIPs: [{ ip: address }] } };
}
