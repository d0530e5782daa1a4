import { join } from "node:path";
import type { ClusterFacts } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";
import { applyPlatform } from "../control-plane.ts";
import { layOutVolume } from "../kubelet/volumes.ts";
import { asRunInLab, corefileOf } from "./cluster-corefile.ts";
import type { NameServer } from "./name-servers.ts";
import { makeCoreDNS } from "./name-servers.ts";
import type { NodeNetwork } from "./node-network.ts";

/** A cluster's own DNS. */
export interface ClusterDNS extends NameServer {
  /** Takes in what is stated of it, if that is given, and what lies in the cluster by now: waits until it answers by that. */
  takeIn(stated?: ClusterFacts["dns"]): Promise<void>;
}

const LOOK_MS = 500;

/**
 * Starts CoreDNS as the cluster's DNS, behind Service `kube-dns` at the address that the spec gives, which kube-proxy makes real.
 * Its Corefile is the one that is stated, or lies in the cluster, or else that of the distribution. Where that takes in keys of
 * ConfigMap `coredns-custom` they are laid out as a kubelet does. It is restarted whenever any of this changes, as docs/cluster-dns.md
 * tells people to do.
 */
export async function startClusterDNS(
  plane: ControlPlane,
  network: NodeNetwork,
  program: string,
  stated: ClusterFacts["dns"],
  fail: (error: Error) => void,
): Promise<ClusterDNS> {
  const address = `${network.addresses.pods}.0.5`;
  await makeService(plane, address);
  const folder = join(plane.folder, "cluster-dns");
  const coredns = makeCoreDNS(`${plane.name}: cluster DNS`, program, folder, fail, network.addPod(address));
  const places = { kubeconfig: plane.kubeconfig, upstream: network.addresses.nameserver };
  let dns = stated;
  let running: string | undefined;
  const look = async (): Promise<void> => {
    const inCluster = await plane.client.get("/api/v1/namespaces/kube-system/configmaps/coredns");
    const corefile = asRunInLab(dns.corefile ?? inCluster?.["data"]?.Corefile ?? corefileOf(dns), places);
    const added = await layOutVolume(plane.client, POD, CUSTOM, join(folder, "custom"));
    if (!added && corefile === running) return;
    running = corefile;
    await coredns.restart(corefile);
  };
  // One look at a time, whoever asks for it.
  let last = Promise.resolve();
  let stopped = false;
  const lookNext = (): Promise<void> => {
    const next = last.then(() => (stopped ? undefined : look()));
    last = next.catch(() => {});
    return next;
  };
  await lookNext();
  const timer = setInterval(() => void lookNext().catch(fail), LOOK_MS);
  return {
    answers: coredns.answers,
    takeIn: (next = dns) => {
      dns = next;
      return lookNext();
    },
    stop: async () => {
      clearInterval(timer);
      stopped = true;
      await last;
      await coredns.stop();
    },
  };
}

/** How the pods of AKS's and k3s's CoreDNS mount the additions. */
const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "coredns", namespace: "kube-system" }, spec: {} };
const CUSTOM = { name: "custom-config-volume", configMap: { name: "coredns-custom", optional: true } };

async function makeService({ client, dnsServiceIP }: ControlPlane, address: string): Promise<void> {
  const metadata = { name: "kube-dns", namespace: "kube-system" };
  const ports = (["UDP", "TCP"] as const).map((protocol) => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, protocol }));
  await applyPlatform(client, { apiVersion: "v1", kind: "Service", metadata, spec: { clusterIP: dnsServiceIP, ports } });
  await applyPlatform(client, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": metadata.name } },
    addressType: "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports,
  });
}
