import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Component } from "./components.ts";
import { COMPONENTS } from "./components.ts";

const GO_ENVIRONMENT = { CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" };

/** What pins a component: a change of its go.mod, go.sum, Go files or flags gives another folder in the cache. */
function pinOf(component: Component, source: string): string {
  const folder = join(source, "components", component.folder);
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (/^go\.(mod|sum)$|(?<!_test)\.go$/.test(name))
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(folder, name)))
        .update("\0");
  }
  hash.update(component.linkerFlags ?? "").update(component.tags ?? "");
  return hash.digest("hex").slice(0, 16);
}

/** Runs Go in a component's folder, at a low priority: others may use the machine. Gives stdout; throws with stderr. */
export function runGo(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("nice", ["-n", "10", "go", ...args], { cwd, env: { ...process.env, ...GO_ENVIRONMENT } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`go ${args.join(" ")} in ${cwd} ended with ${code}:\n${Buffer.concat(err).toString().slice(-4000)}`));
    });
  });
}

/**
 * Builds what the cache lacks, one after the other, and gives each program's file by its name.
 * `source` is the lab's folder in the checkout, `cache` the folder that outlives runs; `say` takes a line of progress.
 */
export async function buildComponents(source: string, cache: string, say: (line: string) => void): Promise<ReadonlyMap<string, string>> {
  const programs = new Map<string, string>();
  const missing: { component: Component; file: string }[] = [];
  for (const component of COMPONENTS) {
    const file = join(cache, pinOf(component, source), "bin", component.name);
    programs.set(component.name, file);
    if (!existsSync(file)) missing.push({ component, file });
  }
  if (missing.length > 0)
    say(`building ${missing.length} of ${COMPONENTS.length} programs: minutes the first time, never again for these versions`);
  for (const [index, { component, file }] of missing.entries()) {
    const started = performance.now();
    say(`  [${index + 1}/${missing.length}] ${component.name} ...`);
    mkdirSync(join(file, ".."), { recursive: true });
    const flags = ["-s -w", component.linkerFlags ?? ""].join(" ").trim();
    // Into another name first: a build that breaks off leaves nothing that looks built.
    const unfinished = `${file}.${process.pid}`;
    await runGo(join(source, "components", component.folder), [
      "build",
      "-trimpath",
      "-ldflags",
      flags,
      ...(component.tags === undefined ? [] : ["-tags", component.tags]),
      "-o",
      unfinished,
      component.package,
    ]);
    renameSync(unfinished, file);
    say(`  [${index + 1}/${missing.length}] ${component.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return programs;
}

/** What each component's go.mod, and the client's package.json, pins, by the component's folder. */
export function versionsOf(source: string): Readonly<Record<string, string>> {
  const folders = [...new Set(COMPONENTS.map((each) => each.folder))];
  const pinned = folders.flatMap((folder): readonly (readonly [string, string])[] => {
    const module = readFileSync(join(source, "components", folder, "go.mod"), "utf8");
    // The first module that it requires is the one that it is there for.
    const version = /^require (?:\(\s*)?\S+ (v\S+)/m.exec(module)?.[1];
    return version === undefined ? [] : [[folder, version]];
  });
  const client = JSON.parse(readFileSync(join(source, "components", "kurrentdb-client", "package.json"), "utf8"));
  return Object.fromEntries([...pinned, ["kurrentdb-client", client.dependencies["@kurrent/kurrentdb-client"]]]);
}
