import { join } from "node:path";
import type { ClusterFacts } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";
import { startServer } from "../server.ts";
import type { ClusterDNS } from "./cluster-dns.ts";
import { startClusterDNS } from "./cluster-dns.ts";
import type { NodeNetwork } from "./node-network.ts";
import { inNamespace } from "./run.ts";

/** What makes a cluster's own names and addresses work, until it is stopped. */
export interface ClusterNetwork {
  readonly clusterDNS: ClusterDNS;
  stop(): Promise<void>;
}

/** Starts kube-proxy and the cluster's DNS for one cluster. */
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
  const clusterDNS = await startClusterDNS(plane, network, program("coredns"), facts.dns, fail);
  return { clusterDNS, stop: async () => void (await Promise.all([clusterDNS.stop(), proxy.stop()])) };
}
