import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { KubeClient, LiveObject } from "../kube-client.ts";

/** What a kubelet says while it can't set up a volume; it tries again until it can. */
export class VolumeNotReady extends Error {}

interface Payload {
  readonly path: string;
  readonly data: Buffer;
  readonly mode: number;
  /** Only the container's user may read it, as with tokens. */
  readonly owner?: number;
}

interface Item {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: volume sources as they stand in a pod
type Source = any;

const DEFAULT_MODE = 0o644;

/**
 * Lays out one volume of a pod in `folder` as a kubelet does: files in a folder of the time, `..data` that points at it,
 * and a link per file; group of the pod's fsGroup. Called again it does what a kubelet does when a Secret or ConfigMap
 * changed: a new folder, `..data` swapped in one step, the old folder removed; nothing if all is as it was. Says whether
 * anything was written. Throws VolumeNotReady if something that is not optional is missing.
 * (Source: kubernetes/pkg/volume/util/atomic_writer.go, pkg/volume/volume_linux.go, pkg/volume/projected/projected.go.)
 */
export async function layOutVolume(client: KubeClient, pod: LiveObject, volume: Source, folder: string): Promise<boolean> {
  const fsGroup: number | undefined = pod["spec"].securityContext?.fsGroup;
  const payloads = await payloadsOf(client, pod, volume);
  if (payloads === undefined) {
    if (existsSync(folder)) return false;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    if (fsGroup !== undefined) giveToGroup(folder, fsGroup, 0o660);
    return true;
  }
  mkdirSync(folder, { recursive: true });
  const data = join(folder, "..data");
  const before = existsSync(data) ? readlinkSync(data) : undefined;
  if (before !== undefined && holdsAll(join(folder, before), payloads)) return false;
  const version = nextVersion(before);
  const made = join(folder, version);
  mkdirSync(made);
  for (const { path, data, mode, owner } of payloads) {
    const file = join(made, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
    chmodSync(file, mode);
    if (owner !== undefined) chownSync(file, owner, -1);
  }
  if (fsGroup !== undefined) giveToGroup(made, fsGroup, 0o440);
  symlinkSync(version, join(folder, "..data_tmp"));
  renameSync(join(folder, "..data_tmp"), data);
  const tops = new Set(payloads.map(({ path }) => path.split("/")[0] ?? path));
  for (const top of tops) if (!isLink(join(folder, top))) symlinkSync(join("..data", top), join(folder, top));
  for (const name of readdirSync(folder))
    if (isLink(join(folder, name)) && name !== "..data" && !tops.has(name)) unlinkSync(join(folder, name));
  if (before !== undefined) rmSync(join(folder, before), { recursive: true });
  else if (fsGroup !== undefined) giveToGroup(folder, fsGroup, 0o440);
  return true;
}

/** Folders are named after the time in a real kubelet; here by a number, which tells as well which is the newer. */
function nextVersion(before: string | undefined): string {
  const [stem, number] = (before ?? "..2026_01_01_00_00_00.0").split(/\.(?=\d+$)/);
  return `${stem}.${Number(number) + 1}`;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Whether a folder holds just these files with these contents. Tokens are not compared: a new one differs each time. */
function holdsAll(folder: string, payloads: readonly Payload[]): boolean {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  const same = ({ path, data, owner }: Payload): boolean => {
    const file = join(folder, path);
    return existsSync(file) && (owner !== undefined || readFileSync(file).equals(data));
  };
  return files === payloads.length && payloads.every(same);
}

function giveToGroup(path: string, group: number, rights: number): void {
  const stat = statSync(path);
  chownSync(path, stat.uid, group);
  if (!stat.isDirectory()) {
    chmodSync(path, (stat.mode & 0o7777) | rights);
    return;
  }
  chmodSync(path, (stat.mode & 0o7777) | rights | 0o2110);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) giveToGroup(join(path, entry.name), group, rights);
  }
}

/** The files of a volume, or undefined for one that the pod itself fills. */
async function payloadsOf(client: KubeClient, pod: LiveObject, volume: Source): Promise<readonly Payload[] | undefined> {
  if (volume.emptyDir !== undefined || volume.persistentVolumeClaim !== undefined) return undefined;
  if (volume.configMap !== undefined)
    return ofObject(client, pod, "configmaps", volume.configMap.name, volume.configMap, volume.configMap.defaultMode);
  if (volume.secret !== undefined)
    return ofObject(client, pod, "secrets", volume.secret.secretName, volume.secret, volume.secret.defaultMode);
  if (volume.downwardAPI !== undefined) return ofDownward(pod, volume.downwardAPI, volume.downwardAPI.defaultMode);
  if (volume.projected !== undefined) {
    const mode: number | undefined = volume.projected.defaultMode;
    const all: Payload[] = [];
    for (const source of volume.projected.sources as Source[]) {
      if (source.configMap !== undefined)
        all.push(...(await ofObject(client, pod, "configmaps", source.configMap.name, source.configMap, mode)));
      else if (source.secret !== undefined) all.push(...(await ofObject(client, pod, "secrets", source.secret.name, source.secret, mode)));
      else if (source.downwardAPI !== undefined) all.push(...ofDownward(pod, source.downwardAPI, mode));
      else if (source.serviceAccountToken !== undefined) all.push(await ofToken(client, pod, source.serviceAccountToken));
      else throw new Error(`the lab can't lay out a projected source with ${Object.keys(source)}`);
    }
    return all;
  }
  throw new Error(`the lab can't lay out a volume with ${Object.keys(volume).filter((key) => key !== "name")}`);
}

async function ofObject(
  client: KubeClient,
  pod: LiveObject,
  resource: "configmaps" | "secrets",
  name: string,
  source: { readonly items?: readonly Item[]; readonly optional?: boolean },
  defaultMode = DEFAULT_MODE,
): Promise<readonly Payload[]> {
  const { namespace } = pod.metadata;
  const object = await client.get(`/api/v1/namespaces/${namespace}/${resource}/${name}`);
  if (object === undefined) {
    if (source.optional === true) return [];
    throw new VolumeNotReady(`${resource.slice(0, -1)} "${name}" not found in ${namespace}`);
  }
  const content = new Map<string, Buffer>();
  for (const [key, value] of Object.entries<string>(object["data"] ?? {})) {
    content.set(key, resource === "secrets" ? Buffer.from(value, "base64") : Buffer.from(value));
  }
  for (const [key, value] of Object.entries<string>(object["binaryData"] ?? {})) content.set(key, Buffer.from(value, "base64"));
  const items = source.items ?? [...content.keys()].map((key): Item => ({ key, path: key }));
  return items.flatMap((item) => {
    const data = content.get(item.key);
    if (data !== undefined) return [{ path: item.path, data, mode: item.mode ?? defaultMode }];
    if (source.optional === true) return [];
    throw new VolumeNotReady(`${resource.slice(0, -1)} "${name}" in ${namespace} has no key ${item.key}`);
  });
}

function ofDownward(pod: LiveObject, source: Source, defaultMode = DEFAULT_MODE): readonly Payload[] {
  return (source.items as Source[]).map((item) => ({
    path: item.path,
    data: Buffer.from(fieldOf(pod, item.fieldRef.fieldPath)),
    mode: item.mode ?? defaultMode,
  }));
}

async function ofToken(client: KubeClient, pod: LiveObject, source: Source): Promise<Payload> {
  const { namespace, name, uid } = pod.metadata;
  const account: string = pod["spec"].serviceAccountName ?? "default";
  const spec = { audiences: source.audience === undefined ? undefined : [source.audience], expirationSeconds: source.expirationSeconds };
  const bound = { apiVersion: "v1", kind: "Pod", name, uid };
  const answer = await client.send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { ...spec, boundObjectRef: bound },
  });
  if (answer.status >= 400) throw new VolumeNotReady(`no token of ServiceAccount ${account}: ${answer.body["message"]}`);
  const user: number | undefined = pod["spec"].securityContext?.runAsUser;
  return { path: source.path, data: Buffer.from(answer.body["status"].token), mode: 0o600, ...(user === undefined ? {} : { owner: user }) };
}

/** A field of a pod by its downward API path. */
export function fieldOf(pod: LiveObject, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) return pod.metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2] ?? ""] ?? "";
  // biome-ignore lint/suspicious/noExplicitAny: a path into an object
  const value = path.split(".").reduce((at: any, part) => at?.[part], pod as any);
  return value === undefined ? "" : String(value);
}
