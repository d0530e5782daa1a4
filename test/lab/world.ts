import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { proveManifests } from "../../src/compile.ts";
import type { Proof } from "../../src/prove/proof.ts";
import type { Disposition } from "../../src/prove/trace.ts";
import type { ClusterFacts, Environment } from "../../src/terms/environment.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { clusterGroups } from "./cluster-groups.ts";
import { otherThanMeant } from "./dials/seen-ends.ts";
import type { DistCluster } from "./dist.ts";
import { readDist } from "./dist.ts";
import { GOLDEN_TWINS } from "./golden-twins.ts";
import type { JoinedTwin } from "./joined-twins.ts";
import { breakJoined } from "./joined-twins.ts";
import type { Row } from "./suites/applied.ts";
import type { Dialled } from "./suites/dialled.ts";
import { countByEvidence } from "./suites/dialled.ts";
import type { Twin } from "./twins.ts";
import { breakCluster, TWINS } from "./twins.ts";

/** One cluster: what gets a control plane of its own. */
export interface LabCluster {
  readonly cluster: DistCluster;
  readonly facts: ClusterFacts;
}

/** What is deployed together: clusters whose processes dial each other, and what is stated of them. */
export interface Deployment {
  readonly clusters: readonly LabCluster[];
  /** The Environments of that dist/. */
  readonly environments: readonly Environment[];
}

/** One cluster of one dist/, or those of it that are dialled together. */
export interface LabWorld extends Deployment {
  /** `dist east`, or a golden case's name and its clusters: `existing-issuer east+west`. */
  readonly name: string;
  /** For a broken copy: what has to fail in it. */
  readonly twin?: Twin;
  /** Broken copies that are deployed over it, one after the other. */
  readonly joinedTwins: readonly JoinedTwin[];
}

/** The worlds of a dist/ folder. Throws if there are none, or if a cluster's facts are not written beside its manifests. */
export async function readWorlds(dist: string, root: string): Promise<readonly LabWorld[]> {
  const beside = join(dist, ".trueline");
  if (!existsSync(beside)) throw new Error(`${dist} has no .trueline folder: it is not a dist/ of Trueline`);
  const environments = readdirSync(beside).map((name) => JSON.parse(readFileSync(join(beside, name), "utf8")).environment as Environment);
  const all = readDist(dist, root).map((cluster): LabCluster => {
    const facts = environments.map((each) => each.clusters[cluster.name]).find((each) => each !== undefined);
    if (facts === undefined) throw new Error(`no Environment in ${dist} knows cluster ${cluster.name}`);
    return { cluster, facts };
  });
  if (all.length === 0) throw new Error(`${dist} has no clusters`);
  // Where the vendor's operator makes the servers nobody does here: what it takes is tried by itself (suites/operator-resources.ts).
  const run = all.filter(({ cluster, facts }) => facts.platform.kurrentdbOperator === undefined && isEdgePlayed(cluster));
  const label = dirname(relative(root, dist)) === "." ? basename(dist) : basename(dirname(dist));
  const names = run.map(({ cluster }) => cluster.name);
  const groups = clusterGroups(names, environments, await proofOf({ clusters: run, environments }));
  return groups.map((group) => {
    const name = `${label} ${group.join("+")}`;
    const clusters = run.filter(({ cluster }) => group.includes(cluster.name));
    const joinedTwins = GOLDEN_TWINS.filter((twin) => twin.of === label);
    return { name, clusters, environments: environments.flatMap((each) => ofClusters(each, group)), joinedTwins };
  });
}

/** Whether the lab has what lets clients in to a cluster: Traefik, a stand-in for ingress-nginx, and no Gateway. */
function isEdgePlayed({ units }: DistCluster): boolean {
  return !units.some((unit) => unit.objects.some(({ object }) => object.apiVersion.startsWith("gateway.networking.k8s.io/")));
}

/** An Environment without what belongs to other clusters; none if it has nothing to do with these. */
function ofClusters(environment: Environment, names: readonly string[]): readonly Environment[] {
  const { processes, brought, peerings, zones } = environment;
  const clusters = Object.fromEntries(Object.entries(environment.clusters).filter(([name]) => names.includes(name)));
  if (Object.keys(clusters).length === 0) return [];
  const joining = peerings?.filter((each) => each.joins.some((name) => names.includes(name)));
  return [
    {
      ...environment,
      clusters,
      ...(joining === undefined ? {} : { peerings: joining }),
      ...(zones === undefined
        ? {}
        : { zones: zones.filter(({ peering }) => peering === undefined || joining?.some((each) => each.name === peering)) }),
      processes: processes.filter((each) => names.includes(each.cluster ?? each.reads.cluster)),
      brought: brought.filter((each) => names.includes(each.cluster)),
    },
  ];
}

