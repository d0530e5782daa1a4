import { parseObjectId } from "../../terms/kube-object.ts";
import type { Place } from "../../terms/place.ts";
import type { KeyId } from "../../world/tls.ts";
import type { Process, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { memberGroups } from "../members.ts";
import { controlOf } from "../name-control.ts";
import { isSharedOnPurpose } from "../shared-on-purpose.ts";

function* authenticating(world: World) {
  for (const process of world.processes.values()) {
    for (const listener of process.listeners) {
      if (listener.tls && listener.tls.clientAuth !== "none" && listener.tls.callers)
        yield { process, tls: listener.tls, callers: listener.tls.callers };
    }
  }
}

/** TL4406: a root by which servers authenticate callers, in workloads that do not belong together. */
export const sharedRoots: Check = (world, traces) => {
  const groups = memberGroups(world, traces);
  const users = new Map<KeyId, { label: string; byGroup: Map<string, Process> }>();
  for (const { process, tls } of authenticating(world)) {
    // Pods of one StatefulSet belong together even where their dials break.
    const group = groups.get(process.id)?.[0] ?? process.id;
    const workload = world.processes.get(group)?.place.object ?? process.place.object;
    for (const root of tls.trust?.roots ?? []) {
      const known = users.get(root.key) ?? { label: root.label, byGroup: new Map<string, Process>() };
      known.byGroup.set(workload, known.byGroup.get(workload) ?? process);
      users.set(root.key, known);
    }
  }
  const findings: Finding[] = [];
  for (const [key, { label, byGroup }] of users) {
    if (byGroup.size < 2 || isSharedOnPurpose(world, { key, label })) continue;
    // Without a dial between them, two StatefulSets may still be one cluster whose dials break: those findings come first.
    if (traces.some((trace) => trace.reached.length === 0)) continue;
    const [first, ...others] = [...byGroup.values()];
    const cause = others.at(-1) ?? first;
    if (!cause || !first) continue;
    findings.push(finding("TL4406", cause.place, { root: label }, [first.place]));
  }
  return findings;
};

/** TL4407: nodes that take any public authority's word for who a node is. */
export const publicNodeCertificates: Check = (world) => {
  const byObject = new Map<string, { readonly place: Place; readonly workloads: Set<string> }>();
  for (const { process, tls, callers } of authenticating(world)) {
    // Where others control the name, TL4605 says more.
    const open = !callers.clientAuth && callers.commonName !== undefined && controlOf(world, callers.commonName);
    if (!tls.trust?.publicRoots || open) continue;
    const { place } = callers;
    const known = byObject.get(place.object) ?? { place, workloads: new Set<string>() };
    known.workloads.add(parseObjectId(process.place.object).name);
    byObject.set(place.object, known);
  }
  return [...byObject.values()].map(({ place, workloads }) => finding("TL4407", place, { workload: [...workloads].join(", ") }));
};
