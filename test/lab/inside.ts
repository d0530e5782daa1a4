import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "../../src/prove/trace.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { ModuleFiles } from "./crds.ts";
import { withoutDeliveryCrds } from "./crds.ts";
import type { ClientProgram } from "./dials/clients.ts";
import { withoutDelivery } from "./dist.ts";
import type { AgreedDial, LabEvidence } from "./evidence.ts";
import { check, collect, evidenceText as evidenceJson } from "./evidence.ts";
import { applicationImages } from "./lives/applications.ts";
import type { LivesWorld } from "./lives/lives.ts";
import { livesWorlds, runLives } from "./lives/lives.ts";
import { openLabNetwork } from "./network/node-network.ts";
import { openWorld } from "./open-world.ts";
import type { Row } from "./suites/applied.ts";
import { applied, applyAndSettle } from "./suites/applied.ts";
import type { Dialled } from "./suites/dialled.ts";
import { dialled } from "./suites/dialled.ts";
import { injected } from "./suites/injected.ts";
import { evidenceText, sumDials, table } from "./table.ts";
import type { LabWorld } from "./world.ts";
import { brokenTwins, dialTwinRow, proofOf, readWorlds, twinRow } from "./world.ts";

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
  /** Which clusters of suite 3 run. */
  readonly lives: "all" | "core" | "none";
  /** Only worlds whose name holds this text are run. */
  readonly only: string;
  /** Whether all that the lab can run does, so that what it sees can be held against evidence.json. */
  readonly full: boolean;
  /** Whether evidence.json is written anew. */
  readonly record: boolean;
}

/** Worlds that run at the same time: on two processors, each waits about a third of its time. */
const ABREAST = 3;

/** Clusters of suite 3 that run beside those: they wait nearly all of their time. */
const LIVES_ABREAST = 2;

/** Seconds until something is called not healthy; for broken copies, which always wait for all of it, less. */
const PATIENCE = 120;
const TWIN_PATIENCE = 30;

/** One world's run: what held there, and how to end all that it started. */
interface Ran {
  readonly plane: ControlPlane;
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
  const real = options.dists.flatMap((dist) => readWorlds(dist, root));
  const twins = real
    .filter((world) => options.twins !== "none" && world.name.startsWith("dist "))
    .flatMap((world) => brokenTwins(world, options.twins === "core"));
  const isWanted = ({ name }: { readonly name: string }): boolean => name.includes(options.only);
  const worlds = [...real, ...twins].filter(isWanted);
  const lives = options.lives === "none" ? [] : (await livesWorlds(real, scratch, options.lives === "core")).filter(isWanted);
  if (worlds.length + lives.length === 0) throw new Error(`no cluster and no twin has '${options.only}' in its name`);
  const planes: ControlPlane[] = [];
  const done = new Map<LabWorld | LivesWorld, Ran>();
  let index = 0;
  const runAll = <T extends LabWorld | LivesWorld>(all: readonly T[], abreast: number, run: (world: T, index: number) => Promise<Ran>) => {
    const queue = [...all];
    return Array.from({ length: abreast }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        index += 1;
        const ran = await run(next, index);
        done.set(next, ran);
        if (keep) planes.push(ran.plane);
        else await ran.end();
      }
    });
  };
  const workers = [
    ...runAll(lives, LIVES_ABREAST, (world, at) => live(world, at, options, say, fail)),
    ...runAll(worlds, ABREAST, (world, at) => runWorld(world, at, options, say, fail)),
  ];
  await Promise.race([Promise.all(workers), failed]);

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

/** A fresh control plane and network for one world, and what held there. */
async function runWorld(
  world: LabWorld,
  index: number,
  { scratch, programs, modules, client }: InsideOptions,
  say: (line: string) => void,
  fail: (error: Error) => void,
): Promise<Ran> {
  const { name, cluster: whole, facts, environments, twin } = world;
  // What only says how objects get there tells nothing of dials, and its CRDs are large.
  const isDialled = twin?.finds.kind === "dials";
  const cluster = isDialled ? withoutDelivery(whole) : whole;
  const small = isDialled ? withoutDeliveryCrds(modules) : modules;
  const open = await openWorld({ name, index, facts, scratch, programs, modules: small, say, fail });
  const { plane, context, kubelet, clusterNetwork, folder, end } = open;
  const dial = async (): Promise<Dialled> =>
    dialled({
      name,
      cluster: cluster.name,
      context,
      kubelet,
      clusterNetwork,
      environments,
      // Broken copies are many, and its second way takes as long again.
      client: { ...client, stack: twin === undefined || twin.core === true ? "both" : "grpc-js" },
      proof: await proofOf(world),
      patience: PATIENCE,
      say,
    });
  if (twin?.finds.kind === "dials") {
    await applyAndSettle(plane, cluster, environments, TWIN_PATIENCE);
    const found = await dial();
    return { plane, end, rows: [dialTwinRow(world, twin.finds.ending, found)], agreed: found.agreed };
  }
  const patience = twin === undefined ? PATIENCE : TWIN_PATIENCE;
  const held = await applied(plane, kubelet, name, cluster, environments, join(folder, "statefulset-pods"), patience, say);
  if (twin !== undefined) return { plane, end, rows: [twinRow(world, twin.finds.failing, held)], agreed: [] };
  const found = await dial();
  // The same everywhere, since no compiled object takes part: once is enough.
  const webhooks = name.startsWith("dist ") ? [await injectedRow(plane, name)] : [];
  return { plane, end, rows: [...held, ...webhooks, ...found.rows], agreed: found.agreed };
}

/** A cluster of suite 3, with a control plane and network of its own. */
async function live(
  world: LivesWorld,
  index: number,
  { scratch, programs, modules, client }: InsideOptions,
  say: (line: string) => void,
  fail: (error: Error) => void,
): Promise<Ran> {
  const open = await openWorld({
    ...{ name: world.name, index, facts: world.facts, scratch, programs, say, fail },
    modules: withoutDeliveryCrds(modules),
    images: applicationImages(client),
    collectsGarbage: true,
  });
  return { plane: open.plane, end: open.end, rows: await runLives(world, open, say), agreed: [] };
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

/** Webhooks of the kinds to come get their CA this way. */
async function injectedRow(plane: ControlPlane, world: string): Promise<Row> {
  const started = performance.now();
  const { of, problems } = await injected(plane);
  const check = "webhook configurations that cainjector gives their CA";
  return { world, check, held: of - problems.length, of, problems, seconds: (performance.now() - started) / 1000 };
}
