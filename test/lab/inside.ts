import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "./control-plane.ts";
import { startControlPlane } from "./control-plane.ts";
import type { ModuleFiles } from "./crds.ts";
import type { Images } from "./kubelet/kubelet.ts";
import { startKubelet } from "./kubelet/kubelet.ts";
import type { Row } from "./suites/applied.ts";
import { applied } from "./suites/applied.ts";
import { table } from "./table.ts";
import type { LabWorld } from "./world.ts";
import { brokenTwins, readWorlds, twinRow } from "./world.ts";

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
  /** Whether all control planes stay up at the end. */
  readonly keep: boolean;
  /** Whether broken copies of the committed dist/ are applied too. */
  readonly twins: boolean;
}

/** Control planes that run at the same time, unless all are kept. */
const ABREAST = 2;

/** Seconds until something is called not healthy; for broken copies, which always wait for all of it, less. */
const PATIENCE = 120;
const TWIN_PATIENCE = 25;

/** Runs the suites, as the first process of a PID namespace: when it ends, the kernel ends everything it started. */
export async function inside(options: InsideOptions): Promise<number> {
  const { root, scratch, keep } = options;
  // In memory, and in this mount namespace only: it is gone with the last process.
  execFileSync("mount", ["-t", "tmpfs", "-o", "mode=0755", "trueline-lab", scratch]);
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const say = (line: string): void => console.error(`[${seconds().toFixed(1).padStart(5)} s] ${line}`);

  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const real = options.dists.flatMap((dist) => readWorlds(dist, root));
  const twins = options.twins ? real.filter((world) => world.name === "dist east").flatMap(brokenTwins) : [];
  const worlds = [...real, ...twins];
  const planes: ControlPlane[] = [];
  const rows = new Map<LabWorld, readonly Row[]>();
  const queue = worlds.map((world, at) => ({ world, at }));
  const workers = Array.from({ length: ABREAST }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { plane, held } = await runWorld(next.world, next.at + 1, options, say, fail);
      const { twin } = next.world;
      rows.set(next.world, twin === undefined ? held : [twinRow(next.world, twin, held)]);
      if (keep) planes.push(plane);
      else await plane.stop();
    }
  });
  await Promise.race([Promise.all(workers), failed]);

  const all = worlds.flatMap((world) => rows.get(world) ?? []);
  console.log(`\n${table(all)}\n`);
  const broken = all.filter((row) => row.problems.length > 0).length;
  console.log(
    `lab: ${all.length - broken} of ${all.length} checks held in ${real.length} clusters and ${twins.length} broken twins, ${seconds().toFixed(0)} s`,
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

/** A fresh control plane for one world, and what held there. */
async function runWorld(
  { name, cluster, facts, environments, twin }: LabWorld,
  index: number,
  { scratch, programs, modules }: InsideOptions,
  say: (line: string) => void,
  fail: (error: Error) => void,
): Promise<{ plane: ControlPlane; held: readonly Row[] }> {
  const folder = join(scratch, String(index));
  mkdirSync(folder);
  const named = {
    name,
    index,
    folder,
    dnsServiceIP: facts.dns.serviceIP,
    certManagerNamespace: facts.platform.certManager?.clusterResourceNamespace ?? "cert-manager",
    trustNamespace: facts.platform.trustManager?.trustNamespace ?? "cert-manager",
  };
  const plane = await startControlPlane(named, new Map(Object.entries(programs)), modules, fail);
  say(`${name}: control plane is up`);
  const images: Images = new Map([["registry.k8s.io/kubectl", { program: programs["kubectl"] ?? "", path: "/bin/kubectl" }]]);
  const kubelet = startKubelet(plane, images, join(folder, "pods"), fail);
  try {
    const held = await applied(
      plane,
      kubelet,
      name,
      cluster,
      environments,
      join(folder, "statefulset-pods"),
      twin === undefined ? PATIENCE : TWIN_PATIENCE,
      say,
    );
    return { plane, held };
  } finally {
    await kubelet.stop();
  }
}
