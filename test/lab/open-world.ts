import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClusterFacts } from "../../src/terms/environment.ts";
import type { ControlPlane } from "./control-plane.ts";
import { startControlPlane } from "./control-plane.ts";
import type { ModuleFiles } from "./crds.ts";
import type { KubeletContext } from "./kubelet/context.ts";
import type { Images } from "./kubelet/images.ts";
import { labImages } from "./kubelet/images.ts";
import type { Kubelet } from "./kubelet/kubelet.ts";
import { startKubelet } from "./kubelet/kubelet.ts";
import type { ClusterNetwork } from "./network/cluster-network.ts";
import { startClusterNetwork } from "./network/cluster-network.ts";
import { makeNodeNetwork } from "./network/node-network.ts";
import { labRoots } from "./stand-ins.ts";

/** What a world is opened with. */
export interface WorldOptions {
  readonly name: string;
  /** Its number in this run, 1 to 90: its addresses and its folder. */
  readonly index: number;
  readonly facts: ClusterFacts;
  readonly scratch: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly modules: ModuleFiles;
  /** Images besides those of compiled pods. */
  readonly images?: Images;
  /** Whether what belongs to a removed object is removed too, as in any cluster; it takes memory. */
  readonly collectsGarbage?: boolean;
  readonly say: (line: string) => void;
  readonly fail: (error: Error) => void;
}

/** A control plane, a node and a network, with nothing in them yet. */
export interface OpenWorld {
  /** An existing folder of its own. */
  readonly folder: string;
  readonly plane: ControlPlane;
  readonly context: KubeletContext;
  readonly kubelet: Kubelet;
  readonly clusterNetwork: ClusterNetwork;
  end(): Promise<void>;
}

/** Opens a world. */
export async function openWorld(options: WorldOptions): Promise<OpenWorld> {
  const { name, index, facts, scratch, modules, say, fail } = options;
  const folder = join(scratch, String(index));
  mkdirSync(folder);
  const programs = new Map(Object.entries(options.programs));
  const network = makeNodeNetwork(index);
  const named = {
    name,
    addresses: network.addresses,
    folder,
    dnsServiceIP: facts.dns.serviceIP,
    certManagerNamespace: facts.platform.certManager?.clusterResourceNamespace ?? "cert-manager",
    trustNamespace: facts.platform.trustManager?.trustNamespace ?? "cert-manager",
    collectsGarbage: options.collectsGarbage === true,
  };
  const plane = await startControlPlane(named, programs, modules, fail);
  const clusterNetwork = await startClusterNetwork(plane, network, facts, programs, fail);
  say(`${name}: control plane is up`);
  const context: KubeletContext = {
    plane,
    network,
    names: { clusterDomain: facts.dns.clusterDomain, clusterDNS: facts.dns.serviceIP, nameservers: [network.addresses.publicDNS] },
    images: new Map([...labImages((each) => programs.get(each) ?? ""), ...(options.images ?? [])]),
    folder: join(folder, "pods"),
    systemRoots: () => labRoots(plane),
  };
  const kubelet = startKubelet(context, fail);
  return {
    folder,
    plane,
    context,
    kubelet,
    clusterNetwork,
    end: async () => {
      await kubelet.stop();
      await clusterNetwork.stop();
      await plane.stop();
      network.removeAll();
    },
  };
}
