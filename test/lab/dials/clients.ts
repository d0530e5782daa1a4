import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OutsideProcess } from "../../../src/terms/environment.ts";
import type { LiveObject } from "../kube-client.ts";
import { startContainer } from "../kubelet/container.ts";
import type { KubeletContext } from "../kubelet/context.ts";
import type { Image } from "../kubelet/images.ts";
import { hostsOf, resolvConfOf } from "../kubelet/resolv-conf.ts";
import { layOutVolume, VolumeNotReady } from "../kubelet/volumes.ts";
import type { SeenProcess } from "./compare.ts";
import type { DialEvent } from "./seen.ts";
import { keyOf } from "./seen.ts";

/** The real client, as installed: its own program of this project, and the folder with its packages. */
export interface ClientProgram {
  readonly folder: string;
  readonly modules: string;
  /** Which of its ways to dial are tried. */
  readonly stack: "grpc-js" | "both";
}

/** A member of a cluster, as a server names it to clients: `HOST:PORT`. */
type Member = string;

/** What a client needs to run. */
interface ClientPod {
  readonly connectionString: string;
  run(args: readonly string[]): Promise<readonly ClientEvent[]>;
  /** Takes its network away. */
  end(): void;
}

type ClientEvent =
  | DialEvent
  | { readonly event: "members"; readonly members: readonly { readonly host: string; readonly port: number; readonly state: string }[] }
  | { readonly event: "not-started"; readonly error: string }
  | { readonly event: "call"; readonly ok: boolean; readonly error?: string };

/**
 * Runs the real client for a process that no object runs, in a network namespace with the resolver that such a process has, and
 * with the trust that it mounts or that a person gave to it. It dials each server of its connection string, and, each
 * member leading in turn, whomever discovery leads it to. `lead` makes a member lead.
 */
export async function runClient(
  context: KubeletContext,
  client: ClientProgram,
  process: OutsideProcess,
  address: string,
  givenRoots: (process: OutsideProcess) => Promise<string>,
  lead: (member: Member) => void,
): Promise<SeenProcess> {
  let pod: ClientPod;
  try {
    pod = await makeClientPod(context, client, process, address, givenRoots);
  } catch (error) {
    if (!(error instanceof VolumeNotReady)) throw error;
    return { kind: "not-started", reason: error.message };
  }
  try {
    return await dialAll(pod, lead);
  } finally {
    pod.end();
  }
}

async function dialAll(pod: ClientPod, lead: (member: Member) => void): Promise<SeenProcess> {
  const seeds = seedsOf(pod.connectionString).map((seed) => pod.run(["--direct", seed]));
  const events: ClientEvent[] = (await Promise.all([pod.run([]), ...seeds])).flat();
  const stopped = events.find((each) => each.event === "not-started");
  if (stopped?.event === "not-started") return { kind: "not-started", reason: stopped.error };
  const named = events.flatMap((each) => (each.event === "members" ? each.members : []));
  const members = new Set(named.filter(({ state }) => !isReplica(state)).map(({ host, port }) => `${host}:${port}`));
  const replicas = new Set(named.filter(({ state }) => isReplica(state)).map(({ host, port }) => `client ${host}:${port}`.toLowerCase()));
  for (const member of members) {
    lead(member);
    events.push(...(await pod.run(["--prefer", "leader"])));
  }
  // Of several replicas the client takes any, so it runs until it has taken each.
  const isMissing = (): boolean => [...replicas].some((key) => !events.some((each) => each.event === "dial" && keyOf(each) === key));
  for (let i = 0; i < MOST_RUNS && isMissing(); i++) events.push(...(await pod.run(["--prefer", "readOnlyReplica"])));
  const dials = new Map<string, DialEvent[]>();
  for (const event of events) {
    if (event.event !== "dial") continue;
    const known = dials.get(keyOf(event)) ?? [];
    // The client has two ways to dial, each with a TLS of its own: both have to do.
    const same = (each: DialEvent): boolean => each.address === event.address && each.stack === event.stack;
    dials.set(keyOf(event), [...known.filter((each) => !same(each)), event]);
  }
  return { kind: "started", dials };
}

/** With two replicas, one in a million runs of the lab ends without having seen both. */
const MOST_RUNS = 20;

function isReplica(state: string): boolean {
  return /^ReadOnly/i.test(state);
}

