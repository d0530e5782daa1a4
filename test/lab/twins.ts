import type { Disposition } from "../../src/prove/trace.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import { DIAL_TWINS } from "./dial-twins.ts";
import type { DistCluster } from "./dist.ts";

/** One change of the objects of a cluster. */
export interface Edit {
  /** The objects that change: kind and name; `*` in the name stands for letters and digits. */
  readonly object: string;
  /** Replaces one text in the object's JSON by another, wherever it stands; without both the object is left out. */
  readonly from?: string;
  readonly to?: string;
  /** Objects that are put beside it; it stays as it is then. */
  readonly beside?: readonly KubeObject[];
  /** How many objects are meant; one, if it is not said. */
  readonly objects?: number;
}

/** A broken copy of a committed cluster: by these the lab itself is tested, and the proof is where it says no. */
export interface Twin {
  readonly name: string;
  /** The cluster of dist/ that it is a copy of. */
  readonly of: "east" | "west";
  readonly edits: readonly Edit[];
  readonly finds: Finds;
  /** Whether it belongs to the short form. */
  readonly core?: boolean;
}

/** What has to be found in a twin. */
export type Finds =
  /** The checks of suite 1 that fail, and no others. */
  | { readonly kind: "checks"; readonly failing: readonly string[] }
  /** Suite 2: how dials end, but for those that go through; in the lab as in the proof. */
  | { readonly kind: "dials"; readonly ending: readonly Disposition[] };

const JOBS = "Jobs run for real to their end";
const BUNDLES = "Bundles synced by trust-manager";
const ROOTS = "ConfigMaps that hold the roots of their CA";
const SETS = "StatefulSets with all their pods";
const PODS = "pods whose volumes and variables a kubelet can make";

/** Twins of suite 1. */
const CHECK_TWINS: readonly Twin[] = [
  {
    name: "a Role that does not let the Job patch",
    of: "east",
    edits: [{ object: "Role kurrent-orders-nodes-roots", from: `"patch"`, to: `"update"` }],
    finds: { kind: "checks", failing: [JOBS, BUNDLES, ROOTS] },
  },
  {
    name: "a Job that reads a file which is not mounted",
    of: "east",
    edits: [{ object: "ConfigMap orders-nodes-roots-*", from: "- g1.crt", to: "- g2.crt" }],
    finds: { kind: "checks", failing: [JOBS, BUNDLES, SETS, ROOTS] },
  },
  {
    name: "a Certificate into another Secret",
    of: "east",
    edits: [{ object: "Certificate orders-node-tls", from: `"secretName":"orders-node-tls"`, to: `"secretName":"orders-node-tsl"` }],
    finds: { kind: "checks", failing: [SETS, PODS] },
    core: true,
  },
  {
    name: "a Certificate of an Issuer that is not",
    of: "east",
    edits: [{ object: "Certificate orders-node-tls", from: `"name":"orders-nodes-g1"`, to: `"name":"orders-nodes-g9"` }],
    finds: { kind: "checks", failing: ["Certificates issued by cert-manager", SETS, PODS] },
  },
  {
    name: "a Bundle of a ConfigMap that is not",
    of: "east",
    edits: [{ object: "Bundle shop-orders-nodes", from: `"name":"kurrent-orders-nodes-roots"`, to: `"name":"kurrent-orders-nodes-rots"` }],
    finds: { kind: "checks", failing: [BUNDLES, ROOTS] },
  },
  {
    name: "an unknown field",
    of: "east",
    edits: [{ object: "StatefulSet orders", from: `"serviceName"`, to: `"serviceNaem"` }],
    finds: {
      kind: "checks",
      failing: ["applied, none refused", SETS, PODS, "applied again: nothing changes"],
    },
    core: true,
  },
];

/** All twins. */
export const TWINS: readonly Twin[] = [...CHECK_TWINS, ...DIAL_TWINS];

/** A cluster with a twin's edits made. Throws if an edit changes another number of objects than it means, or nothing in one. */
export function breakCluster(cluster: DistCluster, twin: Pick<Twin, "name" | "edits">): DistCluster {
  return twin.edits.reduce((each, edit) => makeEdit(each, edit, twin.name), cluster);
}

function makeEdit(cluster: DistCluster, { object, from, to, beside, objects = 1 }: Edit, twin: string): DistCluster {
  const pattern = new RegExp(`^${object.replaceAll("*", "[0-9a-z]+")}$`);
  let found = 0;
  const units = cluster.units.map((unit) => ({
    ...unit,
    objects: unit.objects.flatMap((each) => {
      if (!pattern.test(`${each.object.kind} ${each.object.metadata.name}`)) return [each];
      found += 1;
      if (beside !== undefined) return [each, ...beside.map((more) => ({ file: `beside ${each.file}`, object: more }))];
      if (from === undefined || to === undefined) return [];
      const text = JSON.stringify(each.object);
      if (!text.includes(from)) throw new Error(`twin '${twin}': ${object} does not hold ${from}`);
      return [{ ...each, object: JSON.parse(text.replaceAll(from, to)) as KubeObject }];
    }),
  }));
  if (found !== objects) throw new Error(`twin '${twin}': ${found} objects are called ${object}, and ${objects} are meant`);
  return { ...cluster, units };
}
