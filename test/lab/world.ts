import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { ClusterFacts, Environment } from "../../src/terms/environment.ts";
import type { DistCluster } from "./dist.ts";
import { readDist } from "./dist.ts";
import type { Row } from "./suites/applied.ts";
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
    const facts = environments.flatMap((each) => each.clusters[cluster.name] ?? [])[0];
    if (facts === undefined) throw new Error(`no Environment in ${dist} knows cluster ${cluster.name}`);
    return { name: `${label} ${cluster.name}`, cluster, facts, environments };
  });
}

/** The broken copies of a world. */
export function brokenTwins(world: LabWorld): readonly LabWorld[] {
  return TWINS.map((twin) => ({ ...world, name: `twin: ${twin.name}`, cluster: breakCluster(world.cluster, twin), twin }));
}

/** The one row of a broken copy, from the rows of its checks: did just those fail that had to? */
export function twinRow(world: LabWorld, { found }: Twin, rows: readonly Row[]): Row {
  const failing = rows.filter((row) => row.problems.length > 0);
  const failed = failing.map((row) => row.check);
  const missed = found.filter((check) => !failed.includes(check)).map((check) => `not found by: ${check}`);
  const more = failing.filter((row) => !found.includes(row.check)).map((row) => `failed too: ${row.check}: ${row.problems[0]}`);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  const problems = [...missed, ...more];
  const of = Math.max(found.length, problems.length);
  return { world: world.name, check: "found by the checks that have to", held: of - problems.length, of, problems, seconds };
}
