import { X509Certificate } from "node:crypto";
import type { Environment } from "../../../src/terms/environment.ts";
import { applyPlatform } from "../control-plane.ts";
import type { DistCluster } from "../dist.ts";
import type { OpenCluster } from "../open-world.ts";
import type { Row } from "../suites/applied.ts";
import { applyAndSettle } from "../suites/applied.ts";
import { waitFor } from "../wait-for.ts";
import { application } from "./applications.ts";
import type { Handshake } from "./handshakes.ts";
import { between, failuresOf, lastOf, longestPause, sayFailures } from "./handshakes.ts";
import type { Seen, WatchedServer } from "./watch.ts";
import { startWatch } from "./watch.ts";

/** The three nodes, the Secret of their leaf, and the application that dials them. */
export const NAMESPACE = "kurrent";
export const LEAF = "orders-node-tls";
export const BUNDLE = "shop-orders-nodes";
const ROOTS = `/var/run/trueline/${BUNDLE}`;

/** Seconds that a person's wait may take before it counts as never. */
const PATIENCE = 90;
/** Milliseconds without a dial of something that is dialled all the time: a starved machine, and "none failed" would say little. */
const MOST_PAUSE_MS = 30_000;

/** A cluster that lives: three nodes that dial each other, and applications that dial them, while somebody changes things. */
export interface Scene {
  readonly name: string;
  readonly world: OpenCluster;
  look(): Seen;
  /** Dials of those whose dials have to succeed. */
  dials(from: number, to: number): readonly Handshake[];
  /** Waits until every dial of those succeeds, each at its last time. */
  steady(): Promise<void>;
  /** Waits until servers and applications trust just the roots with these common names; but for the servers of `except`. */
  rootsLoaded(names: readonly string[], except?: string): Promise<void>;
  /** Waits until every server but `except` serves the leaf in the Secret, once that is of this issuer. */
  leafServed(issuer: string, except?: string): Promise<void>;
  /** A row: dials in a window, of which none may fail, and none may pause. */
  row(check: string, from: number, to: number, more?: readonly string[]): Row;
}

/** The leaf as cert-manager last wrote it. */
export async function leafOf({ plane }: OpenCluster): Promise<X509Certificate> {
  const secret = await plane.client.get(`/api/v1/namespaces/${NAMESPACE}/secrets/${LEAF}`);
  if (secret === undefined) throw new Error(`no Secret ${LEAF}`);
  return new X509Certificate(Buffer.from(secret["data"]["tls.crt"], "base64"));
}

