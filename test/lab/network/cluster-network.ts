import { join } from "node:path";
import type { ClusterFacts } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";
import type { Server } from "../server.ts";
import { startServer } from "../server.ts";
import type { LoadBalancers } from "./load-balancers.ts";
import { startLoadBalancers } from "./load-balancers.ts";
import type { NameServer } from "./name-servers.ts";
import { startClusterDNS, startPublicDNS, writeEmptyZone } from "./name-servers.ts";
import type { NodeNetwork } from "./node-network.ts";
import { inNamespace } from "./run.ts";

/** What makes a cluster's names and addresses work, until it is stopped. */
export interface ClusterNetwork {
  readonly clusterDNS: NameServer;
  readonly publicDNS: NameServer;
  readonly loadBalancers: LoadBalancers;
  stop(): Promise<void>;
}

/** Starts kube-proxy, the cluster's DNS, the public DNS, load balancers and external-dns for one cluster. */
export async function startClusterNetwork(
  plane: ControlPlane,
  network: NodeNetwork,
  facts: ClusterFacts,
  programs: ReadonlyMap<string, string>,
  fail: (error: Error) => void,
): Promise<ClusterNetwork> {
  const program = (name: string): string => programs.get(name) ?? "";
  const { node, pods } = network.addresses;
  const [run, args] = inNamespace(network.namespace, [
    program("kube-proxy"),
    "--proxy-mode=nftables",
    `--kubeconfig=${plane.kubeconfig}`,
    "--hostname-override=lab-node",
    `--cluster-cidr=${pods}.0.0/16`,
    `--nodeport-addresses=${node}/32`,
    "--conntrack-max-per-core=0",
    "--conntrack-tcp-timeout-established=0",
    "--conntrack-tcp-timeout-close-wait=0",
    "--healthz-bind-address=127.0.0.1:10256",
    "--metrics-bind-address=127.0.0.1:10249",
    "--iptables-sync-period=1s",
    "--iptables-min-sync-period=100ms",
  ]);
  const proxy = startServer(`${plane.name}: kube-proxy`, run, args, join(plane.folder, "kube-proxy.log"), fail);
  const clusterDNS = await startClusterDNS(plane, network, program("coredns"), facts.dns.clusterDomain, fail);
  const zoneFile = join(plane.folder, "public.zone");
  writeEmptyZone(zoneFile);
  const externalDNS = startExternalDNS(plane, program("external-dns"), facts, zoneFile, fail);
  const publicDNS = startPublicDNS(plane, network, program("coredns"), zoneFile, fail);
  const loadBalancers = startLoadBalancers(plane, network);
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await loadBalancers.look().catch((error: unknown) => (stopped ? undefined : fail(error as Error)));
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return {
    clusterDNS,
    publicDNS,
    loadBalancers,
    stop: async () => {
      stopped = true;
      await loop;
      await Promise.all([clusterDNS.stop(), publicDNS.stop(), proxy.stop(), externalDNS?.stop()]);
    },
  };
}

/** Starts external-dns with the zones and the prefix that the cluster's facts state; it writes what it would publish into a file. */
function startExternalDNS(
  plane: ControlPlane,
  program: string,
  { platform: { externalDNS } }: ClusterFacts,
  zoneFile: string,
  fail: (error: Error) => void,
): Server | undefined {
  if (externalDNS === undefined || externalDNS.zones.length === 0) return undefined;
  const args = [
    `--kubeconfig=${plane.kubeconfig}`,
    `--annotation-prefix=${externalDNS.annotationPrefix}`,
    ...externalDNS.zones.map((zone) => `--zone=${zone}`),
    `--out=${zoneFile}`,
  ];
  return startServer(`${plane.name}: external-dns`, program, args, join(plane.folder, "external-dns.log"), fail);
}
