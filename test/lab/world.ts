import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { proveManifests } from "../../src/compile.ts";
import type { Proof } from "../../src/prove/proof.ts";
import type { Disposition } from "../../src/prove/trace.ts";
import type { ClusterFacts, Environment } from "../../src/terms/environment.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import type { DistCluster } from "./dist.ts";
import { readDist } from "./dist.ts";
import type { Row } from "./suites/applied.ts";
import type { Dialled } from "./suites/dialled.ts";
import { countByEvidence } from "./suites/dialled.ts";
import type { Twin } from "./twins.ts";
import { breakCluster, TWINS } from "./twins.ts";

/** One cluster of one dist/: what gets a control plane of its own. */
export interface LabWorld {
  /** `dist east`, or a golden case's name and the cluster. */
  readonly name: string;
  readonly cluster: DistCluster;
  readonly facts: ClusterFacts;
  /** The Environments of that dist/. */
  readonly environments: readonly Environment[];
  /** For a broken copy: what has to fail in it. */
  readonly twin?: Twin;
}

/** The worlds of a dist/ folder. Throws if there are none, or if a cluster's facts are not written beside its manifests. */
export function readWorlds(dist: string, root: string): readonly LabWorld[] {
  const beside = join(dist, ".trueline");
  if (!existsSync(beside)) throw new Error(`${dist} has no .trueline folder: it is not a dist/ of Trueline`);
  const environments = readdirSync(beside).map((name) => JSON.parse(readFileSync(join(beside, name), "utf8")).environment as Environment);
  const clusters = readDist(dist, root);
  if (clusters.length === 0) throw new Error(`${dist} has no clusters`);
  const label = dirname(relative(root, dist)) === "." ? basename(dist) : basename(dirname(dist));
  return clusters.map((cluster) => {
    const own = environments.filter((each) => each.clusters[cluster.name] !== undefined).map((each) => ofCluster(each, cluster.name));
    const facts = own[0]?.clusters[cluster.name];
    if (facts === undefined) throw new Error(`no Environment in ${dist} knows cluster ${cluster.name}`);
    return { name: `${label} ${cluster.name}`, cluster, facts, environments: own };
  });
}

/** An Environment without what belongs to other clusters: a world has one. */
function ofCluster(environment: Environment, cluster: string): Environment {
  const { clusters, processes, brought } = environment;
  const facts = clusters[cluster];
  return {
    ...environment,
    clusters: facts === undefined ? {} : { [cluster]: facts },
    processes: processes.filter((each) => (each.cluster ?? each.reads.cluster) === cluster),
    brought: brought.filter((each) => each.cluster === cluster),
  };
}

/** What the prover says of a world: it reads the same objects. */
export function proofOf({ cluster, environments }: LabWorld): Promise<Proof> {
  const manifests = cluster.units.flatMap((unit) =>
    unit.objects.map(({ file, object }): Manifest => {
      const origin = { kind: "file", file, document: 0 } as const;
      return { kind: "manifest", cluster: cluster.name, unit: unit.name, object, origin };
    }),
  );
  return proveManifests(manifests, environments);
}

/** The broken copies of a cluster of the committed dist/; with `core` only those of the short form. */
export function brokenTwins(world: LabWorld, core = false): readonly LabWorld[] {
  return TWINS.filter((twin) => twin.of === world.cluster.name && (!core || twin.core === true)).map((twin) => ({
    ...world,
    name: `twin: ${twin.name}`,
    cluster: breakCluster(world.cluster, twin),
    twin,
  }));
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
export function dialTwinRow(world: LabWorld, ending: readonly Disposition[], { rows, agreed }: Dialled): Row {
  const ends = [...new Set(agreed.map((trace) => trace.disposition).filter((each) => each !== "proven"))].sort();
  const wanted = [...ending].sort();
  const other =
    ends.join() === wanted.join() ? [] : [`dials end with ${ends.join(", ") || "nothing but proven"}; meant was ${wanted.join(", ")}`];
  const problems = [...rows.flatMap((row) => row.problems), ...other];
  const total = rows.reduce((sum, row) => sum + row.of, 0);
  return {
    world: world.name,
    check: wanted.length === 0 ? "all proven, and so it is" : `${wanted.join(", ")}, as the prover says`,
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
