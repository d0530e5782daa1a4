import { dialId } from "../../world/dial-id.ts";
import type { Dial, Endpoint, PeerDial } from "../../world/network.ts";
import type { Party } from "../../world/tls.ts";
import type { Advertised } from "./endpoints.ts";
import type { Options } from "./options/read.ts";
import { rules } from "./rules.ts";

/** One entry of GossipSeed. */
export interface GossipSeed {
  readonly endpoint: Endpoint;
  /** Why the server can't read it. */
  readonly problem?: string;
}

/** The name behind which a node finds the others, under discovery by DNS. */
export function clusterDns(options: Options): string {
  return options.text("ClusterDns") ?? "fake.dns";
}

/** The entries of GossipSeed: `host:port`, separated by commas. */
export function readGossipSeeds(options: Options): readonly GossipSeed[] {
  const place = options.place("GossipSeed");
  const entries = (options.text("GossipSeed") ?? "").split(",").map((each) => each.trim());
  return entries
    .filter((entry) => entry !== "")
    .map((entry): GossipSeed => {
      const match = /^(.+):(\d+)$/.exec(entry);
      const port = Number(match?.[2]);
      const host = match?.[1] ?? entry;
      if (match && port > 0 && port <= 65535) return { endpoint: { host, port, place } };
      return { endpoint: { host, port: 0, place }, problem: `names ${JSON.stringify(entry)}, which has no port` };
    });
}

/** How a node dials the members that it hears of; undefined for a node that is alone. */
export function peerDial(from: string, options: Options, tls: Party | undefined): PeerDial | undefined {
  if (options.number("ClusterSize", 1) <= 1) return undefined;
  return {
    from,
    place: options.place("ClusterSize"),
    protocol: "kurrentdb-http",
    purpose: "gossip",
    follows: options.flag("ReadOnlyReplica", false) ? ["gossip", "replication"] : ["gossip", "election", "replication"],
    callee: "started",
    ...(tls ? { tls } : {}),
    rule: rules.gossipSeed,
  };
}

/**
 * The dials that a node makes by itself. It gossips with those of GossipSeed (or with what ClusterDns names), and then with each
 * member that it hears of, over the name that the member advertises; quorum nodes also hold elections, and all but the
 * leader dial the leader's replication endpoint. Its own endpoint there is passed over.
 */
export function gossipDials(
  from: string,
  options: Options,
  seeds: readonly GossipSeed[],
  own: Advertised,
  tls: Party | undefined,
): readonly Dial[] {
  const peer = peerDial(from, options, tls);
  if (!peer) return [];
  const dial = (to: Endpoint, rule: Dial["rule"]): Dial => ({
    ...peer,
    discovers: "members",
    id: dialId(from, "gossip", to.host, to.port),
    place: to.place,
    to,
    rule,
  });
  if (options.flag("DiscoverViaDns", true)) {
    // Each address behind the name is dialled; the name itself is accepted on the certificate.
    const to = {
      host: clusterDns(options),
      port: options.number("ClusterGossipPort", 2113),
      place: options.place("ClusterDns"),
    };
    return [dial(to, rules.dnsDiscovery)];
  }
  const others = seeds.filter(({ endpoint, problem }) => !problem && !isSame(endpoint, own.node)).map((seed) => seed.endpoint);
  const distinct = others.filter((each, i) => others.findIndex((other) => isSame(other, each)) === i);
  return distinct.map((to) => dial(to, rules.gossipSeed));
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port;
}
