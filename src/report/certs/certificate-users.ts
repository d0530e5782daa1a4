import type { Certificate, KeyId, Party, Uptake } from "../../world/tls.ts";
import type { World } from "../../world/world.ts";

/** A process that presents a certificate. */
export interface Presenter {
  /** What people call it. */
  readonly process: string;
  readonly id: string;
  /** When it takes in a renewed one. */
  readonly uptake: Uptake;
  /** Ports on which it presents it. */
  readonly ports: readonly number[];
  /** Whether it also presents it to those whom it dials. */
  readonly dials: boolean;
}

/** A process that trusts a root. */
export interface Truster {
  readonly process: string;
  readonly id: string;
  /** When it takes in a changed root. */
  readonly uptake: Uptake;
}

/** By key of a certificate (leaf or intermediate) the processes that present it. */
export function presentersOf(world: World): ReadonlyMap<KeyId, readonly Presenter[]> {
  const found = new Map<KeyId, Map<string, Presenter>>();
  const present = (chain: readonly Certificate[] | undefined, from: Omit<Presenter, "ports" | "dials">, port: number | undefined): void => {
    for (const { key } of chain ?? []) {
      const ofKey = found.get(key) ?? new Map<string, Presenter>();
      const known = ofKey.get(from.id) ?? { ...from, ports: [], dials: false };
      ofKey.set(
        from.id,
        port === undefined
          ? { ...known, dials: true }
          : { ...known, ports: known.ports.includes(port) ? known.ports : [...known.ports, port] },
      );
      found.set(key, ofKey);
    }
  };
  for (const { id, label, listeners, dials, peers } of world.processes.values()) {
    const named = (tls: Party) => ({ id, process: label, uptake: tls.uptake.leaf });
    for (const { tls, port, proxy = [] } of listeners) {
      if (tls) present(tls.leaf, named(tls), port);
      for (const { leaf, upstream } of proxy) {
        present(leaf, { id, process: label, uptake: "watch" }, port);
        if (upstream?.tls) present(upstream.tls.leaf, named(upstream.tls), undefined);
      }
    }
    for (const { tls } of [...dials, ...(peers ? [peers] : [])]) if (tls) present(tls.leaf, named(tls), undefined);
  }
  return new Map([...found].map(([key, processes]) => [key, [...processes.values()]]));
}

/** By key of a root the processes that trust it, and those that trust what public authorities sign. */
export function trustersOf(world: World): {
  readonly byRoot: ReadonlyMap<KeyId, readonly Truster[]>;
  readonly ofPublicRoots: readonly Truster[];
} {
  const found = new Map<KeyId, Map<string, Truster>>();
  const publicly = new Map<string, Truster>();
  for (const { id, label, listeners, dials, peers } of world.processes.values()) {
    const upstreams = listeners.flatMap(({ proxy = [] }) => proxy.flatMap(({ upstream }) => (upstream ? [upstream] : [])));
    for (const { tls } of [...listeners, ...dials, ...(peers ? [peers] : []), ...upstreams]) {
      if (!tls?.trust) continue;
      const truster = { id, process: label, uptake: tls.uptake.trust };
      if (tls.trust.publicRoots) publicly.set(id, truster);
      for (const { key } of tls.trust.roots) found.set(key, (found.get(key) ?? new Map<string, Truster>()).set(id, truster));
    }
  }
  return { byRoot: new Map([...found].map(([key, processes]) => [key, [...processes.values()]])), ofPublicRoots: [...publicly.values()] };
}
