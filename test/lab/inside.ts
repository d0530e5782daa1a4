import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "../../src/prove/trace.ts";
import { statedClusters } from "./assumed-egress.ts";
import { standInForRoots } from "./authorities.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { ModuleFiles } from "./crds.ts";
import { withoutDeliveryCrds } from "./crds.ts";
import { deployOver } from "./deploy.ts";
import type { ClientProgram } from "./dials/clients.ts";
import { withoutDelivery } from "./dist.ts";
import type { AgreedDial, LabEvidence } from "./evidence.ts";
import { check, collect, evidenceText as evidenceJson } from "./evidence.ts";
import type { JoinedTwin } from "./joined-twins.ts";
import { applicationImages } from "./lives/applications.ts";
import type { LivesWorld } from "./lives/lives.ts";
import { livesWorlds, runLives } from "./lives/lives.ts";
import { openLabNetwork } from "./network/node-network.ts";
import { openWorld } from "./open-world.ts";
import { makeSlots } from "./slots.ts";
import type { Row } from "./suites/applied.ts";
import { applied, applyAndSettle } from "./suites/applied.ts";
import type { Dialled } from "./suites/dialled.ts";
import { dialled } from "./suites/dialled.ts";
import type { Held } from "./suites/held.ts";
import { injected } from "./suites/injected.ts";
import { operatorResources } from "./suites/operator-resources.ts";
import { evidenceText, sumDials, table } from "./table.ts";
import type { Deployment, LabWorld } from "./world.ts";
import { brokenTwins, brokenWorld, dialTwinRow, joinedTwinRow, proofOf, readWorlds, twinRow } from "./world.ts";

/** What the outer process hands to the one inside of the namespaces, as a file. */
export interface InsideOptions {
  /** The checkout. */
  readonly root: string;
  /** The dist/ folders to apply. */
  readonly dists: readonly string[];
  /** An empty folder: everything that the run writes goes there. */
  readonly scratch: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly modules: ModuleFiles;
  readonly client: Omit<ClientProgram, "stack">;
  /** Of the programs, by their names. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether all control planes stay up at the end. */
  readonly keep: boolean;
  /** Which broken copies of the committed dist/ are applied too. */
  readonly twins: "all" | "core" | "none";
  /** Which broken copies of clusters that dial each other. */
  readonly joinedTwins: "all" | "core" | "none";
  /** Which clusters of suite 3 run. */
  readonly lives: "all" | "core" | "none";
  /** Only worlds whose name holds this text are run. */
  readonly only: string;
  /** Whether all that the lab can run does, so that what it sees can be held against evidence.json. */
  readonly full: boolean;
  /** Whether evidence.json is written anew. */
  readonly record: boolean;
}

/** Clusters that run at the same time: on two processors, each waits about a third of its time. */
const ABREAST = 3;

/** Clusters of suite 3 that run beside those: they wait nearly all of their time. */
const LIVES_ABREAST = 2;

/** Seconds until something is called not healthy; for broken copies, which always wait for all of it, less. */
const PATIENCE = 120;
const TWIN_PATIENCE = 30;

/** One world's run: what held there, and how to end all that it started. */
interface Ran {
  readonly planes: readonly ControlPlane[];
  readonly rows: readonly Row[];
  /** Dials that lab and prover agree on. */
  readonly agreed: readonly Trace[];
  end(): Promise<void>;
}

