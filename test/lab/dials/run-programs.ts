import type { Environment, OutsideProcess } from "../../../src/terms/environment.ts";
import type { World } from "../../../src/world/world.ts";
import type { LabPod, PodContainer } from "../kubelet/pod.ts";
import type { OpenCluster } from "../open-world.ts";
import { outsideRoots } from "../stand-ins.ts";
import type { ClientProgram } from "./clients.ts";
import { runClient } from "./clients.ts";
import type { SeenProcess } from "./compare.ts";
import { leadBy } from "./lead.ts";
import { readJournal } from "./seen.ts";
import { settled } from "./settled.ts";

/** What the programs of a world are run with. */
export interface ProgramsOptions {
  readonly clusters: readonly OpenCluster[];
  readonly environments: readonly Environment[];
  readonly client: ClientProgram;
  /** The world that the prover read: it says which containers run a server. */
  readonly world: World;
  /** Waits until names outside of the clusters change no more. */
  calm(): Promise<void>;
  /** Seconds until all servers have to have settled. */
  readonly patience: number;
}

/** One program that was let dial. */
export interface SeenProgram {
  readonly seen: SeenProcess;
  /** The cluster that it runs in, or whose ConfigMap it reads. */
  readonly cluster: string;
  /** Its pod's address; empty for a pod that never got one. */
  readonly address: string;
  /** Whether a sidecar may ask for other names on its behalf. */
  readonly rewritten: boolean;
}

/** All programs of a world by their process ids, and what had not settled in time. */
export interface SeenPrograms {
  readonly programs: ReadonlyMap<string, SeenProgram>;
  readonly unsettled: readonly string[];
}

/** Lets the servers, which run already, settle, and then every client dial. */
export async function runPrograms({ clusters, environments, client, world, calm, patience }: ProgramsOptions): Promise<SeenPrograms> {
  const kubelets = clusters.map(({ kubelet }) => kubelet);
  const unsettled = await settled(kubelets, patience);
  await calm();
  const programs = new Map<string, SeenProgram>();
  for (const { name: cluster, kubelet } of clusters) {
    for (const pod of kubelet.pods.values()) {
      for (const container of pod.containers) {
        const id = `${cluster}/${pod.namespace}/${pod.name}/${container.name}`;
        if (world.processes.get(id)?.program !== "kurrentdb") continue;
        const rewritten = pod.containers.some((each) => /coredns/.test(each.image));
        programs.set(id, { seen: seenServer(pod, container), cluster, address: pod.address ?? "", rewritten });
      }
    }
  }
  for (const { name: cluster, context } of clusters) {
    const { pods, outside } = context.network.addresses;
    for (const [i, process] of clientsOf(environments, cluster).entries()) {
      const { name, namespace = "default" } = process;
      const isOutside = process.cluster === undefined;
      const address = isOutside ? `${outside}.${200 + i}` : `${pods}.200.${i + 1}`;
      const roots = (each: OutsideProcess): Promise<string> => outsideRoots(context.plane, each, environments);
      const seen = await runClient(context, client, process, address, roots, leadBy(kubelets));
      const id = isOutside ? `outside/${name}` : `${process.cluster}/${namespace}/${name}/client`;
      programs.set(id, { seen, cluster, address, rewritten: false });
    }
  }
  return { programs, unsettled };
}

/** The clients that run in a cluster, or that read there and run outside of all. */
function clientsOf(environments: readonly Environment[], cluster: string): readonly OutsideProcess[] {
  return environments.flatMap((each) => each.processes).filter((each) => (each.cluster ?? each.reads.cluster) === cluster);
}

function seenServer(pod: LabPod, container: PodContainer): SeenProcess {
  if (pod.waiting !== undefined) return { kind: "not-started", reason: pod.waiting };
  const journal = readJournal(container.output());
  const reason = container.waiting ?? journal.stopped ?? (container.starts === 0 ? "what starts before it does not" : undefined);
  if (reason !== undefined) return { kind: "not-started", reason };
  return { kind: "started", dials: new Map([...journal.dials].map(([key, ends]) => [key, [...ends.values()]])) };
}
