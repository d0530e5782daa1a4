import { contextOf, surroundingsOf } from "../kinds/context.ts";
import type { Kind } from "../kinds/kind.ts";
import { kebabCase } from "../terms/names.ts";
import { formatPath } from "../terms/place.ts";
import { show } from "./explain-issue.ts";
import type { FiledProblem } from "./filed-problem.ts";
import type { Topology } from "./topology.ts";

/** Problems between topologies, each in the later of two files: what they share has to agree, and names have one owner. */
export function checkTogether(topologies: readonly Topology[], kinds: ReadonlyMap<string, Kind>): readonly FiledProblem[] {
  return [
    ...sameName(topologies),
    ...agreement(topologies, "cluster", ({ clusters }) => clusters, "clusters"),
    ...agreement(topologies, "peering", ({ peerings }) => peerings, "peerings"),
    ...agreement(topologies, "zone", zoneFacts, "zones"),
    ...records(topologies),
    ...units(topologies, kinds),
  ];
}

function sameName(topologies: readonly Topology[]): readonly FiledProblem[] {
  return topologies.flatMap((topology, index) => {
    const other = topologies.slice(0, index).find(({ name }) => name === topology.name);
    if (!other) return [];
    return [
      {
        file: topology.file,
        path: [],
        message: `is called "${topology.name}" after its file, and so is ${other.file}.`,
        hint: "Rename one of the two files.",
      },
    ];
  });
}

/** Several topologies may share a cluster, a peering or a zone; then its definition has to agree. */
function agreement(
  topologies: readonly Topology[],
  what: string,
  definitions: (topology: Topology) => Readonly<Record<string, unknown>>,
  field: "clusters" | "peerings" | "zones",
): readonly FiledProblem[] {
  const known = new Map<string, Topology>();
  const problems: FiledProblem[] = [];
  for (const topology of topologies) {
    for (const [name, definition] of Object.entries(definitions(topology))) {
      const other = known.get(name);
      if (!other) {
        known.set(name, topology);
        continue;
      }
      for (const { path, mine, theirs } of differences(definition, definitions(other)[name])) {
        const inner = formatPath(path);
        problems.push({
          file: topology.file,
          path: [field, name, ...path],
          message: `${other.file} says otherwise about ${what} ${name}: ${inner} is ${say(mine)} here and ${say(theirs)} there.`,
          hint: `Put the ${what}'s definition into a module that both import.`,
        });
      }
    }
  }
  return problems;
}

/** What holds for a zone whoever speaks of it. Each topology may keep records of its own in it, and know of others who write there. */
function zoneFacts({ zones }: Topology): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.values(zones).map(({ name, peering, owner }) => [name, { peering, owner }]));
}

/** A record that is kept by hand has one address. */
function records(topologies: readonly Topology[]): readonly FiledProblem[] {
  const known = new Map<string, { readonly file: string; readonly address: string }>();
  return topologies.flatMap(({ file, zones }) =>
    Object.values(zones).flatMap((zone) =>
      Object.entries(zone.records).flatMap(([name, address]): readonly FiledProblem[] => {
        const other = known.get(name);
        if (!other) known.set(name, { file, address });
        if (!other || other.address === address) return [];
        const message = `${other.file} keeps this record too, and says ${other.address}.`;
        return [{ file, path: ["zones", zone.name, "records", name], message, hint: "Keep it in one of the two." }];
      }),
    ),
  );
}

function say(value: unknown): string {
  return value === undefined ? "absent" : show(value);
}

/** The innermost fields in which two values differ. */
function differences(mine: unknown, theirs: unknown): readonly { path: readonly (string | number)[]; mine: unknown; theirs: unknown }[] {
  if (mine === theirs) return [];
  if (typeof mine !== "object" || mine === null || typeof theirs !== "object" || theirs === null) return [{ path: [], mine, theirs }];
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return keys.flatMap((key) =>
    differences((mine as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key]).map((difference) => ({
      ...difference,
      path: [Array.isArray(mine) ? Number(key) : key, ...difference.path],
    })),
  );
}

/** A unit (a workload, client or authority in a cluster) belongs to one topology: it is one folder, synced by one Application. */
function units(topologies: readonly Topology[], kinds: ReadonlyMap<string, Kind>): readonly FiledProblem[] {
  const owners = new Map<string, { topology: Topology; what: string }>();
  const problems: FiledProblem[] = [];
  for (const topology of topologies) {
    const claim = (cluster: string, unit: string, what: string, path: readonly string[]): void => {
      const key = `${cluster}/${unit}`;
      const owner = owners.get(key);
      if (!owner) owners.set(key, { topology, what });
      else if (owner.topology !== topology) {
        const message = `${owner.topology.file} has ${owner.what} of this name in cluster ${cluster} too; both would be ${cluster}/${unit} in dist/.`;
        problems.push({ file: topology.file, path, message, hint: "Rename one of the two." });
      }
    };
    for (const [name, workload] of Object.entries(topology.workloads)) {
      claim(workload.cluster, name, "a workload", ["workloads", name]);
      for (const cluster of elsewhere(topology, workload, kinds)) claim(cluster, name, "a workload", ["workloads", name]);
    }
    for (const [name, client] of Object.entries(topology.clients)) {
      const cluster = client.outside ? topology.workloads[client.dials]?.cluster : client.cluster;
      if (cluster !== undefined) claim(cluster, name, "a client", ["clients", name]);
    }
    for (const name of Object.keys(topology.authorities)) {
      for (const cluster of authorityClusters(topology, name)) claim(cluster, kebabCase(name), "an authority", ["authorities", name]);
    }
  }
  return problems;
}

/** The other clusters in which a workload has objects. */
function elsewhere(topology: Topology, workload: Topology["workloads"][string], kinds: ReadonlyMap<string, Kind>): readonly string[] {
  const kind = kinds.get(workload.kind);
  const cluster = topology.clusters[workload.cluster];
  if (!kind?.elsewhere || !cluster) return [];
  return kind.elsewhere(workload, contextOf(surroundingsOf(topology), topology.test, cluster, kind.authorities(workload)));
}

/** The clusters in which an authority has objects: those of the workloads that name it anywhere in their security. */
function authorityClusters(topology: Topology, authority: string): readonly string[] {
  const users = Object.values(topology.workloads).filter(
    (workload) => (workload as { security?: { authority?: unknown } }).security?.authority === authority,
  );
  return [...new Set(users.map((workload) => workload.cluster))];
}
