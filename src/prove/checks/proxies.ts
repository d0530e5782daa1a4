import { verifiers } from "../../programs/verifiers.ts";
import { type Place, placeKey } from "../../terms/place.ts";
import type { ProxyHost } from "../../world/network.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import type { Trace } from "../trace.ts";

interface Through {
  readonly trace: Trace;
  readonly proxy: Process;
  readonly host: ProxyHost;
}

/** The dials that arrive by way of a proxy. */
function* throughProxies(world: World, traces: readonly Trace[]): Generator<Through> {
  const proxies = [...world.processes.values()].filter((each) => each.listeners.some((listener) => listener.proxy));
  if (proxies.length === 0) return;
  for (const trace of traces) {
    const step = trace.reached.length > 0 ? trace.steps.find((each) => each.hop === "forward") : undefined;
    if (!step) continue;
    for (const proxy of proxies) {
      const host = proxy.listeners
        .flatMap((each) => each.proxy ?? [])
        .find(({ upstream, place }) => upstream?.place === step.places[0] && place === step.places[1]);
      if (host) yield { trace, proxy, host };
    }
  }
}

/** TL4113: a proxy that takes any certificate of its backends. One for each setting. */
export const unverifiedBackends: Check = (world, traces) => {
  const found = new Map<string, Finding>();
  for (const { proxy, host, trace } of throughProxies(world, traces)) {
    const tls = host.upstream?.tls;
    if (!tls?.unverified) continue;
    const key = tls.from.object;
    const values = { proxy: proxy.label, host: trace.dial.to.host, ...tls.unverified };
    if (!found.has(key)) found.set(key, finding("TL4113", tls.from, values, [host.place]));
  }
  return mergeByProxy([...found.values()]);
};

/** One finding a proxy and reason: further places are related. */
function mergeByProxy(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, { first: Finding; related: Place[] }>();
  for (const each of findings) {
    const key = `${each.values["proxy"]} ${each.values["why"]}`;
    const known = merged.get(key);
    if (known) known.related.push(each.cause);
    else merged.set(key, { first: each, related: [...each.related] });
  }
  return [...merged.values()].map(({ first, related }) => ({ ...first, related }));
}

/** TL3307: clients in a cluster whose dials go through its own proxy. One for each caller and proxy. */
export const hairpinsThroughProxies: Check = (world, traces) => {
  const found = new Map<string, { through: Through; dials: number }>();
  for (const through of throughProxies(world, traces)) {
    const caller = world.processes.get(through.trace.dial.from);
    if (caller?.cluster === undefined || caller.cluster !== through.proxy.cluster) continue;
    const key = `${caller.id} ${through.proxy.id}`;
    const known = found.get(key);
    if (known) known.dials++;
    else found.set(key, { through, dials: 1 });
  }
  return [...found.values()].map(({ through: { trace, proxy }, dials }) => {
    const { place, to, from } = trace.dial;
    const caller = world.processes.get(from)?.label ?? from;
    return finding("TL3307", place, { dials: dials === 1 ? "1 dial" : `${dials} dials`, caller, proxy: proxy.label, host: to.host });
  });
};

/** TL3308: a name that a node advertises to clients, and that leads to other nodes through a proxy. */
export const leadsElsewhere: Check = (world, traces) => {
  const advertisers = new Map<string, Process[]>();
  for (const process of world.processes.values()) {
    for (const { to, endpoint } of process.listeners.flatMap((listener) => listener.advertises)) {
      if (to !== "clients") continue;
      const key = `${endpoint.host}:${endpoint.port}`;
      const known = advertisers.get(key);
      if (known) known.push(process);
      else advertisers.set(key, [process]);
    }
  }
  const found = new Map<string, Finding>();
  for (const { trace, host } of throughProxies(world, traces)) {
    const { host: name, port } = trace.dial.to;
    const own = advertisers.get(`${name}:${port}`) ?? [];
    const others = trace.reached.filter((id) => !own.some((process) => process.id === id));
    const [node] = own;
    const where = host.upstream?.place;
    if (!node || !where || others.length === 0 || found.has(placeKey(where))) continue;
    const labels = others.map((id) => world.processes.get(id)?.label ?? id).join(", ");
    found.set(placeKey(where), finding("TL3308", where, { host: name, node: node.label, others: labels }, [host.place]));
  }
  return [...found.values()];
};

/** TL4116: a proxy's own certificate that servers would let in as one of theirs; TL4117: a node's certificate that a proxy presents to nodes. */
export const proxiesAsNodes: Check = (world) => {
  const findings = new Map<string, Finding>();
  const add = (found: Finding): unknown => findings.has(placeKey(found.cause)) || findings.set(placeKey(found.cause), found);
  for (const proxy of world.processes.values()) {
    for (const { place: where, leaf, upstream } of proxy.listeners.flatMap((each) => each.proxy ?? [])) {
      const [own] = leaf ?? [];
      const server = own && letsIn(world, leaf ?? []);
      if (own && server) add(finding("TL4116", own.place, { proxy: proxy.label, workload: server.label }, [where]));
      const presented = upstream?.tls?.leaf ?? [];
      const target = presented.length > 0 ? letsIn(world, presented) : undefined;
      if (upstream?.tls && target) add(finding("TL4117", upstream.tls.from, { proxy: proxy.label, workload: target.label }, [where]));
    }
  }
  return [...findings.values()];
};

/** A server that takes a certificate for one of its own kind. */
function letsIn(world: World, chain: NonNullable<ProxyHost["leaf"]>): Process | undefined {
  for (const process of world.processes.values()) {
    for (const { tls } of process.listeners) {
      if (!tls || tls.clientAuth === "none") continue;
      // A port that asks for no name lets in everybody whom a public authority certifies: that is TL4407.
      if (!tls.callers && tls.trust?.publicRoots) continue;
      const verdict = verifiers[tls.verifier]?.client({ chain, trust: tls.trust, demands: tls.callers, own: tls.leaf });
      if (verdict?.ok) return process;
    }
  }
  return undefined;
}