/** Applies a cluster and starts two applications in it: one that dials all the time, and the official client, again and again. */
export async function openScene(
  name: string,
  world: OpenCluster,
  cluster: DistCluster,
  environments: readonly Environment[],
  twins: readonly string[] = [],
): Promise<Scene> {
  const { plane, kubelet } = world;
  await applyAndSettle(plane, cluster, environments, PATIENCE);
  const shop = { namespace: "shop", configMap: "shop", roots: { path: ROOTS, volume: { configMap: { name: BUNDLE } } } };
  await applyPlatform(plane.client, application({ ...shop, name: "application" }));
  await applyPlatform(plane.client, application({ ...shop, name: "official-client", official: true, args: ["--every", "3000"] }));
  const look = startWatch(kubelet);
  const ofGood = (handshakes: readonly Handshake[]): readonly Handshake[] => handshakes.filter(({ from }) => !twins.includes(from));
  const others = (except: string): readonly WatchedServer[] => look().servers.filter(({ pod }) => pod.name !== except);

  const scene: Scene = {
    name,
    world,
    look,
    dials: (from, to) => ofGood(between(look().handshakes, from, to)),
    steady: async () => {
      let state = "";
      const ask = async (): Promise<true | undefined> => {
        const last = [...lastOf(ofGood(look().handshakes)).values()];
        const nodes = look().servers.length;
        // Gossip, elections and replication between each two nodes, and two applications.
        const lines = nodes * (nodes - 1) * 3 + nodes * 2;
        state = [`${last.length} of ${lines} lines are dialled`, ...sayFailures(failuresOf(last))].join("; ");
        return nodes > 0 && last.length >= lines && failuresOf(last).length === 0 ? true : undefined;
      };
      await waitFor(`${name}: all dials succeed`, PATIENCE, ask, () => state);
    },
    rootsLoaded: async (names, except = "") => {
      const wanted = [...names].sort().join();
      let state = "";
      const ask = async (): Promise<true | undefined> => {
        const servers = others(except).map(({ pod, loaded }) => [pod.name, loaded?.roots ?? []] as const);
        const clients = [...look().clientRoots].filter(([from]) => !twins.includes(from));
        const lacking = [...servers, ...clients].filter(([, roots]) => roots.join() !== wanted);
        state = lacking.map(([who, roots]) => `${who} trusts ${roots.join() || "nobody"}`).join("; ");
        return lacking.length === 0 && clients.length > 0 ? true : undefined;
      };
      await waitFor(`${name}: ${wanted} loaded by all`, PATIENCE, ask, () => state);
    },
    leafServed: async (issuer, except = "") => {
      let state = "";
      const ask = async (): Promise<true | undefined> => {
        const leaf = await leafOf(world);
        const isOfIssuer = leaf.issuer.split("\n").includes(`CN=${issuer}`);
        const lacking = others(except).filter(({ loaded }) => loaded?.serial !== leaf.serialNumber);
        const shown = [...lastOf(ofGood(look().handshakes)).values()].filter(
          ({ host, serial }) => serial !== "" && !isHostOf(host, except),
        );
        const old = shown.filter(({ serial }) => serial !== leaf.serialNumber);
        state = isOfIssuer
          ? [...lacking.map(({ pod }) => pod.name), ...old.map(({ host }) => host)].join()
          : `the leaf is of ${leaf.issuer}`;
        return isOfIssuer && lacking.length === 0 && old.length === 0 ? true : undefined;
      };
      await waitFor(`${name}: a leaf of ${issuer} served by all`, PATIENCE, ask, () => state);
    },
    row: (check, from, to, more = []) => {
      const dials = scene.dials(from, to);
      const failed = failuresOf(dials);
      const pause = longestPause(dials, from, to);
      const paused = pause > MOST_PAUSE_MS ? [`something was not dialled for ${(pause / 1000).toFixed(0)} s`] : [];
      const problems = [...sayFailures(failed), ...paused, ...more];
      const text = `${check}: ${dials.length} dials, ${failed.length} failed`;
      const [of, seconds] = [Math.max(dials.length, problems.length), (to - from) / 1000];
      return {
        world: name,
        check: text,
        held: of - Math.max(failed.length, problems.length),
        of,
        problems,
        seconds,
        inFull: true,
      };
    },
  };
  return scene;
}

/** Whether a host is the name of this pod. */
export function isHostOf(host: string, pod: string): boolean {
  return pod !== "" && host.toLowerCase().startsWith(`${pod}.`);
}

/**
 * What is wrong with how servers were reloaded: by the signals of their own sidecars, each of which has to do, and never by a restart since
 * `before`. Until the roots are there, a server that is new ends and is started again.
 */
export function reloadProblems(before: readonly WatchedServer[], servers: readonly WatchedServer[], mayFail = false): readonly string[] {
  const startsOf = (uid: string): number | undefined => before.find(({ pod }) => pod.uid === uid)?.starts;
  return servers.flatMap(({ pod, reloads, failedReloads, signals, starts }) => [
    ...(starts === startsOf(pod.uid) ? [] : [`${pod.name} was started again`]),
    // The line is written after the signal, and the server's after its files are read.
    ...(Math.abs(signals - reloads - failedReloads) <= 1 ? [] : [`${pod.name}: ${signals} signals, ${reloads + failedReloads} reloads`]),
    ...(failedReloads > 0 && !mayFail ? [`${pod.name}: ${failedReloads} reloads failed`] : []),
  ]);
}
