import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";
import type { Server } from "../server.ts";
import { startServer } from "../server.ts";
import type { Upstream } from "./edge-controller.ts";
import { startEdges } from "./edges.ts";
import { startLoadBalancers } from "./load-balancers.ts";
import type { DnsAnswer } from "./name-servers.ts";
import { startNameservers } from "./name-servers.ts";
import type { NetworkedCluster } from "./peerings.ts";
import { joinClusters } from "./peerings.ts";
import { makeZoneFiles, readPublished } from "./zones.ts";

/** A cluster of a world, with its control plane. */
export interface SurroundedCluster extends NetworkedCluster {
  readonly plane: ControlPlane;
}

/** What lies around the clusters of a world, until it is stopped: load balancers, peerings, and names outside of clusters. */
export interface Surroundings {
  /** The Service behind the address of a load balancer: its cluster, and `NAMESPACE/NAME`. */
  serviceAt(address: string): { readonly cluster: string; readonly service: string } | undefined;
  /** What became of a proxy's own connection for a host, by the address of the load balancer in front of it. */
  upstreamOf(address: string, host: string): Upstream | undefined;
  /** Waits until no record has changed for a while, or for that many seconds: clients that come too early would find no name. */
  calm(patience: number): Promise<void>;
  /** All that the nameservers answered so far. */
  answers(): readonly DnsAnswer[];
  stop(): Promise<void>;
}

/**
 * Starts load balancers, external-dns and nameservers for the clusters of a world, and joins them as the Environments state.
 * `folder`, which is made, is where their files go; they may be stopped and started again in another, around the same clusters.
 */
export async function startSurroundings(
  clusters: readonly SurroundedCluster[],
  environments: readonly Environment[],
  programs: ReadonlyMap<string, string>,
  folder: string,
  fail: (error: Error) => void,
): Promise<Surroundings> {
  mkdirSync(folder);
  const program = (name: string): string => programs.get(name) ?? "";
  const peerings = byName(environments.flatMap((each) => each.peerings ?? []));
  const zones = byName(environments.flatMap((each) => each.zones ?? []));
  const joined = joinClusters(clusters, peerings);
  const files = makeZoneFiles(folder, zones);
  const recordsOf = (cluster: string): string => join(folder, `${cluster}.records`);
  const externalDNS = clusters.flatMap((each) => startExternalDNS(each, program("external-dns"), recordsOf(each.name), fail) ?? []);
  const nameservers = clusters.map(({ name, plane, network }) => {
    const seen = files.privateZones.filter((zone) => peerings.some((each) => each.name === zone.peering && each.joins.includes(name)));
    return startNameservers(plane, network, program("coredns"), files.publicZone, seen, join(folder, `${name}-nameservers`), fail);
  });
  const edges = await Promise.all(
    clusters.map(async (each) => ({ cluster: each.name, own: await startEdges(each, programs, folder, fail) })),
  );
  const balancers = clusters.map((each) => ({ cluster: each.name, own: startLoadBalancers(each.plane, each, clusters, joined) }));
  let stopped = false;
  let since = performance.now();
  const loop = (async () => {
    while (!stopped) {
      try {
        for (const { own } of [...balancers, ...edges]) await own.look();
        const changed = files.write(
          clusters.map(({ name }) => readPublished(name, recordsOf(name))),
          balancers.flatMap(({ own }) => own.records()),
        );
        if (changed) since = performance.now();
      } catch (error) {
        if (!stopped) fail(error as Error);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  const serviceAt: Surroundings["serviceAt"] = (address) => {
    for (const { cluster, own } of balancers) {
      const service = own.services.get(address);
      if (service !== undefined) return { cluster, service };
    }
    return undefined;
  };
  return {
    serviceAt,
    upstreamOf: (address, host) => {
      const found = serviceAt(address);
      return found && edges.find(({ cluster }) => cluster === found.cluster)?.own.upstream(found.service, host);
    },
    calm: async (patience) => {
      const end = performance.now() + patience * 1000;
      while (performance.now() < end && performance.now() - since < CALM_MS) await new Promise((resolve) => setTimeout(resolve, 200));
    },
    answers: () => nameservers.flatMap((each) => each.answers()),
    stop: async () => {
      stopped = true;
      await loop;
      await Promise.all([...externalDNS, ...nameservers].map((each) => each.stop()));
      await Promise.all(edges.map(({ own }) => own.stop()));
      for (const { own } of balancers) own.removeAll();
      joined.part();
    },
  };
}

/** Longer than external-dns, the look at what it wrote and the nameservers' look at that take together. */
const CALM_MS = 3000;

/** Each topology of a dist/ states the same peerings and zones as the others that know them. */
function byName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/** What external-dns reads: as stated, else as its chart says; but for what the lab has no CRDs of. */
function sourcesOf(externalDNS: { readonly sources?: readonly string[] }): readonly string[] {
  return (externalDNS.sources ?? ["service", "ingress"]).filter((each) => each === "service" || each === "ingress");
}

/** Starts external-dns with the zones and the prefix that the cluster's facts state; it writes what it would publish into a file. */
function startExternalDNS(
  { plane, facts }: SurroundedCluster,
  program: string,
  file: string,
  fail: (error: Error) => void,
): Server | undefined {
  const { externalDNS } = facts.platform;
  if (externalDNS === undefined || externalDNS.zones.length === 0) return undefined;
  const args = [
    `--kubeconfig=${plane.kubeconfig}`,
    `--annotation-prefix=${externalDNS.annotationPrefix}`,
    ...externalDNS.zones.map((zone) => `--zone=${zone}`),
    ...sourcesOf(externalDNS).map((source) => `--source=${source}`),
    `--out=${file}`,
  ];
  return startServer(`${plane.name}: external-dns`, program, args, `${file}.log`, fail);
}
