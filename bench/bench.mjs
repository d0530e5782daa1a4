// Times the whole process: Trueline compiling, proving and writing N objects from real kurrentdb specs, against plain
// cdk8s writing the same objects. Run alternately, medians. `npm run bench` after `npm ci`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { specOf } from "./spec-of.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "lib/cli.js");
const runs = Number(process.argv[2] ?? 5);

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Seconds of a command as a whole process. Throws if it fails. */
function time([command, ...args], options) {
  const start = process.hrtime.bigint();
  const result = spawnSync(command, args, { ...options, encoding: "utf8", maxBuffer: 1 << 28 });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (result.status !== 0) throw new Error(`${[command, ...args].join(" ")} failed: ${result.stderr}`);
  return seconds;
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function project(workloads) {
  const folder = mkdtempSync(join(tmpdir(), "trueline-bench-"));
  mkdirSync(join(folder, "specs"));
  writeFileSync(join(folder, "specs/big.ts"), specOf(workloads));
  return folder;
}

const one = project(1);
execFileSync(process.execPath, [cli, "synth"], { cwd: one, stdio: "pipe" });
const shared = 2; // the namespace and what else does not grow with the number of workloads
const perWorkload = files(join(one, "dist")).length - shared;
rmSync(one, { recursive: true });

console.log(`Node ${process.version}, ${cpus().length} cores, median of ${runs} runs`);
for (const target of [1000, 10000]) {
  const folder = project(Math.ceil(target / perWorkload));
  const dist = join(folder, "dist");
  execFileSync(process.execPath, [cli, "synth"], { cwd: folder, stdio: "pipe", maxBuffer: 1 << 28 });
  const objects = files(dist).map((file) => ({
    chart: file.slice(dist.length + 1).split("/")[1],
    object: parse(readFileSync(file, "utf8")),
  }));
  writeFileSync(join(folder, "objects.json"), JSON.stringify(objects));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const trueline = [];
  const cdk8s = [];
  for (let run = 0; run < runs; run++) {
    rmSync(dist, { recursive: true });
    trueline.push(time([process.execPath, cli, "synth"], { cwd: folder }));
    rmSync(join(folder, "plain"), { recursive: true, force: true });
    cdk8s.push(
      time([process.execPath, join(root, "bench/plain-cdk8s.mjs"), join(folder, "objects.json"), join(folder, "plain")], { cwd: root }),
    );
  }
  const [ours, plain] = [median(trueline), median(cdk8s)];
  console.log(
    `${objects.length} objects: trueline ${ours.toFixed(2)} s (compiled, proven, written), plain cdk8s ${plain.toFixed(2)} s (written), ${(plain / ours).toFixed(1)} times`,
  );
  rmSync(folder, { recursive: true });
}
