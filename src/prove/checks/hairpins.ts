import { type ObjectId, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { internalOf } from "../../world/balancers.ts";
import { keepsClientAddress } from "../../world/client-address.ts";
import { type Facts, gatherFacts } from "../../world/facts.ts";
import { type Indexed, indexed } from "../../world/object-index.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding, Values } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { isMember, memberGroups, workloadOf } from "../members.ts";
import type { Trace } from "../trace.ts";

/** A dial that goes through, and leaves its cluster only to come back. */
interface Hairpin {
  readonly trace: Trace;
  readonly caller: Process;
  readonly server: Process;
  /** The Service of the load balancer that it turns at. */
  readonly balancer: Indexed;
}

/** Dials that turn at a load balancer. Those through a proxy are told of by TL3307. */
function* turning(world: World, traces: readonly Trace[]): Generator<Hairpin> {
  for (const trace of traces) {
    if (trace.path !== "hairpin" || trace.steps.some(({ hop }) => hop === "forward")) continue;
    const id = trace.steps.find(({ hop }) => hop === "route")?.places[0]?.object;
    const service = id && world.objects.get(id);
    const caller = world.processes.get(trace.dial.from);
    const server = world.processes.get(trace.reached[0] ?? "");
    if (id && service && caller && server) yield { trace, caller, server, balancer: indexed(id, service) };
  }
}

/**
 * TL3401: servers that reach each other by way of a load balancer outside, though their pods are in one cluster. TL3402: clients that
 * reach servers of their own cluster that way; one for each client and workload. TL3403: see `lost`. Source: KurrentDB's page
 * on advanced networking, hairpin traffic patterns; which dials turn outside is the route hop's to say.
 */
export const hairpins: Check = (world, traces) => {
  const all = [...turning(world, traces)];
  if (all.length === 0) return [];
  const facts = gatherFacts(world.environment);
  const groups = memberGroups(world, traces);
  const byWhom = new Map<
    string,
    { readonly workload: ObjectId; readonly first: Hairpin; readonly balancers: Map<ObjectId, Place>; dials: number }
  >();
  for (const each of all) {
    const { caller, server, balancer } = each;
    const workload = workloadOf(server, groups, world);
    const key = isMember(caller) ? workload : `${caller.id} ${workload}`;
    const known = byWhom.get(key) ?? { workload, first: each, balancers: new Map<ObjectId, Place>(), dials: 0 };
    known.balancers.set(balancer.id, place(balancer.id));
    known.dials++;
    byWhom.set(key, known);
  }
  const told = [...byWhom.values()].map(({ workload, first, balancers, dials }) => {
    const { caller, trace, balancer } = first;
    const values = {
      dials: dials === 1 ? "1 hairpin" : `${dials} hairpins`,
      workload: parseObjectId(workload).name,
      ...(isMember(caller) ? {} : { who: caller.label }),
      ...valuesOf(balancer, facts),
    };
    return finding(isMember(caller) ? "TL3401" : "TL3402", trace.dial.place, values, [...balancers.values()]);
  });
  return [...told, ...lost(all, facts)];
};

/** What the one who pays wants to know of a load balancer. */
function valuesOf(balancer: Indexed, facts: Facts): Values {
  const { cluster } = balancer;
  const platform = facts.of(cluster)?.platform;
  return {
    cluster,
    ...(platform?.cloud ? { cloud: platform.cloud } : {}),
    ...(internalOf(balancer, facts) ? { internal: "yes" } : {}),
    ...(platform?.loadBalancer ? {} : { unsaid: "yes" }),
  };
}

/**
 * TL3403: dials that turn at an internal Network Load Balancer of AWS that keeps the caller's address: one that is sent back to the
 * node that it came from is never answered. Source: see `keepsClientAddress`.
 */
function lost(all: readonly Hairpin[], facts: Facts): readonly Finding[] {
  const found = new Map<ObjectId, Finding>();
  for (const { balancer, caller } of all) {
    const { id, name, cluster } = balancer;
    if (found.has(id) || !keepsClientAddress(balancer, facts)) continue;
    found.set(id, finding("TL3403", place(id), { balancer: name, who: caller.label, cluster }));
  }
  return [...found.values()];
}
