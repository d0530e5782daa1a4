import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildComponents, versionsOf } from "./build.ts";
import { installClient } from "./client-install.ts";
import { readModuleFiles } from "./crds.ts";
import { goldenDists } from "./golden-dists.ts";
import { GOLDEN_TWINS } from "./golden-twins.ts";
import type { InsideOptions } from "./inside.ts";
import { inside } from "./inside.ts";
import { missingForLab } from "./preflight.ts";
import { alertsHold } from "./suites/alerts.ts";

/** What lab.mjs hands over. */
export interface RunOptions {
  readonly argv: readonly string[];
  /** The lab's folder in the checkout. */
  readonly source: string;
  /** The folder that outlives runs. */
  readonly cache: string;
  /** This run's own folder, which lab.mjs removes. */
  readonly folder: string;
  /** The bundle that this code runs from. */
  readonly bundle: string;
  /** When a process started, by its id; undefined if there is none. */
  readonly startOf: (pid: number) => string | undefined;
}

const USAGE = `usage: node test/lab/lab.mjs [--core | --all | --dist DIR] [--only TEXT] [--keep] [--build-only]

  --core        the committed dist/ and some of its broken twins; without it all twins
  --all         the dist/ of every golden case too, and then the rules that were seen, against evidence.json
  --only TEXT   only the clusters and twins whose name holds this text; alerts: only the alerts
  --dist DIR    this dist/ only, with its .trueline/
  --keep        leave everything up at the end and say how to use kubectl there; Ctrl-C ends it
  --build-only  build the programs into the cache and run nothing`;

/** The lab from outside of its namespaces; gives the exit code. */
export async function run(options: RunOptions): Promise<number> {
  const { argv, source, cache, folder, bundle } = options;
  if (argv[0] === "--inside") return inside(JSON.parse(readFileSync(argv[1] ?? "", "utf8")) as InsideOptions);
  const wanted = readArguments(argv);
  if (typeof wanted === "string") {
    console.error(wanted);
    return argv.includes("--help") ? 0 : 2;
  }
  const missing = missingForLab();
  if (missing.length > 0) {
    console.error(`The lab can't run on this machine. It needs:\n${missing.map((each) => `  - ${each}`).join("\n")}`);
    return 3;
  }
  removeLeftovers(join(cache, "runs"), options.startOf);
  const programs = await buildComponents(source, cache, (line) => console.error(line));
  const modules = await readModuleFiles(join(source, "crds"));
  const client = {
    folder: join(source, "components", "kurrentdb-client"),
    modules: await installClient(source, cache, (line) => console.error(line)),
  };
  if (wanted["build-only"]) return 0;
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  const root = join(source, "..", "..");
  const own = wanted.dist === undefined ? join(root, "dist") : resolve(wanted.dist);
  const golden = goldenDists(join(root, "test", "golden"));
  const withTwins = golden.runs.filter((dist) =>
    GOLDEN_TWINS.some((twin) => twin.of === basename(dirname(dist)) && (!wanted.core || twin.core === true)),
  );
  const others = wanted.all ? golden.runs : wanted.dist === undefined ? withTwins : [];
  const dists = [own, ...others];
  if (wanted.all) for (const { name, why } of golden.leftOut) console.error(`golden case ${name} is left out: ${why}`);
  // Needs no namespaces: Prometheus' rules over made-up series, for the committed dist/ and the golden cases with alerts.
  const alerts = "alerts".includes(wanted.only ?? "")
    ? await alertsHold(programs.get("promtool") ?? "", distsWithAlerts(own, golden.runs), scratch)
    : 0;
  if (wanted.only === "alerts") return alerts;
  const full = wanted.all && wanted.only === undefined && !wanted.keep;
  const twins = wanted.dist !== undefined || (wanted.keep && wanted.only === undefined) ? "none" : wanted.core ? "core" : "all";
  const record = process.env["TRUELINE_UPDATE"] === "1";
  const versions = versionsOf(source);
  const handed: InsideOptions = {
    root,
    dists,
    scratch,
    programs: Object.fromEntries(programs),
    modules,
    client,
    versions,
    keep: wanted.keep,
    twins,
    // Clusters that dial each other lie in golden cases: a dist/ of one's own may be a copy of one.
    joinedTwins: wanted.dist !== undefined && wanted.only !== undefined ? "all" : twins,
    // Of the committed dist/, with the twins.
    lives: twins,
    only: wanted.only ?? "",
    full,
    record,
  };
  const file = join(folder, "inside.json");
  writeFileSync(file, JSON.stringify(handed));
  writeFileSync(join(folder, "inside.mjs"), INSIDE);
  return (await runInNamespaces([process.execPath, join(folder, "inside.mjs"), bundle, file])) || alerts;
}

/** This dist/, and those of golden cases whose clusters ask for alerts. */
function distsWithAlerts(own: string, golden: readonly string[]): readonly string[] {
  return [own, ...golden.filter((dist) => /\/alerts[^/]*\/dist$/.test(dist))];
}

interface Wanted {
  readonly core: boolean;
  readonly all: boolean;
  readonly keep: boolean;
  readonly "build-only": boolean;
  readonly dist?: string;
  readonly only?: string;
}

/** The arguments, or what to say about them. */
function readArguments(argv: readonly string[]): Wanted | string {
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { core: flag, all: flag, keep: flag, "build-only": flag, help: flag, dist: { type: "string" }, only: { type: "string" } },
    });
    return values.help ? USAGE : values;
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

/** The first process in there. It exits at once when it is done: whatever still runs is ended by the kernel. */
const INSIDE = `const { run } = await import(process.argv[2]);
run({ argv: ["--inside", process.argv[3]] }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.stack);
    process.exit(1);
  },
);
`;

/**
 * Runs a command as the first process of PID, mount and network namespaces of its own, which vanish with it. If this process
 * is killed, the kernel kills `unshare`, and with it everything in there.
 */
function runInNamespaces(command: readonly string[]): Promise<number> {
  const namespaces = ["--fork", "--pid", "--mount-proc", "--mount", "--net", "--uts", "--ipc", "--kill-child"];
  return new Promise((resolve, reject) => {
    // In a session of its own: Ctrl-C reaches this process only, which ends the other.
    const child = spawn(
      "setpriv",
      ["--pdeathsig", "KILL", "sh", "-c", `TRUELINE_LAB_OUTSIDE=$$ exec unshare "$@"`, "sh", ...namespaces, ...command],
      {
        stdio: ["ignore", "inherit", "inherit"],
        detached: true,
      },
    );
    let interrupted: NodeJS.Signals | undefined;
    const end = (signal: NodeJS.Signals): void => {
      interrupted = signal;
      child.kill("SIGKILL");
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
    child.on("error", reject);
    child.on("close", (code) => {
      if (interrupted !== undefined) console.error(`lab: ended by ${interrupted}`);
      resolve(interrupted === undefined ? (code ?? 1) : 130);
    });
  });
}

/** Removes the folders of runs whose process is gone; what ran in them went with it. */
function removeLeftovers(runs: string, startOf: RunOptions["startOf"]): void {
  for (const name of readdirSync(runs)) {
    const [pid, start] = name.split("-");
    if (startOf(Number(pid)) !== start) rmSync(join(runs, name), { recursive: true, force: true });
  }
}
