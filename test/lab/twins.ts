import type { KubeObject } from "../../src/terms/kube-object.ts";
import type { DistCluster } from "./dist.ts";

/** A broken copy of a committed cluster, and the checks that have to find it: by these the lab itself is tested. */
export interface Twin {
  readonly name: string;
  /** The object in a folder of dist/ that is broken: its kind and name, the latter without a hash at the end. */
  readonly object: string;
  /** Replaces one text in the object's JSON by another. */
  readonly from: string;
  readonly to: string;
  /** The checks that fail, and no others. */
  readonly found: readonly string[];
}

const JOBS = "Jobs run for real to their end";
const BUNDLES = "Bundles synced by trust-manager";
const ROOTS = "ConfigMaps that hold the roots of their CA";
const PODS = "pods whose volumes and variables a kubelet can make";

/** Twins of cluster `east` of the committed dist/. */
export const TWINS: readonly Twin[] = [
  {
    name: "a Role that does not let the Job patch",
    object: "Role kurrent-orders-nodes-roots",
    from: `"patch"`,
    to: `"update"`,
    found: [JOBS, BUNDLES, ROOTS],
  },
  {
    name: "a Job that reads a file which is not mounted",
    object: "ConfigMap orders-nodes-roots-*",
    from: "- g1.crt",
    to: "- g2.crt",
    found: [JOBS, BUNDLES, ROOTS],
  },
  {
    name: "a Certificate into another Secret",
    object: "Certificate orders-node-tls",
    from: `"secretName":"orders-node-tls"`,
    to: `"secretName":"orders-node-tsl"`,
    found: [PODS],
  },
  {
    name: "a Certificate of an Issuer that is not",
    object: "Certificate orders-node-tls",
    from: `"name":"orders-nodes-g1"`,
    to: `"name":"orders-nodes-g9"`,
    found: ["Certificates issued by cert-manager", PODS],
  },
  {
    name: "a Bundle of a ConfigMap that is not",
    object: "Bundle shop-orders-nodes",
    from: `"name":"kurrent-orders-nodes-roots"`,
    to: `"name":"kurrent-orders-nodes-rots"`,
    found: [BUNDLES, ROOTS],
  },
  {
    name: "an unknown field",
    object: "StatefulSet orders",
    from: `"serviceName"`,
    to: `"serviceNaem"`,
    found: ["applied, none refused", "StatefulSets with all their pods", PODS, "applied again: nothing changes"],
  },
];

/** A cluster with one object broken. Throws if there is no such object, or not that text in it. */
export function breakCluster(cluster: DistCluster, twin: Twin): DistCluster {
  const pattern = new RegExp(`^${twin.object.replace("*", "[0-9a-f]+")}$`);
  let broken = 0;
  const units = cluster.units.map((unit) => ({
    ...unit,
    objects: unit.objects.map((each) => {
      if (!pattern.test(`${each.object.kind} ${each.object.metadata.name}`)) return each;
      const text = JSON.stringify(each.object);
      if (!text.includes(twin.from)) throw new Error(`twin '${twin.name}': ${twin.object} does not hold ${twin.from}`);
      broken += 1;
      return { ...each, object: JSON.parse(text.replaceAll(twin.from, twin.to)) as KubeObject };
    }),
  }));
  if (broken !== 1) throw new Error(`twin '${twin.name}': ${broken} objects are called ${twin.object}`);
  return { ...cluster, units };
}