/** What the prover says of a world: it reads the same objects. */
export function proofOf({ clusters, environments }: Deployment): Promise<Proof> {
  const manifests = clusters.flatMap(({ cluster }) =>
    cluster.units.flatMap((unit) =>
      unit.objects.map(({ file, object }): Manifest => {
        const origin = { kind: "file", file, document: 0 } as const;
        return { kind: "manifest", cluster: cluster.name, unit: unit.name, object, origin };
      }),
    ),
  );
  return proveManifests(manifests, environments);
}

/** The broken copies of a cluster of the committed dist/; with `core` only those of the short form. */
export function brokenTwins(world: LabWorld, core = false): readonly LabWorld[] {
  const [only, ...others] = world.clusters;
  if (only === undefined || others.length > 0) return [];
  return TWINS.filter((twin) => twin.of === only.cluster.name && (!core || twin.core === true)).map((twin) => ({
    ...world,
    name: `twin: ${twin.name}`,
    clusters: [{ ...only, cluster: breakCluster(only.cluster, twin) }],
    twin,
  }));
}

/** A world with a broken copy's edits made. */
export function brokenWorld(world: LabWorld, twin: JoinedTwin): Deployment {
  return breakJoined(world, twin);
}

/** The one row of a broken copy, from the rows of its checks: did just those fail that had to? */
export function twinRow(world: LabWorld, failing: readonly string[], rows: readonly Row[]): Row {
  const broken = rows.filter((row) => row.problems.length > 0);
  const failed = broken.map((row) => row.check);
  const missed = failing.filter((check) => !failed.includes(check)).map((check) => `not found by: ${check}`);
  const more = broken.filter((row) => !failing.includes(row.check)).map((row) => `failed too: ${row.check}: ${row.problems[0]}`);
  const problems = [...missed, ...more];
  const of = Math.max(failing.length, problems.length);
  const check = "found by the checks that have to";
  return { world: world.name, check, held: of - problems.length, of, problems, seconds: secondsOf(rows) };
}

/** The one row of a broken copy that is dialled: lab and prover agree on every dial, and it is broken in the way that is meant. */
export function dialTwinRow(world: LabWorld, ending: readonly Disposition[], { rows, agreed }: Pick<Dialled, "rows" | "agreed">): Row {
  const ends = [...new Set(agreed.map((trace) => trace.disposition).filter((each) => each !== "proven"))].sort();
  const wanted = [...ending].sort();
  const other =
    ends.join() === wanted.join() ? [] : [`dials end with ${ends.join(", ") || "nothing but proven"}; meant was ${wanted.join(", ")}`];
  const check = wanted.length === 0 ? "all proven, and so it is" : `${wanted.join(", ")}, as the prover says`;
  return oneRow(world.name, check, rows, other, agreed);
}

/** The one row of a broken copy of joined clusters: each dial ends as it is meant to, in the lab as in the proof. */
export function joinedTwinRow({ name, ends }: JoinedTwin, { rows, agreed, ends: seen }: Dialled): Row {
  const kinds = [...new Set(ends.map((each) => each.disposition).filter((each) => each !== "proven"))].sort();
  const ways = [...new Set(ends.flatMap(({ way }) => (way === undefined ? [] : [`goes ${way}`])))].sort();
  const check = kinds.length + ways.length === 0 ? "all proven, and so it is" : `${[...kinds, ...ways].join(", ")}, as the prover says`;
  return oneRow(`twin: ${name}`, check, rows, otherThanMeant(seen, ends), agreed);
}

function oneRow(world: string, check: string, rows: readonly Row[], more: readonly string[], agreed: Dialled["agreed"]): Row {
  const problems = [...rows.flatMap((row) => row.problems), ...more];
  const total = rows.reduce((sum, row) => sum + row.of, 0);
  return {
    world,
    check,
    held: Math.max(total - problems.length, 0),
    of: Math.max(total, problems.length),
    problems,
    seconds: secondsOf(rows),
    dials: countByEvidence(agreed),
  };
}

function secondsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.seconds, 0);
}
