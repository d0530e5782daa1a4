import { join } from "node:path";
import type { ClusterFacts } from "../../../src/terms/environment.ts";
import { withoutDelivery } from "../dist.ts";
import type { OpenCluster } from "../open-world.ts";
import type { Row } from "../suites/applied.ts";
import type { LabWorld } from "../world.ts";
import type { CompiledCommit } from "./migration.ts";
import { commitOf, migration } from "./migration.ts";
import { renewal, renewalUnnoticed } from "./renewal.ts";

/** A cluster of suite 3: it lives for minutes, while all dial all. */
export interface LivesWorld {
  readonly name: string;
  readonly facts: ClusterFacts;
  run(world: OpenCluster): Promise<readonly Row[]>;
}

/**
 * The clusters of suite 3, the longest first; with `core` the short form of one. `real` are the committed clusters, of which `east`
 * is renewed; `scratch` is an existing folder.
 */
export async function livesWorlds(real: readonly LabWorld[], scratch: string, core: boolean): Promise<readonly LivesWorld[]> {
  const world = real.find((each) => each.name.startsWith("dist ") && each.clusters.some(({ cluster }) => cluster.name === "east"));
  const own = world?.clusters.find(({ cluster }) => cluster.name === "east");
  if (world === undefined || own === undefined) return [];
  const east: CompiledCommit = { ...own, environments: world.environments };
  const given = (name: string, { cluster, environments }: CompiledCommit) => ({ name, cluster: withoutDelivery(cluster), environments });
  const renewed = (name: string, renewals: number, untilExpired: boolean): LivesWorld => ({
    name,
    facts: east.facts,
    run: (world) => renewal(world, { ...given(name, east), renewals, untilExpired }),
  });
  if (core) return [renewed("lives: one renewal", 1, false)];
  const folder = join(scratch, "lives");
  const first = await commitOf(folder, "g1", { generations: ["g1"] });
  const unsignalled = await commitOf(folder, "unsignalled", { generations: ["g1"], reload: "rollingRestart" });
  const twin = "lives: twin: renewed, and nobody signals";
  return [
    { name: "lives: migration", facts: first.facts, run: (world) => migration(world, { name: "lives: migration", first }) },
    renewed("lives: renewal", 2, true),
    { name: twin, facts: unsignalled.facts, run: (world) => renewalUnnoticed(world, given(twin, unsignalled)) },
  ];
}

/** What held in a cluster of suite 3. That something did not come within the time it is given is a finding too. */
export async function runLives({ name, run }: LivesWorld, world: OpenCluster, say: (line: string) => void): Promise<readonly Row[]> {
  const started = performance.now();
  const rows = await run(world).catch((error: unknown): readonly Row[] => {
    const seconds = (performance.now() - started) / 1000;
    return [{ world: name, check: "lives to its end", held: 0, of: 1, problems: [(error as Error).message], seconds, inFull: true }];
  });
  for (const { check, held, of } of rows) say(`${name}: ${check}: ${held} of ${of}`);
  return rows;
}
