import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadedWith, readModule, root, type SourceModule, sourceModules } from "./modules.ts";

const modules = sourceModules();

const WRITING = ["spec", "kinds", "parts", "delivery"];
const READING = ["programs", "world", "impact", "prove"];
/** The only ones that see both halves. */
const ABOVE = ["compile.ts", "index.ts", "plan"];
/** The only ones that know a clock, the environment or chance. */
const IMPURE = ["commands", "input", "cli.ts"];
const DISK = ["input", "output", "commands", "cli.ts"];
const DISK_MODULES = /^(node:)?(fs|fs\/promises|child_process|worker_threads)$/;
const NET_MODULES = /^(node:)?(net|tls|dns|dns\/promises|http|https|http2|dgram)$/;
/** The Kubernetes client opens them too. */
const NET_PACKAGES = /^@kubernetes\/client-node(\/|$)/;
const HARMLESS_OF_NET = new Set(["isIP", "isIPv4", "isIPv6", "BlockList"]);
const NOT_PURE =
  /^(Date\.now|Date|new Date\(\)|process\.(env|argv|cwd|hrtime|uptime|pid|stdout|stderr)|Math\.random|performance\.now|crypto\.(randomUUID|randomBytes|getRandomValues)|randomUUID|randomBytes|randomInt)$/;
const STAGES = ["compile.ts", "delivery", "prove", "world", "report", "impact", "output", "input", "commands"];
const LONGEST_FILE = 400;

function areasOf(module: SourceModule): readonly string[] {
  return module.imports.flatMap(({ from }) => (from.startsWith("src/") ? [from.split("/")[1] ?? ""] : []));
}

/** Each rule gives what a module does that it may not. */
const rules: Readonly<Record<string, (module: SourceModule) => readonly string[]>> = {
  "terms/ imports nothing from the rest, and no package": ({ area, imports }) =>
    area === "terms" ? imports.map(({ from }) => from).filter((from) => !from.startsWith("src/terms/")) : [],
  "the writing half never imports the reading half, not even its types": (module) =>
    WRITING.includes(module.area) ? areasOf(module).filter((area) => READING.includes(area)) : [],
  "the reading half never imports the writing half, not even its types": (module) =>
    READING.includes(module.area) ? areasOf(module).filter((area) => WRITING.includes(area)) : [],
  "a folder between the halves sees one of them at most": (module) => {
    if ([...ABOVE, ...WRITING, ...READING].includes(module.area)) return [];
    const areas = modules
      .filter(({ area }) => area === module.area)
      .flatMap(areasOf)
      .concat(areasOf(module));
    const seen = [areas.some((area) => WRITING.includes(area)), areas.some((area) => READING.includes(area))];
    return seen.every(Boolean) ? areasOf(module).filter((area) => [...WRITING, ...READING].includes(area)) : [];
  },
  "only what is above the halves imports compile.ts or plan/": (module) =>
    [...ABOVE, "commands"].includes(module.area) ? [] : areasOf(module).filter((area) => ABOVE.includes(area)),
  "nothing imports commands/ besides cli.ts, and cli.ts loads each command when it is called": (module) => {
    if (module.area === "commands") return [];
    const commands = module.imports.filter(({ from }) => from.startsWith("src/commands/"));
    if (module.area !== "cli.ts") return commands.map(({ from }) => from);
    return commands
      .filter(({ from, dynamic, typeOnly }) => !dynamic && !typeOnly && loadedWith(from, modules).files.has("src/compile.ts"))
      .map(({ from }) => from);
  },
  "no clock, environment or chance outside commands/, input/ and cli.ts": ({ area, globals }) =>
    IMPURE.includes(area) ? [] : globals.filter((name) => NOT_PURE.test(name)),
  "only input/, output/ and commands/ touch disk and child processes": ({ area, imports }) =>
    DISK.includes(area) ? [] : imports.map(({ from }) => from).filter((from) => DISK_MODULES.test(from)),
  "only live/ opens sockets": ({ area, imports, globals }) => {
    if (area === "live") return [];
    const nets = imports.filter(
      ({ from, names }) =>
        NET_PACKAGES.test(from) || (NET_MODULES.test(from) && (names.length === 0 || names.some((name) => !HARMLESS_OF_NET.has(name)))),
    );
    return [...nets.map(({ from }) => from), ...globals.filter((name) => name === "fetch" || name === "new WebSocket(…)")];
  },
  "no stage names a kind": ({ area, file, texts }) =>
    STAGES.includes(area) || /^src\/kinds\/[^/]+\.ts$/.test(file) ? texts.filter((text) => kindNames.has(text)) : [],
  [`no file is longer than ${LONGEST_FILE} lines`]: ({ lines }) => (lines > LONGEST_FILE ? [`${lines} lines`] : []),
};

