import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kubelet } from "../kubelet/kubelet.ts";
import type { LabPod, PodContainer } from "../kubelet/pod.ts";
import type { Handshake } from "./handshakes.ts";
import { readWritten } from "./handshakes.ts";

/** What a server works with: it says so at its start and after each reload. */
export interface Loaded {
  readonly serial: string;
  /** Common names of the roots that it trusts, sorted. */
  readonly roots: readonly string[];
}

/** One server, by its own log and that of the container that signals it. */
export interface WatchedServer {
  readonly pod: LabPod;
  readonly loaded: Loaded | undefined;
  readonly reloads: number;
  readonly failedReloads: number;
  /** SIGHUPs that its sidecar says it sent. */
  readonly signals: number;
  /** How often it was started. */
  readonly starts: number;
}

/** All that was logged so far. */
export interface Seen {
  readonly handshakes: readonly Handshake[];
  readonly servers: readonly WatchedServer[];
  /** By pod, the roots that a client last read. */
  readonly clientRoots: ReadonlyMap<string, readonly string[]>;
}

/** Where the stand-in for KurrentDB writes its dials. */
const JOURNAL = "run/lab/dials.jsonl";

/** Collects what all pods write of their dials; each look reads what is new. */
export function startWatch(kubelet: Kubelet): () => Seen {
  const handshakes: Handshake[] = [];
  const clientRoots = new Map<string, readonly string[]>();
  const offsets = new Map<string, number>();
  const readOn = (key: string, text: string, from: string): void => {
    const offset = offsets.get(key) ?? 0;
    const { handshakes: more, roots, length } = readWritten(text.slice(offset), from);
    offsets.set(key, offset + length);
    handshakes.push(...more);
    if (roots !== undefined) clientRoots.set(from, roots);
  };
  return () => {
    const servers: WatchedServer[] = [];
    for (const pod of kubelet.pods.values()) {
      for (const container of pod.containers) {
        const key = `${pod.uid} ${container.name} ${container.starts}`;
        if (container.image.startsWith("lab/")) readOn(key, container.output(), pod.name);
        if (!isServer(container) || container.root === undefined) continue;
        const journal = join(container.root, JOURNAL);
        if (existsSync(journal)) readOn(key, readFileSync(journal, "utf8"), pod.name);
        servers.push(watchedServer(pod, container));
      }
    }
    return { handshakes, servers, clientRoots };
  };
}

function isServer({ image, isOwnProgram }: PodContainer): boolean {
  return isOwnProgram && /kurrentdb|eventstoredb/.test(image);
}

function watchedServer(pod: LabPod, container: PodContainer): WatchedServer {
  const text = container.output();
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const events = lines.filter((line) => line.includes(`load`)).map((line) => JSON.parse(line));
  const materials: Loaded[] = events.filter((each) => each.event === "loaded" || each.event === "reloaded");
  const sidecar = pod.containers.find((each) => each.image === container.image && !each.isOwnProgram);
  return {
    pod,
    loaded: materials.at(-1),
    reloads: events.filter((each) => each.event === "reloaded").length,
    failedReloads: events.filter((each) => each.event === "reload-failed").length,
    signals: (sidecar?.output() ?? "").split("\n").filter((line) => line.includes("sent SIGHUP")).length,
    starts: container.starts,
  };
}
