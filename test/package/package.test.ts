import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../modules.ts";

const MINUTES = 60_000;
const tsc = join(root, "node_modules/typescript/bin/tsc");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
let work: string;
let project: string;
let packed: readonly string[];

/** What a command prints, and how it ends. */
function run(cwd: string, command: string, ...args: readonly string[]): { readonly code: number; readonly text: string } {
  try {
    return { code: 0, text: execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }) };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    return { code: status ?? -1, text: `${stdout}${stderr}` };
  }
}

function succeed(cwd: string, command: string, ...args: readonly string[]): string {
  const { code, text } = run(cwd, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${text}`);
  return text;
}

/**
 * What `npm ci` and `npm pack` do, beside the repository: other tests use its lib/, so that must not be built anew here.
 * Installs the tarball with its peers into an empty project.
 */
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "trueline-package-"));
  const copy = join(work, "trueline");
  project = join(work, "project");
  mkdirSync(project);
  for (const path of ["package.json", "lib", "docs", "README.md", "CHANGELOG.md", "LICENSE"]) {
    if (existsSync(join(root, path))) cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  succeed(root, process.execPath, tsc, "-p", "tsconfig.build.json", "--outDir", join(copy, "lib/types"));
  const [info] = JSON.parse(succeed(copy, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", work));
  packed = info.files.map((file: { path: string }) => file.path);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  succeed(project, "npm", "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", join(work, info.filename));
}, 5 * MINUTES);

afterAll(() => rmSync(work, { recursive: true, force: true }));

test("holds the tool, the library and its declarations, and no sources, tests or specs", () => {
  for (const path of [
    "lib/cli.js",
    "lib/index.js",
    "lib/language.js",
    "lib/evaluate.js",
    "lib/types/index.d.ts",
    "LICENSE",
    "package.json",
  ]) {
    expect(packed).toContain(path);
  }
  expect(packed.filter((path) => !/^(lib|docs)\/|^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(path))).toEqual([]);
});

test("installs what it needs and no more: a bundler, a parser, and the peers", () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual(["esbuild", "oxc-parser"]);
  const installed = readdirSync(join(project, "node_modules"));
  for (const name of [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]) expect(installed).toContain(name);
  for (const name of ["zod", "commander", "yaml", "vitest", "typescript", "magic-string"]) expect(installed).not.toContain(name);
});

const SPEC = `import { defineTopology, kurrentdb, privateCA } from "trueline";

export default defineTopology({
  clusters: {
    east: { platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" }, dns: { serviceIP: "10.96.0.10" } },
  },
  authorities: { ordersNodes: privateCA({ generations: ["g1"] }) },
  workloads: {
    orders: kurrentdb({
      cluster: "east",
      namespace: "kurrent",
      image: "docker.io/kurrentplatform/kurrentdb:26.0.1",
      replicas: 3,
      storage: { size: "100Gi" },
      network: { clientTrafficStrategy: "ServiceName" },
      security: { authority: "ordersNodes" },
      users: {
        adminPasswordSecret: { name: "orders-users", key: "admin" },
        opsPasswordSecret: { name: "orders-users", key: "ops" },
      },
    }),
  },
});
`;

function typeCheck(spec: string): { readonly code: number; readonly text: string } {
  const options = {
    strict: true,
    module: "NodeNext",
    moduleResolution: "NodeNext",
    target: "ES2023",
    noEmit: true,
    types: [],
    skipLibCheck: false,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["specs/orders.ts"] }));
  mkdirSync(join(project, "specs"), { recursive: true });
  writeFileSync(join(project, "specs/orders.ts"), spec);
  return run(project, process.execPath, tsc, "-p", ".");
}

describe("in an empty project", () => {
  test("the type checker takes a right reference and refuses a wrong one at its place", { timeout: 2 * MINUTES }, () => {
    expect(typeCheck(SPEC)).toEqual({ code: 0, text: "" });
    const wrongCluster = typeCheck(SPEC.replace('cluster: "east"', 'cluster: "eats"'));
    expect(wrongCluster.code).not.toBe(0);
    expect(wrongCluster.text).toMatch(/^specs\/orders\.ts\(\d+,\d+\): error .*"eats"/);
    const wrongAuthority = typeCheck(SPEC.replace('authority: "ordersNodes"', 'authority: "ordersNode"'));
    expect(wrongAuthority.text).toMatch(/^specs\/orders\.ts\(\d+,\d+\): error .*"ordersNode"/);
  });

  test("the command compiles and proves a spec, and check agrees", { timeout: MINUTES }, () => {
    writeFileSync(join(project, "specs/orders.ts"), SPEC);
    const trueline = join(project, "node_modules/.bin/trueline");
    expect(succeed(project, trueline, "--version").trim()).toBe(manifest.version);
    expect(succeed(project, trueline, "synth")).toMatch(/dials proven/);
    expect(existsSync(join(project, "dist/east/orders/kurrent/statefulset.apps-orders.yaml"))).toBe(true);
    expect(succeed(project, trueline, "check")).toMatch(/\d+ proven .*, 0 unknown/s);
  });

  test("the construct works in an App of the project's own cdk8s", { timeout: MINUTES }, () => {
    const app = `import { App, Chart } from "cdk8s";
import { KurrentDB, privateCA } from "trueline";

const app = new App({ outdir: "cdk8s-out" });
new KurrentDB(new Chart(app, "chart", { disableResourceNameHashes: true }), "orders", {
  cluster: { platform: { kubernetes: "1.33", certManager: "1.21", trustManager: "0.25" }, dns: { serviceIP: "10.96.0.10" } },
  authority: privateCA({ generations: ["g1"] }),
  namespace: "kurrent",
  image: "docker.io/kurrentplatform/kurrentdb:26.0.1",
  replicas: 3,
  storage: { size: "100Gi" },
  network: { clientTrafficStrategy: "ServiceName" },
  users: {
    adminPasswordSecret: { name: "orders-users", key: "admin" },
    opsPasswordSecret: { name: "orders-users", key: "ops" },
  },
});
app.synth();
`;
    writeFileSync(join(project, "app.mjs"), app);
    succeed(project, process.execPath, "app.mjs");
    const [file = ""] = readdirSync(join(project, "cdk8s-out"));
    const text = readFileSync(join(project, "cdk8s-out", file), "utf8");
    expect(text).toContain("kind: StatefulSet");
    expect(text).toContain("name: orders");
  });
});