/** `HOST:PORT` of each server that a connection string names. */
function seedsOf(connectionString: string): readonly string[] {
  const hosts = /^[a-z+]+:\/\/(?:[^@/?]*@)?([^/?]*)/i.exec(connectionString.trim())?.[1] ?? "";
  return hosts.split(",").map((each) => (/:\d+$/.test(each) ? each : `${each}:2113`));
}

/** How often a connection that is refused is tried. */
const MOST_TRIES = 2;

async function makeClientPod(
  context: KubeletContext,
  client: ClientProgram,
  process: OutsideProcess,
  address: string,
  givenRoots: (process: OutsideProcess) => Promise<string>,
): Promise<ClientPod> {
  const { plane, network } = context;
  const { reads, name, namespace = "default" } = process;
  const inside = process.cluster !== undefined;
  const names = inside ? context.names : { ...context.names, nameservers: context.outsideNameservers };
  const config = await plane.client.get(`/api/v1/namespaces/${reads.namespace}/configmaps/${reads.configMap}`);
  if (config === undefined) throw new VolumeNotReady(`configmap "${reads.configMap}" not found in ${reads.namespace}`);
  const { connectionString = "", trustConfigMap, trustPath } = config["data"] as Record<string, string | undefined>;
  mkdirSync(context.folder, { recursive: true });
  const folder = mkdtempSync(join(context.folder, `client-${name}-`));
  const pod: LiveObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: inside ? {} : { dnsPolicy: "Default" },
  };
  const volumes = new Map<string, string>();
  const volumeMounts: object[] = [];
  if (inside && trustConfigMap !== undefined && trustPath !== undefined) {
    const volume = join(folder, "volumes", "trust");
    await layOutVolume(plane.client, pod, { name: "trust", configMap: { name: trustConfigMap } }, volume);
    volumes.set("trust", volume);
    const key = trustPath.slice(trustPath.lastIndexOf("/") + 1);
    const trust = await plane.client.get(`/api/v1/namespaces/${namespace}/configmaps/${trustConfigMap}`);
    const mount = { name: "trust", mountPath: trustPath, readOnly: true };
    volumeMounts.push(trust?.["data"]?.[key] === undefined ? mount : { ...mount, subPath: key });
  }
  // Where Node, and the client's native part, read what the machine trusts besides.
  const variables = { NODE_EXTRA_CA_CERTS: "/lab/roots.pem", SSL_CERT_FILE: "/lab/roots.pem" };
  const roots = inside ? await context.systemRoots() : await givenRoots(process);
  const home = inside ? network.addPod(address) : network.addOutside(address);
  const image: Image = { program: globalThis.process.execPath, path: "/lab/node", base: "debian" };
  const files = new Map([
    ["/etc/resolv.conf", resolvConfOf(pod, names)],
    ["/etc/hosts", hostsOf(pod, address, names)],
    ["/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"],
    ["/lab/roots.pem", roots],
  ]);
  const folders = new Map([
    ["/lab/client", client.folder],
    ["/lab/client-modules", client.modules],
  ]);
  let runs = 0;
  const runOnce = async (args: readonly string[]): Promise<readonly ClientEvent[]> => {
    runs += 1;
    const own = join(folder, String(runs));
    mkdirSync(own, { recursive: true });
    const base = [
      image.path,
      "/lab/client/dial.mjs",
      "--modules",
      "/lab/client-modules",
      "--connection-string",
      connectionString,
      "--stack",
      client.stack,
    ];
    const container = { name: "client", command: [...base, ...args], volumeMounts };
    const setUp = { pod, container, image, variables, volumes, folder: own, files, network: home, folders };
    const { exitCode, output } = await startContainer(setUp).ended;
    writeFileSync(join(own, "events.log"), output);
    if (exitCode !== 0) throw new Error(`the client of ${name} ended with ${exitCode}:\n${output}`);
    return output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as ClientEvent);
  };
  return {
    connectionString,
    end: () => network.remove(home),
    run: async (args) => {
      for (let tries = 1; ; tries++) {
        const events = await runOnce(args);
        // A way through the network that has just been opened may not be everywhere yet: an application tries again too.
        const closed = events.some((each) => each.event === "dial" && (each.error === "refused" || each.error === "unreachable"));
        if (!closed || tries === MOST_TRIES) return events;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
  };
}
