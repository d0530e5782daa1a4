import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const COMPONENT = "kurrentdb-client";
const PINNED_BY = ["package.json", "package-lock.json"];

/**
 * Installs the official KurrentDB client as its lock file pins it, if the cache lacks it, and gives the folder that holds
 * node_modules. No install script runs: the client needs none (the native part comes as a package of its own per platform, and
 * protobufjs only checks version ranges in its script).
 * `source` is the lab's folder in the checkout, `cache` the folder that outlives runs; `say` takes a line of progress.
 * Needs npm and, the first time, the network; throws with npm's words if that fails.
 */
export async function installClient(source: string, cache: string, say: (line: string) => void): Promise<string> {
  const component = join(source, "components", COMPONENT);
  const hash = createHash("sha256");
  for (const name of PINNED_BY)
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(component, name)))
      .update("\0");
  const folder = join(cache, `${COMPONENT}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const started = performance.now();
  say("installing the KurrentDB client: seconds the first time, never again for this version");
  // Into another name first: an install that breaks off leaves nothing that looks installed.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const name of PINNED_BY) copyFileSync(join(component, name), join(unfinished, name));
    await runNpm(unfinished, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another run may have installed the same in the meantime.
    if (!existsSync(folder)) throw error;
  }
  say(`  KurrentDB client: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return folder;
}

/** Runs npm in a folder; throws with the end of what it said. */
function runNpm(cwd: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => out.push(data));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(" ")} in ${cwd} ended with ${code}:\n${Buffer.concat(out).toString().slice(-4000)}`));
    });
  });
}
