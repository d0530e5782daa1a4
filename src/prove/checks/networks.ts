import { parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { annotationOfOtherCloud } from "../../world/balancers.ts";
import { isRecord, list, record } from "../../world/data.ts";
import { gatherFacts } from "../../world/facts.ts";
import { indexed } from "../../world/object-index.ts";
import type { Route, World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

const CLOUDS = { aws: "AWS", azure: "Azure", gcp: "Google Cloud" } as const;
const OWN = {
  aws: 'service.beta.kubernetes.io/aws-load-balancer-scheme: "internal"',
  azure: 'service.beta.kubernetes.io/azure-load-balancer-internal: "true"',
  gcp: 'networking.gke.io/load-balancer-type: "Internal"',
} as const;

/** TL2115: an ExternalName Service with a selector, or with ports that it is to map. */
export const doubleExternalNames: Check = (world) => {
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    const spec = record(object["spec"]);
    if (object.kind !== "Service" || object.apiVersion !== "v1" || spec["type"] !== "ExternalName") continue;
    if (isRecord(spec["selector"]) && Object.keys(spec["selector"]).length > 0) {
      findings.push(finding("TL2115", place(id, "spec", "selector"), { what: "which pods it selects" }));
    }
    list(spec["ports"]).forEach((each, i) => {
      const { port, targetPort } = record(each);
      if (targetPort === undefined || targetPort === 0 || targetPort === "" || targetPort === port) return;
      const what = `that port ${String(port)} is ${String(targetPort)} at its target`;
      findings.push(finding("TL2115", place(id, "spec", "ports", i, "targetPort"), { what }));
    });
  }
  return findings;
};

/** TL3113: an annotation by which another cloud than the cluster's would make the load balancer internal. */
export const annotationsOfOtherClouds: Check = (world) => {
  const facts = gatherFacts(world.environment);
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    if (object.kind !== "Service" || record(object["spec"])["type"] !== "LoadBalancer") continue;
    const { cluster, group } = parseObjectId(id);
    const cloud = facts.of(cluster)?.platform.cloud;
    if (!cloud || group !== "") continue;
    const meant = annotationOfOtherCloud(indexed(id, object), facts);
    if (!meant) continue;
    findings.push(finding("TL3113", meant.place, { cluster, cloud: CLOUDS[cloud], other: CLOUDS[meant.cloud], annotation: OWN[cloud] }));
  }
  return findings;
};

/** A public load balancer whose name only a peering sees. */
interface Exposed {
  readonly route: Route;
  readonly cloud: keyof typeof OWN;
  readonly peering: string;
  /** What publishes the name. */
  readonly publisher: Place;
}

/** Load balancers that are public although a peering's zone leads to them, by address. Not where the cloud isn't known: there nobody knows how they are made. */
export function publicInPeerings(world: World): ReadonlyMap<string, Exposed> {
  const facts = gatherFacts(world.environment);
  const found = new Map<string, Exposed>();
  for (const { peering, records } of world.zones) {
    if (!peering) continue;
    for (const { addresses, place: stated, publishers } of records.values()) {
      for (const { address } of addresses) {
        const route = world.routes.get(address);
        const cloud = route && facts.of(route.cluster)?.platform.cloud;
        if (route?.reach !== "public" || !cloud) continue;
        const publisher = publishers?.find(({ object }) => object === route.place.object) ?? stated;
        found.set(address, { route, cloud, peering: peering.name, publisher });
      }
    }
  }
  return found;
}

/** TL3114: a load balancer for a peering that lost what makes it internal. */
export const publicLoadBalancers: Check = (world) =>
  [...publicInPeerings(world).values()].map(({ route, cloud, peering, publisher }) => {
    const { name } = parseObjectId(route.place.object);
    return finding("TL3114", publisher, { balancer: name, peering, annotation: OWN[cloud] });
  });
