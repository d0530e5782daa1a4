import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LiveObject } from "../kube-client.ts";
import { expand } from "./environment.ts";
import type { Image } from "./images.ts";
import { VolumeNotReady } from "./volumes.ts";

/** How a container ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** All that a container is started from. */
export interface ContainerSetUp {
  readonly pod: LiveObject;
  // biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
  readonly container: any;
  readonly image: Image;
  /** Its variables, in full. */
  readonly variables: Readonly<Record<string, string>>;
  /** Laid-out volumes' folders by name. */
  readonly volumes: ReadonlyMap<string, string>;
  /** A folder of its own: for its root, and for what it writes. */
  readonly folder: string;
  /** Files that a kubelet or the image puts there, by their absolute path. */
  readonly files: ReadonlyMap<string, string>;
  /** The pod's network namespace; without one it shares the lab's. */
  readonly network?: string;
  /** A file of the PID namespace that the pod's containers share; without one it has its own, and is the first process there. */
  readonly processes?: string;
  /** Further folders of this machine, read-only, by their path in the container. */
  readonly folders?: ReadonlyMap<string, string>;
}

/** A container that runs. */
export interface RunningContainer {
  /** Its root folder, as seen from outside of its mounts. */
  readonly root: string;
  readonly ended: Promise<Ended>;
  /** Whether its program was started at least so many milliseconds ago: until then its mounts are made. */
  hasRun(ms: number): boolean;
  /** All that it wrote so far. */
  output(): string;
  /** Ends it at once. */
  kill(): void;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What container runtimes leave to a container that asks for nothing (containerd, oci/spec.go, defaultUnixCaps). */
const DEFAULT_CAPABILITIES =
  "chown dac_override fsetid fowner mknod net_raw setgid setuid setfcap setpcap net_bind_service sys_chroot kill audit_write".split(" ");

/** Directories of this machine that make a Debian image. */
const DEBIAN_LINKS = ["bin", "sbin", "lib", "lib64"];

/**
 * Starts one container of a pod: its command, arguments and variables, in a root folder of its own with the program, a few
 * devices and the pod's mounts, as its user and groups, with its capabilities. A mount by subPath is of what lies there now:
 * it does not follow later changes (kubernetes/pkg/volume/util/subpath/subpath_linux.go binds the file that it resolved).
 */
export function startContainer(setUp: ContainerSetUp): RunningContainer {
  const { pod, container, image, variables, volumes, folder, files, network, processes } = setUp;
  const root = join(folder, "root");
  const script = [
    "set -e",
    "umask 0022",
    `hostname ${quote(pod["spec"].hostname ?? pod.metadata.name)}`,
    `mount --bind ${quote(root)} ${quote(root)}`,
  ];
  mkdirSync(root, { recursive: true });
  const bind = (source: string, path: string, readOnly: boolean): void => {
    const target = join(root, path);
    if (statSync(source).isDirectory()) mkdirSync(target, { recursive: true });
    else putFile(target, "");
    script.push(`mount --bind ${quote(source)} ${quote(target)}`);
    if (readOnly) script.push(`mount -o remount,bind,ro ${quote(target)}`);
  };
  if (image.base === "debian") {
    bind("/usr", "/usr", true);
    script.push(...DEBIAN_LINKS.map((each) => `[ -e ${quote(join(root, each))} ] || ln -s usr/${each} ${quote(join(root, each))}`));
  }
  mkdirSync(join(root, "proc"), { recursive: true });
  // Of the PID namespace that this script runs in: its processes, and no others.
  script.push(`mount -t proc proc ${quote(join(root, "proc"))}`);
  bind(image.program, image.path, true);
  for (const device of ["null", "urandom"]) bind(`/dev/${device}`, `/dev/${device}`, false);
  for (const writable of ["/tmp", "/run", "/var/log", "/var/lib"]) {
    mkdirSync(join(root, writable), { recursive: true });
    chmodSync(join(root, writable), 0o777);
  }
  for (const [path, text] of files) putFile(join(root, path), text);
  for (const [path, source] of [...(image.folders ?? []), ...(setUp.folders ?? [])]) bind(source, path, true);
  for (const { name, mountPath, readOnly, subPath } of container.volumeMounts ?? []) {
    const volume = volumes.get(name);
    if (volume === undefined) throw new Error(`pod ${pod.metadata.name} has no volume ${name}`);
    bind(subPath === undefined ? volume : resolveSubPath(volume, subPath), mountPath, readOnly === true);
  }
  const security = { ...pod["spec"].securityContext, ...container.securityContext };
  if (security.readOnlyRootFilesystem === true) script.push(`mount -o remount,bind,ro ${quote(root)}`);
  const argv = argvOf(container, image, variables);
  const begun = join(folder, "begun");
  script.push(`: > ${quote(begun)}`);
  script.push(`exec ${privileges(security)} chroot ${identityOf(security, image)} ${quote(root)} ${argv.map(quote).join(" ")}`);

  const log = join(folder, "output.log");
  const out = openSync(log, "a");
  const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOSTNAME: pod.metadata.name, ...variables };
  const joined = [
    ...(network === undefined ? [] : [`--net=/run/netns/${network}`]),
    ...(processes === undefined ? [] : [`--pid=${processes}`]),
  ];
  // A mount namespace of its own: its mounts are gone when it ends.
  const own = ["--mount", "--uts", ...(processes === undefined ? ["--pid", "--fork"] : [])];
  const inMounts = ["unshare", ...own, "/bin/sh", "-c", script.join("\n")];
  const [program = "", ...args] = joined.length === 0 ? inMounts : ["nsenter", ...joined, ...inMounts];
  // A process group of its own: whoever forked for a namespace, and what runs there, are ended together.
  const child: ChildProcess = spawn(program, args, { env, stdio: ["ignore", out, out], detached: true });
  closeSync(out);
  const output = (): string => readFileSync(log, "utf8");
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 137, output: output() }));
  });
  const hasRun = (ms: number): boolean =>
    Date.now() - (statSync(begun, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) >= ms;
  return { root, ended, hasRun, output, kill: () => killGroup(child) };
}

