import { type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import type { Place } from "../../terms/place.ts";
import { keepsClientAddress } from "../../world/client-address.ts";
import { clusterFacts, gatherFacts } from "../../world/facts.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding, Values } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { memberGroups } from "../members.ts";
import type { Trace } from "../trace.ts";

/** A dial that goes through, and leaves its cluster only to come back. */
interface Hairpin {
  readonly trace: Trace;
  readonly caller: Process;
  readonly server: Process;
  /** The Service of the load balancer that it turns at. */
  readonly balancer: Place;
}

/** Dials that turn at a load balancer. Those through a proxy are told of by TL3307. */
function* hairpins(world: World, traces: readonly Trace[]): Generator<Hairpin> {
  for (const trace of traces) {
    if (trace.path !== "hairpin" || trace.steps.some(({ hop }) => hop === "forward")) continue;
    const balancer = trace.steps.find(({ hop }) => hop === "route")?.places[0];
    const caller = world.processes.get(trace.dial.from);
    const server = world.processes.get(trace.reached[0] ?? "");
    if (balancer && caller && server) yield { trace, caller, server, balancer };
  }
}

/** Whether a program tells others what to dial: a server among servers. */
function isServer({ listeners }: Process): boolean {
  return listeners.some(({ advertises }) => advertises.length > 0);
}

/** What makes the servers that a server belongs with: the object of the first of them. */
function workloads(world: World, traces: readonly Trace[]): (server: Process) => ObjectId {
  const groups = memberGroups(world, traces);
  return ({ id, place }) => world.processes.get(groups.get(id)?.[0] ?? id)?.place.object ?? place.object;
}

/** What the one who pays wants to know of a load balancer. */
function valuesOf(world: World, { balancer }: Hairpin): Values {
  const { cluster } = parseObjectId(balancer.object);
  const platform = clusterFacts(world, cluster)?.platform;
  const internal = [...world.routes.values()].some((route) => route.internal && route.place.object === balancer.object);
  return {
    cluster,
    ...(platform?.cloud ? { cloud: platform.cloud } : {}),
    ...(internal ? { internal: "yes" } : {}),
    ...(platform?.loadBalancer ? {} : { unsaid: "yes" }),
  };
}

/** One finding for each key: the first hairpin's place, with how many there are. */
function gathered(
  world: World,
  all: Iterable<Hairpin>,
  code: "TL3401" | "TL3402",
  keyOf: (each: Hairpin) => string,
  named: (each: Hairpin) => Values,
): readonly Finding[] {
  const groups = new Map<string, Hairpin[]>();
  for (const each of all) {
    const key = keyOf(each);
    const known = groups.get(key);
    if (known) known.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const dials = group.length === 1 ? "1 hairpin" : `${group.length} hairpins`;
    const balancers = new Map(group.map(({ balancer }) => [balancer.object, balancer]));
    return [finding(code, first.trace.dial.place, { dials, ...named(first), ...valuesOf(world, first) }, [...balancers.values()])];
  });
}

/**
 * TL3401: servers that reach each other by way of a load balancer outside, though their pods are in one cluster. Source: KurrentDB's page on
 * advanced networking, hairpin traffic patterns; which dials turn outside is the route hop's to say.
 */
export const hairpinsOfServers: Check = (world, traces) => {
  const all = [...hairpins(world, traces)].filter(({ caller }) => isServer(caller));
  const workload = workloads(world, traces);
  return gathered(
    world,
    all,
    "TL3401",
    ({ server }) => workload(server),
    ({ server }) => ({ workload: parseObjectId(workload(server)).name }),
  );
};

/** TL3402: clients that reach servers of their own cluster that way. One for each client and workload. */
export const hairpinsOfClients: Check = (world, traces) => {
  const all = [...hairpins(world, traces)].filter(({ caller }) => !isServer(caller));
  const workload = workloads(world, traces);
  return gathered(
    world,
    all,
    "TL3402",
    ({ caller, server }) => `${caller.id} ${workload(server)}`,
    ({ caller, server }) => ({ who: caller.label, workload: parseObjectId(workload(server)).name }),
  );
};

/**
 * TL3403: dials that turn at an internal Network Load Balancer of AWS that keeps the caller's address: one that is sent back to the
 * node that it came from is never answered. Source: see `keepsClientAddress`.
 */
export const lostHairpins: Check = (world, traces) => {
  const facts = gatherFacts(world.environment);
  const found = new Map<string, Finding>();
  for (const { balancer, caller } of hairpins(world, traces)) {
    const object = world.objects.get(balancer.object);
    if (!object || found.has(balancer.object)) continue;
    const { cluster, group, namespace, name } = parseObjectId(balancer.object);
    const service = { id: balancer.object, cluster, group, kind: "Service", namespace, name, object };
    if (!keepsClientAddress(service, facts)) continue;
    found.set(balancer.object, finding("TL3403", balancer, { balancer: name, who: caller.label, cluster }));
  }
  return [...found.values()];
};
