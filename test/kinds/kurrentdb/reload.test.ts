import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reloadScript } from "../../../src/kinds/kurrentdb/reload-script.ts";

/** A name that only the test's own process has; the kernel keeps 15 characters. */
const SERVER = `rl${process.pid}`;

/** Seconds between two looks, in tests. */
const LOOK = 0.2;

/** As root, everything runs as nobody, as in a pod: what works then takes no privilege. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

let root: string;
let certificates: string;
let roots: string;
let hups: string;
let said: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "trueline-reload-"));
  chmodSync(root, 0o755);
  [certificates, roots, hups] = [join(root, "certificates"), join(root, "ca"), join(root, "hups")];
  mkdirSync(certificates);
  mkdirSync(roots);
  writeFileSync(hups, "");
  chmodSync(hups, 0o666);
  said = "";
  writeVolume(certificates, { "tls.crt": "one", "tls.key": "one" });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map(end));
  rmSync(root, { recursive: true, force: true });
});

/** Ends a process with its children, and waits until none of them can write any more. */
async function end(child: ChildProcess): Promise<void> {
  const closed = child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined;
  try {
    process.kill(-(child.pid ?? 0), "SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await closed;
}

/** What the script says, without that it waits for a server that has only started. */
function lines(): readonly string[] {
  return said.split("\n").filter((line) => line !== "" && !line.includes("has only started"));
}

/** Writes files as the kubelet does: into a folder of their own, to which one link is swapped. */
function writeVolume(folder: string, files: Readonly<Record<string, string>>): void {
  const version = mkdtempSync(join(folder, "..version-"));
  chmodSync(version, 0o755);
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

/** A process under the server's name that runs some shell; by default it notes each SIGHUP. */
function startServer(
  script = `trap 'echo hup >> ${hups}' HUP; while true; do sleep 0.1; done`,
  user: typeof NOBODY = NOBODY,
): ChildProcess {
  const shell = join(root, SERVER);
  if (!existsSync(shell)) {
    copyFileSync(execFileSync("readlink", ["-f", "/bin/sh"], { encoding: "utf8" }).trim(), shell);
    chmodSync(shell, 0o755);
  }
  const server = spawn(shell, ["-c", script], { ...user, stdio: "ignore", detached: true });
  running.push(server);
  return server;
}

function startReload(settling: number, { name = SERVER, shell = ["/bin/sh"] as readonly string[] } = {}): void {
  const [command = "", ...options] = shell;
  const child = spawn(command, [...options, "-c", reloadScript(LOOK, settling), "reload", `other ${name}`, certificates, roots], {
    ...NOBODY,
    // A bash whose input is a socket, as Node's pipes are, takes itself for one of sshd's and reads its owner's .bashrc.
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => (said += data.toString()));
  running.push(child);
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

const quiet = (milliseconds = 900) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The shells that an image may have as `sh`, where this machine has them: Debian's, Red Hat's, Alpine's. */
const shells = [["dash"], ["bash", "--posix"], ["busybox", "sh"]].flatMap(([name = "", ...options]) => {
  const found = (process.env["PATH"] ?? "").split(delimiter).find((folder) => existsSync(join(folder, name)));
  return found === undefined ? [] : [[name, [realpathSync(join(found, name)), ...options]] as const];
});

describe.each(shells)("the reload script, in %s", (_, shell) => {
  test("signals once at first, then for each changed leaf and each new root, and not otherwise", async () => {
    startServer();
    startReload(LOOK, { shell });
    expect(await until(() => signals() === 1)).toBe(true);
    await quiet();
    expect(signals()).toBe(1);
    writeVolume(certificates, { "tls.crt": "two", "tls.key": "two" });
    expect(await until(() => signals() === 2)).toBe(true);
    writeVolume(roots, { "g1.crt": "root" });
    expect(await until(() => signals() === 3)).toBe(true);
    await quiet();
    expect(signals()).toBe(3);
    expect(lines()).toEqual(Array.from({ length: 3 }, () => "reload: sent SIGHUP to the server"));
  });

  test("never signals a server that would die of it: before it catches SIGHUP, and after it has stopped to", async () => {
    const starting = startServer("while true; do sleep 0.1; done");
    startReload(LOOK, { shell });
    await quiet(1_500);
    expect(starting.exitCode ?? starting.signalCode).toBeNull();
    expect(lines()).toEqual(["reload: has to send SIGHUP to the server, but it catches no SIGHUP yet, or no more; trying again"]);
    await end(starting);
    const stopping = startServer(`trap 'echo hup >> ${hups}; trap - HUP' HUP; while true; do sleep 0.1; done`);
    expect(await until(() => signals() === 1)).toBe(true);
    writeVolume(certificates, { "tls.crt": "two", "tls.key": "two" });
    await quiet(1_500);
    expect(stopping.exitCode ?? stopping.signalCode).toBeNull();
  });
});

describe("the reload script", () => {
  test("leaves a server alone that has only started, and signals it when it has settled", async () => {
    startServer();
    startReload(2);
    await quiet();
    expect(signals()).toBe(0);
    expect(await until(() => signals() === 1)).toBe(true);
  });

  test("waits anew for a server that the kubelet has restarted", async () => {
    const first = startServer();
    startReload(2);
    expect(await until(() => signals() === 1)).toBe(true);
    await end(first);
    writeVolume(certificates, { "tls.crt": "two", "tls.key": "two" });
    startServer();
    await quiet(1_200);
    expect(signals()).toBe(1);
    expect(await until(() => signals() === 2)).toBe(true);
  });

  test("signals again for a change that comes right after one", async () => {
    startServer();
    startReload(LOOK);
    expect(await until(() => signals() === 1)).toBe(true);
    writeVolume(roots, { "g2.crt": "root" });
    expect(await until(() => signals() === 2)).toBe(true);
    writeVolume(certificates, { "tls.crt": "two", "tls.key": "two" });
    expect(await until(() => signals() === 3)).toBe(true);
  });

  test("waits for a server that is not there yet, and signals no other", async () => {
    startReload(LOOK);
    await quiet();
    expect(lines()).toEqual([`reload: has to send SIGHUP to the server, but there is no process other ${SERVER}; trying again`]);
    startServer();
    expect(await until(() => signals() === 1)).toBe(true);
    startReload(LOOK, { name: `${SERVER}x` });
    await quiet();
    expect(signals()).toBe(1);
  });

  test.runIf(process.getuid?.() === 0)("says so when the server runs as another user", async () => {
    startServer(undefined, {});
    startReload(LOOK);
    await quiet();
    expect(signals()).toBe(0);
    expect(lines()).toEqual(["reload: has to send SIGHUP to the server, but this user may not signal it; trying again"]);
  });

  test("holds nothing that Kubernetes would take for a variable of the container", () => {
    expect(reloadScript(10, 60)).not.toMatch(/\$\([A-Za-z_.-][\w.-]*\)|\$\$/);
    expect("$(POD_NAME)").toMatch(/\$\([A-Za-z_.-][\w.-]*\)|\$\$/);
  });
});
