import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClusterFacts, Environment } from "../../src/terms/environment.ts";
import type { ControlPlane } from "./control-plane.ts";
import { startControlPlane } from "./control-plane.ts";
import type { ModuleFiles } from "./crds.ts";
import { withTraefikCrdsFor } from "./crds.ts";
import type { KubeletContext } from "./kubelet/context.ts";
import type { Images } from "./kubelet/images.ts";
import { labImages } from "./kubelet/images.ts";
import type { Kubelet } from "./kubelet/kubelet.ts";
import { startKubelet } from "./kubelet/kubelet.ts";
import type { ClusterNetwork } from "./network/cluster-network.ts";
import { startClusterNetwork } from "./network/cluster-network.ts";
import type { NodeNetwork } from "./network/node-network.ts";
import { makeNodeNetwork } from "./network/node-network.ts";
import type { Surroundings } from "./network/surroundings.ts";
import { startSurroundings } from "./network/surroundings.ts";
import { labRoots } from "./stand-ins.ts";

/** A cluster of a world: what the specs call it, and what they state of it. */
export interface StatedCluster {
  readonly name: string;
  readonly facts: ClusterFacts;
}

/** What a world is opened with. */
export interface WorldOptions {
  readonly name: string;
  readonly clusters: readonly StatedCluster[];
  readonly environments: readonly Environment[];
  /** An empty folder of its own. */
  readonly folder: string;
  /** Numbers of clusters that are free, 1 to 90: their addresses. Each cluster takes one, and gives it back in the end. */
  readonly numbers: number[];
  readonly programs: Readonly<Record<string, string>>;
  readonly modules: ModuleFiles;
  /** Images besides those of compiled pods. */
  readonly images?: Images;
  /** Whether what belongs to a removed object is removed too, as in any cluster; it takes memory. */
  readonly collectsGarbage?: boolean;
  readonly say: (line: string) => void;
  readonly fail: (error: Error) => void;
}

/** A control plane, a node and a network. */
export interface OpenCluster {
  readonly name: string;
  /** An existing folder of its own. */
  readonly folder: string;
  readonly plane: ControlPlane;
  readonly network: NodeNetwork;
  readonly context: KubeletContext;
  readonly kubelet: Kubelet;
  readonly clusterNetwork: ClusterNetwork;
}

/** The clusters of a world, with nothing in them yet, and what lies around them. */
export interface OpenWorld {
  readonly clusters: readonly OpenCluster[];
  readonly surroundings: Surroundings;
  /** Takes away what lies around the clusters, and makes it anew as is stated now: load balancers, peerings, names. */
  surround(clusters: readonly StatedCluster[], environments: readonly Environment[]): Promise<void>;
  end(): Promise<void>;
}

/** Opens a world. */
export async function openWorld(options: WorldOptions): Promise<OpenWorld> {
  const { name, folder, environments, fail, say } = options;
  const programs = new Map(Object.entries(options.programs));
  const numbers = options.clusters.map(() => options.numbers.shift() ?? 0);
  if (numbers.includes(0)) throw new Error("no addresses are left for one more cluster");
  const [first = 0] = numbers;
  const clusters = await Promise.all(options.clusters.map((stated, i) => openCluster(stated, numbers[i] ?? 0, first, options, programs)));
  let times = 0;
  const start = (stated: readonly StatedCluster[], now: readonly Environment[]): Promise<Surroundings> => {
    times += 1;
    const surrounded = clusters.map(({ name: cluster, network, plane }, i) => {
      const facts = stated.find((each) => each.name === cluster)?.facts ?? options.clusters[i]?.facts;
      if (facts === undefined) throw new Error(`${name}: nothing is stated of cluster ${cluster}`);
      return { name: cluster, network, plane, facts };
    });
    return startSurroundings(surrounded, now, programs, join(folder, `around-${times}`), fail);
  };
  let surroundings = await start(options.clusters, environments);
  say(`${name}: ${clusters.length === 1 ? "control plane is" : `${clusters.length} control planes are`} up`);
  return {
    clusters,
    get surroundings() {
      return surroundings;
    },
    surround: async (stated, now) => {
      await surroundings.stop();
      surroundings = await start(stated, now);
      await Promise.all(
        clusters.map(({ name: cluster, clusterNetwork }) =>
          clusterNetwork.clusterDNS.takeIn(stated.find((each) => each.name === cluster)?.facts.dns),
        ),
      );
    },
    end: async () => {
      await Promise.all(clusters.map(({ kubelet }) => kubelet.stop()));
      await surroundings.stop();
      for (const { clusterNetwork, plane, network } of clusters) {
        await clusterNetwork.stop();
        await plane.stop();
        network.removeAll();
      }
      options.numbers.push(...numbers);
    },
  };
}

async function openCluster(
  { name, facts }: StatedCluster,
  number: number,
  world: number,
  options: WorldOptions,
  programs: ReadonlyMap<string, string>,
): Promise<OpenCluster> {
  const { modules, fail } = options;
  const folder = join(options.folder, name);
  mkdirSync(folder, { recursive: true });
  const network = makeNodeNetwork(number, world);
  const named = {
    name: options.clusters.length === 1 ? options.name : `${options.name}: ${name}`,
    addresses: network.addresses,
    folder,
    dnsServiceIP: facts.dns.serviceIP,
    certManagerNamespace: facts.platform.certManager?.clusterResourceNamespace ?? "cert-manager",
    trustNamespace: facts.platform.trustManager?.trustNamespace ?? "cert-manager",
    collectsGarbage: options.collectsGarbage === true,
  };
  const plane = await startControlPlane(named, programs, withTraefikCrdsFor(modules, facts), fail);
  const clusterNetwork = await startClusterNetwork(plane, network, facts, programs, fail);
  const { nameserver, publicDNS } = network.addresses;
  const context: KubeletContext = {
    plane,
    network,
    names: { clusterDomain: facts.dns.clusterDomain, clusterDNS: facts.dns.serviceIP, nameservers: [nameserver] },
    outsideNameservers: [publicDNS],
    images: new Map([...labImages((each) => programs.get(each) ?? ""), ...(options.images ?? [])]),
    folder: join(folder, "pods"),
    systemRoots: () => labRoots(plane),
  };
  return { name, folder, plane, network, context, kubelet: startKubelet(context, fail), clusterNetwork };
}
