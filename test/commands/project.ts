import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { root } from "../modules.ts";

export const cli = join(root, "lib/cli.js");

/** What a command printed, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own, with this repository's specs. Removed after the test. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "trueline-project-"));

  constructor() {
    made.push(this.folder);
    cpSync(join(root, "specs"), this.path("specs"), { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Replaces a text in a file; it has to be there. */
  edit(name: string, from: string | RegExp, to: string): void {
    const before = this.read(name);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${name} holds no ${String(from)}`);
    this.write(name, after);
  }

  /** All files below a folder with their content. */
  files(below: string): Record<string, string> {
    const folder = this.path(below);
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(folder, name)).isFile());
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
    return this.runProgram(process.execPath, [cli, ...args], env);
  }

  runProgram(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
    const inherited = { ...process.env };
    for (const name of ["CDK8S_OUTDIR", "TRUELINE_DEBUG"]) delete inherited[name];
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.folder, encoding: "utf8", env: { ...inherited, ...env } });
    return { code: status, out: stdout, err: stderr };
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: this.folder, encoding: "utf8" });
  }

  commit(): void {
    this.git("init", "-q");
    this.git("add", ".");
    this.git("commit", "-q", "-m", "all");
  }
}

export const ORDERS = "dist/east/orders/kurrent/statefulset.apps-orders.yaml";
/** Makes the nodes' certificates lack a usage that their peers demand: an error that no spec problem hides. */
export function breakProof(project: Project): void {
  project.edit(
    "specs/orders.ts",
    /\n\}\);\s*$/,
    `\n  overrides: [{ target: { kind: "Certificate", name: "orders-node-tls" }, patch: { spec: { usages: ["server auth"] } } }],\n});\n`,
  );
}
