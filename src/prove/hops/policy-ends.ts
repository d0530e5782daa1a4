import { at, list, record, text, whole } from "../../world/data.ts";
import { clusterFacts } from "../../world/facts.ts";
import type { Address } from "../../world/network.ts";
import type { End, PodEnd } from "../../world/policies/decide.ts";
import { type PolicyIndex, policiesOf } from "../../world/policies/policy-index.ts";
import type { Process, World } from "../../world/world.ts";
import { plainAddress } from "./plain-address.ts";

/** That a policy sees a Service by its own address, and not by that of the pod behind it. */
export const AS_DIALLED = "the network plugin compares the Service's address, and not that of the pod behind it";
const NOT_MASKED = "no node on the way puts its own address in the place of the caller's";

/** What the policies of the caller's side, and those of the other, may see of the end that is not theirs. */
export function ends(
  caller: Process,
  via: Address,
  direct: boolean,
  from: PodEnd | undefined,
  into: PodEnd,
  world: World,
): readonly [outward: readonly End[], inward: readonly End[]] {
  const label = plainAddress(via);
  if (direct && from?.cluster === into.cluster) return [[into], [from]];
  const ranges = caller.cluster === undefined ? undefined : clusterFacts(world, caller.cluster)?.platform.egress;
  const known = ranges ? { ranges } : {};
  if (from?.cluster === into.cluster) {
    // Out of the cluster and back, or answered by a node on the way: which address the other side sees is not defined.
    const pod = { ...from, provided: NOT_MASKED };
    return [
      [
        { ...into, provided: AS_DIALLED },
        { kind: "addresses", label },
      ],
      [pod, { kind: "addresses", label: caller.label, provided: NOT_MASKED, ...known }],
    ];
  }
  const masked = keepsAddresses(via, world) ? {} : { provided: NOT_MASKED };
  return [[{ kind: "addresses", label }], [{ kind: "addresses", label: caller.label, ...masked, ...known }]];
}

/** Whether the caller's address arrives at the pod. Source: Kubernetes documentation, Service, externalTrafficPolicy. */
function keepsAddresses(via: Address, world: World): boolean {
  const route = world.routes.get(via);
  return route !== undefined && at(world.objects.get(route.place.object), "spec", "externalTrafficPolicy") === "Local";
}

/** The caller as its own policies see it; undefined outside of all clusters. */
export function selfOf(caller: Process, index: PolicyIndex): PodEnd | undefined {
  const own = caller.address === undefined ? undefined : podEnd(caller.address, index, caller.label);
  if (own || caller.cluster === undefined || caller.namespace === undefined) return own;
  // A client whose pods are not ours: its namespace is known, its labels are not.
  return { kind: "pod", label: caller.label, cluster: caller.cluster, namespace: caller.namespace, labels: {}, open: true, onNode: false };
}

/** A pod as policies see it. */
export function podEnd(address: Address, index: PolicyIndex, label?: string): PodEnd | undefined {
  const pod = index.pod(address);
  if (!pod) return undefined;
  const { cluster, namespace, name, spec } = pod;
  const { labels } = pod;
  return { kind: "pod", label: label ?? name, cluster, namespace, labels, open: false, onNode: spec["hostNetwork"] === true, address };
}

/** The names that the containers of a pod give to a port. */
export function portNames(world: World, address: Address, port: number): readonly string[] {
  const spec = policiesOf(world).pod(address)?.spec;
  const sidecars = list(spec?.["initContainers"]).filter((each) => record(each)["restartPolicy"] === "Always");
  return [...list(spec?.["containers"]), ...sidecars]
    .flatMap((container) => list(record(container)["ports"]).map(record))
    .flatMap((each) => (whole(each["containerPort"]) === port ? (text(each["name"]) ?? []) : []));
}
