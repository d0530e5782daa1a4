import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reloadScript } from "../../../src/kinds/kurrentdb/reload.ts";

/** A name that only the test's own process has; the kernel keeps 15 characters. */
const SERVER = `rl${process.pid}`;

let root: string;
let certificates: string;
let roots: string;
let hups: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "trueline-reload-"));
  [certificates, roots, hups] = [join(root, "certificates"), join(root, "ca"), join(root, "hups")];
  mkdirSync(certificates);
  mkdirSync(roots);
  writeFileSync(hups, "");
  writeVolume(certificates, { "tls.crt": "one", "tls.key": "one" });
});

afterEach(() => {
  for (const each of running.splice(0)) each.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** Writes files as the kubelet does: into a folder of their own, to which one link is swapped. */
function writeVolume(folder: string, files: Readonly<Record<string, string>>): void {
  const version = mkdtempSync(join(folder, "..version-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(version, name), text);
  symlinkSync(version, join(folder, "..data-new"));
  renameSync(join(folder, "..data-new"), join(folder, "..data"));
  for (const name of Object.keys(files)) {
    try {
      symlinkSync(join("..data", name), join(folder, name));
    } catch {
      unlinkSync(join(folder, name));
      symlinkSync(join("..data", name), join(folder, name));
    }
  }
}

/** A process that notes each SIGHUP, under the server's name. */
function startServer(): void {
  const shell = join(root, SERVER);
  copyFileSync(execFileSync("readlink", ["-f", "/bin/sh"], { encoding: "utf8" }).trim(), shell);
  chmodSync(shell, 0o755);
  running.push(spawn(shell, ["-c", `trap 'echo hup >> ${hups}' HUP; while true; do sleep 0.1; done`]));
}

function startReload(settling: number, name = SERVER): void {
  running.push(spawn("/bin/sh", ["-c", reloadScript(1, settling), "reload", name, certificates, roots]));
}

function signals(): number {
  return readFileSync(hups, "utf8").split("\n").length - 1;
}

async function until(condition: () => boolean, within = 8_000): Promise<boolean> {
  for (const end = Date.now() + within; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (condition()) return true;
  }
  return false;
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 2_500));

describe("the reload script, in a real shell", () => {
  test("signals once at first, then for each changed leaf and each new root, and not otherwise", async () => {
    startServer();
    startReload(0);
    expect(await until(() => signals() === 1)).toBe(true);
    await quiet();
    expect(signals()).toBe(1);
    writeVolume(certificates, { "tls.crt": "two", "tls.key": "two" });
    expect(await until(() => signals() === 2)).toBe(true);
    writeVolume(roots, { "g1.crt": "root" });
    expect(await until(() => signals() === 3)).toBe(true);
    await quiet();
    expect(signals()).toBe(3);
  });

  test("leaves a server alone that has only started, and signals it when it has settled", async () => {
    startServer();
    startReload(4);
    await quiet();
    expect(signals()).toBe(0);
    expect(await until(() => signals() === 1)).toBe(true);
  });

  test("waits for a server that is not there yet, and signals no other", async () => {
    startReload(0);
    await quiet();
    startServer();
    expect(await until(() => signals() === 1)).toBe(true);
    startReload(0, `${SERVER}x`);
    await quiet();
    expect(signals()).toBe(1);
  });

  test("holds nothing that Kubernetes would take for a variable of the container", () => {
    expect(reloadScript(10, 60)).not.toMatch(/\$\([A-Za-z_.-][\w.-]*\)|\$\$/);
    expect("$(POD_NAME)").toMatch(/\$\([A-Za-z_.-][\w.-]*\)|\$\$/);
  });
});