const kindNames = new Set(
  readdirSync(join(root, "src/kinds"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
);

test("there are kinds and modules to look at", () => {
  expect(kindNames.size).toBeGreaterThan(0);
  expect(modules.length).toBeGreaterThan(50);
});

describe("all of src/ keeps to the rules of docs/architecture.md", () => {
  test.each(Object.entries(rules))("%s", (_, rule) => {
    expect(modules.flatMap((module) => rule(module).map((what) => `${module.file}: ${what}`))).toEqual([]);
  });
});

test("the language that specs import loads no schema and no construct", () => {
  const { files, packages } = loadedWith("src/spec/language.ts", modules);
  expect([...packages]).toEqual([]);
  expect([...files].filter((file) => /schema|construct/.test(file))).toEqual([]);
  expect(files.size).toBeGreaterThan(1);
});

test("the Kubernetes client is loaded only by a command that is told to look at a cluster, when it does", () => {
  const client = "src/live/kubernetes-client.ts";
  expect(loadedWith("src/live/cluster.ts", modules).files).toContain(client);
  for (const command of modules.filter(({ area }) => area === "commands")) {
    expect(loadedWith(command.file, modules).files).not.toContain(client);
  }
});

test("a run without PEM loads nothing that reads X.509", () => {
  const reader = "src/world/certificates/pem/resolve-pem.ts";
  const { files, packages } = loadedWith("src/compile.ts", modules);
  expect([...packages].filter((name) => /x509|reflect-metadata/.test(name))).toEqual([]);
  expect(files.has("src/world/certificates/pem/load-pem.ts")).toBe(true);
  expect(files.has(reader)).toBe(false);
  // It needs what its import patches, so that has to come first.
  expect([...loadedWith(reader, modules).packages].filter((name) => !name.startsWith("node:"))).toEqual([
    "reflect-metadata",
    "@peculiar/x509",
  ]);
});

/** A rule that sees nothing is no rule: for each a module that breaks it, and one that does about the same and may. */
const cases: readonly [rule: string, bad: [file: string, text: string], good: [file: string, text: string]][] = [
  [
    "terms/ imports nothing",
    ["src/terms/a.ts", 'import type { W } from "../world/world.ts"'],
    ["src/terms/a.ts", 'import { p } from "./place.ts"'],
  ],
  [
    "the writing half",
    ["src/kinds/x/a.ts", 'import type { W } from "../../world/world.ts"'],
    ["src/kinds/x/a.ts", 'import { t } from "../../spec/topology.ts"'],
  ],
  [
    "the reading half",
    ["src/prove/a.ts", 'let t: import("../spec/topology.ts").Topology'],
    ["src/prove/a.ts", 'import { w } from "../world/world.ts"'],
  ],
  [
    "a folder between",
    ["src/report/a.ts", 'import type { T } from "../spec/topology.ts"'],
    ["src/report/a.ts", 'import type { W } from "../world/world.ts"'],
  ],
  [
    "only what is above",
    ["src/report/a.ts", 'import { compile } from "../compile.ts"'],
    ["src/commands/a.ts", 'import { compile } from "../compile.ts"'],
  ],
  [
    "nothing imports commands/",
    ["src/cli.ts", 'import { synth } from "./commands/synth.ts"'],
    ["src/cli.ts", 'await import("./commands/synth.ts")'],
  ],
  ["no clock", ["src/world/a.ts", "const { env } = process"], ["src/commands/a.ts", "const { env } = process"]],
  ["no clock", ["src/world/a.ts", "const t = new Date()"], ["src/world/a.ts", 'const t = new Date("2026-01-01")']],
  ["no clock", ["src/world/a.ts", "const t = Math.random()"], ["src/world/a.ts", '// Math.random()\nconst t = "Math.random()"']],
  [
    "only input/",
    ["src/parts/a.ts", 'import { readFileSync } from "node:fs"'],
    ["src/output/a.ts", 'import { readFileSync } from "node:fs"'],
  ],
  ["only live/", ["src/input/a.ts", 'import { connect } from "node:net"'], ["src/input/a.ts", 'import { isIP } from "node:net"']],
  [
    "only live/",
    ["src/commands/a.ts", 'import { KubeConfig } from "@kubernetes/client-node/dist/config.js"'],
    ["src/live/a.ts", 'import { KubeConfig } from "@kubernetes/client-node/dist/config.js"'],
  ],
  [
    "no stage names",
    ["src/prove/a.ts", 'if (kind === "kurrentdb") go()'],
    ["src/prove/a.ts", '// "kurrentdb"\nif (kind === "StatefulSet") go()'],
  ],
  ["no file is longer", ["src/spec/a.ts", "\n".repeat(400)], ["src/spec/a.ts", "\n".repeat(399)]],
];

describe("a rule sees what it forbids", () => {
  test.each(cases)("%s", (start, [badFile, badText], [goodFile, goodText]) => {
    const rule = Object.entries(rules).find(([name]) => name.startsWith(start))?.[1];
    expect(rule?.(readModule(badFile, badText))).toHaveLength(1);
    expect(rule?.(readModule(goodFile, goodText))).toEqual([]);
  });
});
