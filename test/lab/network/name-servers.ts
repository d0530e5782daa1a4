import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "../control-plane.ts";
import { applyPlatform } from "../control-plane.ts";
import type { Server } from "../server.ts";
import { startServer } from "../server.ts";
import type { NodeNetwork } from "./node-network.ts";
import { inNamespace } from "./run.ts";

/** One question that a DNS server answered. */
export interface DnsAnswer {
  /** Who asked. */
  readonly from: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly type: string;
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  readonly code: string;
}

/** A DNS server of the lab. */
export interface NameServer {
  /** All that it answered so far. */
  answers(): readonly DnsAnswer[];
  stop(): Promise<void>;
}

const LOG = `log . "answer {remote} {name} {type} {rcode}"`;

/**
 * Starts CoreDNS as the cluster's DNS: the kubernetes plugin on the lab's API server, all else to the public DNS, as kubeadm
 * sets it up but without a cache. Behind Service `kube-dns` at the address that the spec gives, which kube-proxy makes real.
 */
export async function startClusterDNS(
  plane: ControlPlane,
  network: NodeNetwork,
  program: string,
  clusterDomain: string,
  fail: (error: Error) => void,
): Promise<NameServer> {
  const address = `${network.addresses.pods}.0.5`;
  const corefile = `.:53 {
    bind ${address}
    errors
    ${LOG}
    kubernetes ${clusterDomain} in-addr.arpa ip6.arpa {
        kubeconfig ${plane.kubeconfig} lab
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 1
    }
    forward . ${network.addresses.nameserver}
}
`;
  const metadata = { name: "kube-dns", namespace: "kube-system" };
  const ports = (["UDP", "TCP"] as const).map((protocol) => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, protocol }));
  await applyPlatform(plane.client, { apiVersion: "v1", kind: "Service", metadata, spec: { clusterIP: plane.dnsServiceIP, ports } });
  await applyPlatform(plane.client, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadata, labels: { "kubernetes.io/service-name": metadata.name } },
    addressType: "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports,
  });
  return startCoreDNS(`${plane.name}: cluster DNS`, program, corefile, join(plane.folder, "cluster-dns"), fail, network.addPod(address));
}

/** A zone file and the names below which it is asked. */
export interface ServedZone {
  /** `.` for the public names. */
  readonly origin: string;
  readonly file: string;
}

/**
 * Starts CoreDNS as the nameserver of a cluster's nodes, which sees public names and those of the private zones that are let
 * in, and beside it as the public DNS. What the zone files say is, and nothing else is.
 */
export function startNameservers(
  { name }: ControlPlane,
  { addresses }: NodeNetwork,
  program: string,
  publicZone: ServedZone,
  privateZones: readonly ServedZone[],
  folder: string,
  fail: (error: Error) => void,
): NameServer {
  const serve = (address: string, { origin, file }: ServedZone): string => `${origin}:53 {
    bind ${address}
    errors
    ${LOG}
    file ${file} ${origin} {
        reload 300ms
    }
}
`;
  const corefile = [
    ...[publicZone, ...privateZones].map((zone) => serve(addresses.nameserver, zone)),
    serve(addresses.publicDNS, publicZone),
  ].join("");
  return startCoreDNS(`${name}: nameservers`, program, corefile, folder, fail);
}

function startCoreDNS(
  name: string,
  program: string,
  corefile: string,
  folder: string,
  fail: (error: Error) => void,
  namespace?: string,
): NameServer {
  mkdirSync(folder);
  const [file, log] = [join(folder, "Corefile"), join(folder, "log")];
  writeFileSync(file, corefile);
  const command = [program, "-conf", file];
  const [run = "", args] = namespace === undefined ? [program, command.slice(1)] : inNamespace(namespace, command);
  const server: Server = startServer(name, run, args, log, fail);
  return { answers: () => readAnswers(readFileSync(log, "utf8")), stop: () => server.stop() };
}

/** The answers in a CoreDNS log. */
export function readAnswers(log: string): readonly DnsAnswer[] {
  return [...log.matchAll(/answer (\S+) (\S+) (\S+) (\S+)$/gm)].map(([, from = "", name = "", type = "", code = ""]) => ({
    from,
    name: name.toLowerCase().replace(/\.$/, ""),
    type,
    code,
  }));
}
