// Entry of the lab, for plain Node: bundles run.ts into a folder of its own and runs it there. The folder's name says which
// process owns it, so that the next run can remove what a killed one left.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL(".", import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "trueline-lab");

/** When a process started, in ticks since boot: with its id, this names a process for good. Undefined without /proc. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

const folder = join(cache, "runs", `${process.pid}-${startOf(process.pid) ?? 0}`);
mkdirSync(folder, { recursive: true });
try {
  await build({
    entryPoints: [join(source, "run.ts")],
    outfile: join(folder, "run.mjs"),
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    logLevel: "warning",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  const { run } = await import(pathToFileURL(join(folder, "run.mjs")).href);
  process.exitCode = await run({ argv: process.argv.slice(2), source, cache, folder, bundle: join(folder, "run.mjs"), startOf });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