/** Runs the suites, as the first process of a PID namespace: when it ends, the kernel ends everything it started. */
export async function inside(options: InsideOptions): Promise<number> {
  const { root, scratch, keep } = options;
  // In memory, and in this mount namespace only: it is gone with the last process.
  execFileSync("mount", ["-t", "tmpfs", "-o", "mode=0755", "trueline-lab", scratch]);
  openLabNetwork();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const say = (line: string): void => console.error(`[${seconds().toFixed(1).padStart(5)} s] ${line}`);

  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const real = (await Promise.all(options.dists.map((dist) => readWorlds(dist, root)))).flat();
  const twins = real
    .filter((world) => options.twins !== "none" && world.name.startsWith("dist "))
    .flatMap((world) => brokenTwins(world, options.twins === "core"));
  const isWanted = ({ name }: { readonly name: string }): boolean => name.includes(options.only);
  // Those with twins take longest, so they begin first.
  const worlds = [...real, ...twins]
    .map((world): LabWorld => ({ ...world, joinedTwins: joinedTwinsOf(world, options) }))
    .filter((world) => isWanted(world) || world.joinedTwins.length > 0)
    .sort((one, other) => other.joinedTwins.length - one.joinedTwins.length);
  // The short form has the committed clusters as they are, and of golden cases only twins.
  const isWhole = (world: LabWorld): boolean =>
    isWanted(world) && (options.joinedTwins !== "core" || world.joinedTwins.length === 0 || world.name.startsWith("dist "));
  const lives = options.lives === "none" ? [] : (await livesWorlds(real, scratch, options.lives === "core")).filter(isWanted);
  if (worlds.length + lives.length === 0) throw new Error(`no cluster and no twin has '${options.only}' in its name`);
  const planes: ControlPlane[] = [];
  const done = new Map<LabWorld | LivesWorld, Ran>();
  const numbers = Array.from({ length: 90 }, (_, i) => i + 1);
  let folders = 0;
  const runAll = async <T extends LabWorld | LivesWorld>(
    all: readonly T[],
    abreast: number,
    run: (world: T, given: Given) => Promise<Ran>,
  ) => {
    const slots = makeSlots(abreast);
    const runOne = async (world: T): Promise<void> => {
      const size = "clusters" in world ? Math.min(world.clusters.length, abreast) : 1;
      await slots.take(size);
      folders += 1;
      const folder = join(scratch, String(folders));
      mkdirSync(folder);
      const ran = await run(world, { ...options, folder, numbers, say, fail });
      done.set(world, ran);
      if (keep) planes.push(...ran.planes);
      else await ran.end();
      slots.give(size);
    };
    await Promise.all(all.map(runOne));
  };
  const running = [runAll(lives, LIVES_ABREAST, live), runAll(worlds, ABREAST, (world, given) => runWorld(world, isWhole(world), given))];
  await Promise.race([Promise.all(running), failed]);

  const rows = [...worlds, ...lives].flatMap((world) => done.get(world)?.rows ?? []);
  const agreed = worlds.flatMap((world) => (done.get(world)?.agreed ?? []).map((trace) => ({ world: world.name, trace })));
  const all = options.full
    ? [
        ...rows,
        evidenceRow(
          options,
          agreed,
          rows.every((row) => row.problems.length === 0),
        ),
      ]
    : rows;
  console.log(`\n${table(all)}\n`);
  const broken = all.filter((row) => row.problems.length > 0).length;
  const dials = sumDials(all);
  const total = Object.values(dials).reduce((sum, each) => sum + each, 0);
  console.log(`dials: ${total} dialled, and the prover says the same of each: ${evidenceText(dials)}`);
  console.log(
    `lab: ${all.length - broken} of ${all.length} checks held in ${worlds.filter(({ twin }) => !twin).length} clusters, ${worlds.filter(({ twin }) => twin).length} broken twins and ${lives.length} clusters that lived on, ${seconds().toFixed(0)} s`,
  );
  if (keep) {
    const kubectl = `nsenter --all --target $(pgrep --parent ${process.env["TRUELINE_LAB_OUTSIDE"]}) ${options.programs["kubectl"]}`;
    for (const plane of planes) console.log(`\n${plane.name}:\n  ${kubectl} --kubeconfig ${plane.kubeconfig} get pods -A`);
    console.log("\nCtrl-C ends it.");
    const forever = new Promise(() => setInterval(() => {}, 1 << 30));
    await Promise.race([forever, failed]);
  }
  return broken === 0 ? 0 : 1;
}

/** The twins of a world of several clusters that are wanted. */
function joinedTwinsOf({ joinedTwins }: LabWorld, { joinedTwins: wanted, only }: InsideOptions): readonly JoinedTwin[] {
  if (wanted === "none") return [];
  return joinedTwins.filter((each) => (wanted === "all" || each.core === true) && `twin: ${each.name}`.includes(only));
}

/** What each world is run with. */
interface Given extends InsideOptions {
  /** An empty folder of its own. */
  readonly folder: string;
  /** Numbers of clusters that are free. */
  readonly numbers: number[];
  readonly say: (line: string) => void;
  readonly fail: (error: Error) => void;
}

