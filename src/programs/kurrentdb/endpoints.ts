import type { Advertisement, Endpoint } from "../../world/network.ts";
import type { Container } from "../../world/program.ts";
import type { Options } from "./options/read.ts";

/** The names a node tells others to dial. */
export interface Advertised {
  /** HTTP and gRPC, for members. */
  readonly node: Endpoint;
  readonly replication: Endpoint;
  readonly client: Endpoint;
}

/**
 * Hosts and ports as `ClusterVNode.cs` computes them: what is set, else the address it binds, and for one that binds
 * all addresses the pod's own, or loopback where the cluster has one node. The pod's own address is not known before
 * it runs: the host is then the pod's symbolic address (`pod:...`).
 */
export function advertised(container: Container, options: Options): Advertised {
  const clustered = options.number("ClusterSize", 1) > 1;
  const host = (name: string, ip: string): { host: string; place: Endpoint["place"] } => {
    const set = options.text(name);
    if (set !== undefined) return { host: set, place: options.place(name) };
    const bound = options.text(ip) ?? "127.0.0.1";
    if (bound !== "0.0.0.0" && bound !== "::") return { host: bound, place: options.place(ip) };
    return { host: clustered ? container.pod.address : "127.0.0.1", place: container.place };
  };
  const port = (name: string, otherwise: number): number => options.number(name, 0) || otherwise;
  const node = { ...host("NodeHostAdvertiseAs", "NodeIp"), port: port("NodePortAdvertiseAs", options.number("NodePort", 2113)) };
  const replicationPort = port("ReplicationTcpPortAdvertiseAs", options.number("ReplicationPort", 1112));
  const replication = { ...host("ReplicationHostAdvertiseAs", "ReplicationIp"), port: replicationPort };
  const clientHost = options.text("AdvertiseHostToClientAs");
  const client = {
    host: clientHost ?? node.host,
    place: clientHost === undefined ? node.place : options.place("AdvertiseHostToClientAs"),
    port: port("AdvertiseNodePortToClientAs", node.port),
  };
  return { node, replication, client };
}

/** What the HTTP listener advertises. Read-only replicas gossip, but take no part in elections. */
export function httpAdvertisements(endpoints: Advertised, readOnly: boolean): readonly Advertisement[] {
  const members: Advertisement[] = [{ to: "members", endpoint: endpoints.node, purpose: "gossip" }];
  if (!readOnly) members.push({ to: "members", endpoint: endpoints.node, purpose: "election" });
  return [...members, { to: "clients", endpoint: endpoints.client, purpose: "client" }];
}

/** Followers dial a leader's replication endpoint; a read-only replica never leads. */
export function replicationAdvertisements(endpoints: Advertised, readOnly: boolean): readonly Advertisement[] {
  return readOnly ? [] : [{ to: "members", endpoint: endpoints.replication, purpose: "replication" }];
}
