import type { Kind } from "../kinds/kind.ts";
import type { SpecProblem } from "../kinds/spec-problem.ts";
import { isPrivate } from "./authority.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type ParsedClient, type ParsedParts, unknownReference } from "./parse-parts.ts";
import type { Client, OutsideClient } from "./topology.ts";

/** What is wrong with what clients refer to. */
export function clientProblems(parts: ParsedParts, kinds: ReadonlyMap<string, Kind>): readonly SpecProblem[] {
  return [...parts.clients].flatMap(([name, client]) => {
    const path = ["clients", name];
    const dials = unknownReference(parts, "workloads", client.dials, [...path, "dials"]);
    const trusts = client.trusts.flatMap((trust, index) => trustProblems(parts, trust, [...path, "trusts", index]));
    if (client.outside) return [...dials, ...trusts, ...unsaidGenerations(parts, client, path)];
    return [
      ...dials,
      ...trusts,
      ...unknownReference(parts, "clusters", client.cluster, [...path, "cluster"]),
      ...rootProblems(parts, kinds, client, path),
    ];
  });
}

function trustProblems(
  parts: ParsedParts,
  trust: string | { readonly authority: string; readonly generations: readonly string[] },
  path: readonly (string | number)[],
): readonly SpecProblem[] {
  const name = typeof trust === "string" ? trust : trust.authority;
  const at = typeof trust === "string" ? path : [...path, "authority"];
  const unknown = unknownReference(parts, "authorities", name, at);
  if (unknown.length > 0) return unknown;
  const authority = parts.authorities.get(name);
  if (typeof trust === "string" || !authority) return [];
  if (authority.kind === "acme") {
    return [
      { path: [...path, "generations"], message: `${name} is a public authority and has no generations.`, hint: `Write "${name}" alone.` },
    ];
  }
  return trust.generations.flatMap((generation, index): readonly SpecProblem[] =>
    authority.generations.includes(generation)
      ? []
      : [
          {
            path: [...path, "generations", index],
            message: `${name} has no generation "${generation}".`,
            hint: didYouMean(generation, authority.generations),
          },
        ],
  );
}

/** Nobody carries a root to an outside client but a person: which ones it was given has to be said. */
function unsaidGenerations(
  parts: ParsedParts,
  client: Extract<ParsedClient, { outside: true }>,
  path: readonly string[],
): readonly SpecProblem[] {
  return client.trusts.flatMap((trust, index): readonly SpecProblem[] => {
    const authority = typeof trust === "string" ? parts.authorities.get(trust) : undefined;
    if (typeof trust !== "string" || !isPrivate(authority)) return [];
    const message = `${trust} is a private authority, and an outside client holds only the roots that a person gave it.`;
    const hint = `Say which: { authority: "${trust}", generations: [${authority.trusted.map((each) => `"${each}"`).join(", ")}] }.`;
    return [{ path: [...path, "trusts", index], message, hint }];
  });
}

type InCluster = Extract<ParsedClient, { outside?: false }>;

/** A root that only the cluster holds reaches a client by a Bundle, which needs trust-manager in the cluster where it is born. */
function rootProblems(
  parts: ParsedParts,
  kinds: ReadonlyMap<string, Kind>,
  client: InCluster,
  path: readonly string[],
): readonly SpecProblem[] {
  const cluster = parts.clusters.get(client.cluster);
  return client.trusts.flatMap((name, index): readonly SpecProblem[] => {
    const authority = parts.authorities.get(name);
    if (authority?.kind !== "privateCA" || authority.roots || !cluster) return [];
    const at = [...path, "trusts", index];
    const born = [...parts.workloads.values()].find((workload) => kinds.get(workload.kind)?.authorities(workload).includes(name))?.cluster;
    // The workload that has them may be one that could not be read, or that misspells the name.
    if (born === undefined && (parts.problems.some((problem) => problem.path[0] === "workloads") || misspelt(parts, kinds))) return [];
    if (born === undefined) return [{ path: at, message: `no workload has certificates of ${name}, so there is no root to trust.` }];
    if (born !== client.cluster) {
      const message = `the root of ${name} is born in cluster ${born}, and this client runs in ${client.cluster}, where nothing brings it.`;
      const hint = `Fetch it with trueline import-ca, and put it into authorities.${name}.roots: then it is carried in git.`;
      return [{ path: at, message, hint }];
    }
    if (cluster.platform.trustManager) return [];
    const message = `is a private authority, and cluster ${client.cluster} has no trustManager, which hands its root to the client.`;
    return [
      {
        path: at,
        message,
        hint: `Add the version that is installed to clusters.${client.cluster}.platform: trustManager: "0.25". Or put the root into authorities.${name}.roots.`,
      },
    ];
  });
}

/** Whether a workload names an authority that is not there. */
function misspelt(parts: ParsedParts, kinds: ReadonlyMap<string, Kind>): boolean {
  return [...parts.workloads.values()].some((workload) =>
    kinds
      .get(workload.kind)
      ?.authorities(workload)
      .some((name) => !parts.authorities.has(name)),
  );
}

/** A client whose references hold, with its name and all that it trusts written out. */
export function resolveClient(name: string, client: ParsedClient, parts: ParsedParts): Client {
  if (!client.outside) {
    const { cluster, namespace, dials, trusts } = client;
    return { name, outside: false, cluster, namespace, dials, trusts };
  }
  const trusts = client.trusts.map((trust): OutsideClient["trusts"][number] => {
    if (typeof trust !== "string") return trust;
    const authority = parts.authorities.get(trust);
    return { authority: trust, generations: isPrivate(authority) ? authority.trusted : [] };
  });
  return { name, outside: true, dials: client.dials, trusts };
}