/** Fresh control planes and networks for one world, and what held there: as it is, if `whole`, and in each of its joined twins. */
async function runWorld(world: LabWorld, whole: boolean, given: Given): Promise<Ran> {
  const { folder, numbers, programs, modules, client, say, fail } = given;
  const { name, twin } = world;
  // What only says how objects get there tells nothing of dials, and its CRDs are large.
  const isDialled = twin?.finds.kind === "dials" || !whole;
  const stoodIn = standInForRoots(world.environments);
  const toDeploy = (each: Deployment): Deployment =>
    stoodIn.replace({
      environments: each.environments,
      clusters: each.clusters.map((own) => (isDialled ? { ...own, cluster: withoutDelivery(own.cluster) } : own)),
    });
  const deployment = toDeploy(world);
  const { clusters, environments } = deployment;
  const small = isDialled ? withoutDeliveryCrds(modules) : modules;
  const stated = statedClusters(deployment);
  const open = await openWorld({ name, clusters: stated, environments, folder, numbers, programs, modules: small, say, fail });
  const ran = (rows: readonly Row[], agreed: readonly Trace[]): Ran => ({
    planes: open.clusters.map(({ plane }) => plane),
    end: open.end,
    rows,
    agreed,
  });
  const dial = async (of: string, now: Deployment): Promise<Dialled> =>
    dialled({
      name: of,
      clusters: open.clusters,
      surroundings: open.surroundings,
      environments: now.environments,
      // Broken copies are many, and its second way takes as long again.
      client: { ...client, stack: of === name && (twin === undefined || twin.core === true) ? "both" : "grpc-js" },
      proof: await proofOf(now),
      patience: PATIENCE,
      say,
    });
  const settleEach = (): Promise<unknown> =>
    Promise.all(
      clusters.map(({ cluster }, i) => {
        const plane = open.clusters[i]?.plane;
        return plane && applyAndSettle(plane, cluster, environments, TWIN_PATIENCE, stoodIn);
      }),
    );
  if (twin?.finds.kind === "dials") {
    await settleEach();
    const found = await dial(name, deployment);
    return ran([dialTwinRow(world, twin.finds.ending, found)], found.agreed);
  }
  const rows: Row[] = [];
  const agreed: Trace[] = [];
  let before: Deployment | undefined;
  if (whole) {
    const patience = twin === undefined ? PATIENCE : TWIN_PATIENCE;
    const held = await Promise.all(
      open.clusters.map(({ name: own, plane, kubelet, folder: at }, i) => {
        const cluster = clusters[i]?.cluster;
        const title = clusters.length === 1 ? name : `${name}, ${own}`;
        return cluster && applied(plane, kubelet, title, cluster, environments, stoodIn, join(at, "statefulset-pods"), patience, say);
      }),
    );
    rows.push(...held.flatMap((each) => each ?? []));
    if (twin !== undefined) return ran([twinRow(world, twin.finds.failing, rows)], []);
    const found = await dial(name, deployment);
    rows.push(...found.rows);
    agreed.push(...found.agreed);
    // The same everywhere, since no compiled object takes part: once is enough.
    const [first] = open.clusters;
    if (name.startsWith("dist ") && first !== undefined) {
      const { plane } = first;
      rows.push(await heldRow(name, "webhook configurations that cainjector gives their CA", () => injected(plane)));
      rows.push(await heldRow(name, "resources of the vendor's operator, taken or not", () => operatorResources(plane, given.root)));
    }
    before = deployment;
  }
  for (const each of world.joinedTwins) {
    const next = toDeploy(brokenWorld(world, each));
    const title = `twin: ${each.name}`;
    try {
      await deployOver(open, before, next, stoodIn, TWIN_PATIENCE);
      const found = await dial(title, next);
      rows.push(joinedTwinRow(each, found));
      agreed.push(...found.agreed);
    } catch (error) {
      // Such as an object that the API server refuses: the others are tried nevertheless.
      rows.push({ world: title, check: "is deployed and dialled", held: 0, of: 1, problems: [(error as Error).message], seconds: 0 });
    }
    before = next;
  }
  return ran(rows, agreed);
}

/** A cluster of suite 3, with a control plane and network of its own. */
async function live(world: LivesWorld, { folder, numbers, programs, modules, client, say, fail }: Given): Promise<Ran> {
  const open = await openWorld({
    ...{ name: world.name, clusters: [{ name: "east", facts: world.facts }], environments: [], folder, numbers, programs, say, fail },
    modules: withoutDeliveryCrds(modules),
    images: applicationImages(client),
    collectsGarbage: true,
  });
  const [cluster] = open.clusters;
  if (cluster === undefined) throw new Error(`${world.name} has no cluster`);
  return { planes: [cluster.plane], end: open.end, rows: await runLives(world, cluster, say), agreed: [] };
}

/** Holds what was seen against evidence.json, or writes that file, if all held. */
function evidenceRow({ root, versions, record }: InsideOptions, agreed: readonly AgreedDial[], held: boolean): Row {
  const file = join(root, "test", "lab", "evidence.json");
  const seen = collect(agreed);
  if (record && held) {
    const measured = new Date().toISOString().slice(0, 10);
    writeFileSync(file, evidenceJson({ measured, versions, rules: seen }));
  }
  const committed = (JSON.parse(readFileSync(file, "utf8")) as LabEvidence).rules;
  const problems = check(seen, committed);
  const of = Object.keys(committed).length;
  return { world: "all", check: "rules seen at work, by evidence.json", held: of - problems.length, of, problems, seconds: 0 };
}

/** One check as a line of the table, with the time that it took. */
async function heldRow(world: string, check: string, look: () => Promise<Held>): Promise<Row> {
  const started = performance.now();
  const { of, problems } = await look();
  return { world, check, held: of - problems.length, of, problems, seconds: (performance.now() - started) / 1000 };
}
