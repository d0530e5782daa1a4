import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeClient, LiveObject } from "../kube-client.ts";
import { environmentOf, expand } from "./environment.ts";

/** How a container ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** What a container finds in its image: the program that the lab runs in its place, and where it lies there. */
export interface Image {
  readonly program: string;
  readonly path: string;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Runs one container of a pod to its end: its command, arguments and variables, in a root folder of its own with nothing
 * but the program, `/dev/null` and the pod's mounts, as its user and groups. `volumes` gives a laid-out volume's folder by name.
 */
export async function runContainer(
  client: KubeClient,
  pod: LiveObject,
  // biome-ignore lint/suspicious/noExplicitAny: a container as it stands in a pod
  container: any,
  image: Image,
  volumes: ReadonlyMap<string, string>,
  folder: string,
  server: { readonly address: string; readonly port: number },
): Promise<Ended> {
  const variables = await environmentOf(client, pod, container);
  const argv = [...(container.command ?? []), ...(container.args ?? [])].map((each: string) => expand(each, variables));
  const root = join(folder, "root");
  const file = join(root, image.path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "");
  const script = ["set -e", `mount --bind ${quote(root)} ${quote(root)}`, `mount --bind ${quote(image.program)} ${quote(file)}`];
  mkdirSync(join(root, "dev"));
  writeFileSync(join(root, "dev", "null"), "");
  script.push(`mount --bind /dev/null ${quote(join(root, "dev", "null"))}`);
  for (const { name, mountPath, readOnly, subPath } of container.volumeMounts ?? []) {
    if (subPath !== undefined) throw new Error(`the lab can't mount subPath ${subPath} of ${name} yet`);
    const source = volumes.get(name);
    if (source === undefined) throw new Error(`pod ${pod.metadata.name} has no volume ${name}`);
    const target = join(root, mountPath);
    mkdirSync(target, { recursive: true });
    script.push(`mount --bind ${quote(source)} ${quote(target)}`);
    if (readOnly === true) script.push(`mount -o remount,bind,ro ${quote(target)}`);
  }
  const security = { ...pod["spec"].securityContext, ...container.securityContext };
  if (security.readOnlyRootFilesystem === true) script.push(`mount -o remount,bind,ro ${quote(root)}`);
  const user: number = security.runAsUser ?? 0;
  const groups = [security.runAsGroup ?? 0, security.fsGroup, ...(security.supplementalGroups ?? [])].filter((each) => each !== undefined);
  const identity = `--userspec=${user}:${groups[0]} --groups=${groups.join(",")}`;
  script.push(`exec chroot ${identity} ${quote(root)} ${argv.map(quote).join(" ")}`);

  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOSTNAME: pod.metadata.name,
    // In a cluster this is the address of Service `kubernetes`; the lab has no kube-proxy, so it is the server's own.
    KUBERNETES_SERVICE_HOST: server.address,
    KUBERNETES_SERVICE_PORT: String(server.port),
    ...variables,
  };
  return new Promise((resolve, reject) => {
    // A mount namespace of its own: its mounts are gone when it ends.
    const child = spawn("unshare", ["--mount", "/bin/sh", "-c", script.join("\n")], { env, stdio: ["ignore", "pipe", "pipe"] });
    const output: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => output.push(data));
    child.stderr.on("data", (data: Buffer) => output.push(data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 137, output: Buffer.concat(output).toString() }));
  });
}