/** Ends a process that was started in a group of its own, and all of that group. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function putFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) writeFileSync(path, text, { mode: 0o644 });
}

/** What lies at a subPath of a volume; a kubelet makes an empty directory where nothing does (pkg/kubelet/kubelet_pods.go). */
function resolveSubPath(volume: string, subPath: string): string {
  const path = join(volume, subPath);
  if (!existsSync(path)) mkdirSync(path, { recursive: true });
  return realpathSync(path);
}

// biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
function argvOf(container: any, image: Image, variables: Readonly<Record<string, string>>): readonly string[] {
  const own = [...(container.command ?? [image.path]), ...(container.args ?? [])];
  return own.map((each: string) => expand(each, variables));
}

// biome-ignore lint/suspicious/noExplicitAny: a security context
function identityOf(security: any, image: Image): string {
  const user: number = security.runAsUser ?? image.user ?? 0;
  // A kubelet refuses it (pkg/kubelet/kuberuntime/security_context.go, verifyRunAsNonRoot).
  if (security.runAsNonRoot === true && user === 0) throw new VolumeNotReady("container has runAsNonRoot and image will run as root");
  const groups = [security.runAsGroup ?? image.user ?? 0, security.fsGroup, ...(security.supplementalGroups ?? [])];
  const given = groups.filter((each) => each !== undefined);
  return `--userspec=${user}:${given[0]} --groups=${given.join(",")}`;
}

/** What bounds its capabilities. Those that chroot needs are in it too: a user other than root gets nothing by them. */
// biome-ignore lint/suspicious/noExplicitAny: a security context
function privileges(security: any): string {
  const drop: readonly string[] = (security.capabilities?.drop ?? []).map((each: string) => each.toLowerCase());
  const add: readonly string[] = (security.capabilities?.add ?? []).map((each: string) => each.toLowerCase());
  const kept = DEFAULT_CAPABILITIES.filter((each) => !drop.includes("all") && !drop.includes(each));
  const bound = [...new Set([...kept, ...add, "sys_chroot", "setuid", "setgid"])];
  const noNew = security.allowPrivilegeEscalation === false ? " --no-new-privs" : "";
  return `setpriv${noNew} --bounding-set=-all,${bound.map((each) => `+${each}`).join(",")}`;
}
