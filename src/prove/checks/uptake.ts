import { type ObjectId, objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import type { Hindrance, Party } from "../../world/tls.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { memberGroups } from "../members.ts";

/** What a server presents and trusts, where both come from files that others may change. */
function* servers(world: World): Iterable<{ readonly process: Process; readonly tls: Party; readonly leaf: Place }> {
  for (const process of world.processes.values()) {
    for (const { tls } of process.listeners) {
      const leaf = tls?.leaf?.[0];
      if (tls && leaf) yield { process, tls, leaf: leaf.place };
    }
  }
}

/** TL4408: a certificate that is renewed, and a server that reads it only at start. */
export const renewalUptake: Check = (world) => {
  const byObject = new Map<string, Finding>();
  for (const { process, tls, leaf } of servers(world)) {
    if (tls.uptake.leaf !== "start") continue;
    byObject.set(process.place.object, late("TL4408", process, tls.hindrance?.leaf, leaf));
  }
  return [...byObject.values()];
};

/** TL4421: a server that takes in a renewed certificate, and a changed root only at start: half of what was meant. */
export const rootUptake: Check = (world) => {
  const byObject = new Map<string, Finding>();
  for (const { process, tls } of servers(world)) {
    if (!tls.trust || tls.trust.publicRoots || tls.uptake.leaf === "start" || tls.uptake.trust !== "start") continue;
    byObject.set(process.place.object, late("TL4421", process, tls.hindrance?.trust, tls.trust.place));
  }
  return [...byObject.values()];
};

function late(code: "TL4408" | "TL4421", process: Process, hindrance: Hindrance | undefined, file: Place): Finding {
  const values = hindrance ? { why: hindrance.why } : {};
  return finding(code, hindrance?.place ?? process.place, values, [...(hindrance?.place ? [process.place] : []), file]);
}

/** TL4423: a server whose certificates, or whose keeper, restart it, and that is the only one: no other pod, no other member. */
export const restartOfOne: Check = (world, traces) => {
  const groups = memberGroups(world, traces);
  const pods = new Map<ObjectId, number>();
  for (const { place: at } of world.pods) pods.set(at.object, (pods.get(at.object) ?? 0) + 1);
  const byKey = new Set(
    world.environment.flatMap(({ restarts = [] }) =>
      restarts.map(({ cluster, namespace, workload }) => objectIdOf(cluster, "apps", "StatefulSet", namespace, workload)),
    ),
  );
  const byObject = new Map<string, Finding>();
  for (const { process, tls } of servers(world)) {
    const { object } = process.place;
    if (pods.get(object) !== 1 || (groups.get(process.id)?.length ?? 1) > 1) continue;
    const by = tls.uptake.leaf === "restart" || tls.uptake.leaf === "start" ? "certificates" : byKey.has(object) ? "key" : undefined;
    if (by === undefined) continue;
    const { kind, name } = parseObjectId(object);
    byObject.set(object, finding("TL4423", place(object, ...(kind === "Pod" ? [] : ["spec", "replicas"])), { name, by }));
  }
  return [...byObject.values()];
};
