import { objectIdOf, parseObjectId } from "../../terms/kube-object.ts";
import { place } from "../../terms/place.ts";
import { at } from "../../world/data.ts";
import type { Pod } from "../../world/program.ts";
import { matchesLabels, matchesSelector } from "../../world/selectors.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";
import { stringAt, stringsAt } from "./fields.ts";

function podsByNamespace(world: World): ReadonlyMap<string, readonly Pod[]> {
  const index = new Map<string, Pod[]>();
  for (const pod of world.pods) {
    const key = `${pod.cluster}/${pod.namespace}`;
    const list = index.get(key);
    if (list) list.push(pod);
    else index.set(key, [pod]);
  }
  return index;
}

/** TL5101: a StatefulSet whose serviceName is no headless Service that selects its pods. */
export const serviceNames: Check = (world) => {
  const pods = podsByNamespace(world);
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    if (object.kind !== "StatefulSet") continue;
    const { cluster, namespace } = parseObjectId(id);
    const name = stringAt(object, "spec", "serviceName") ?? "";
    const serviceId = objectIdOf(cluster, "", "Service", namespace, name);
    const service = world.objects.get(serviceId);
    const own = (pods.get(`${cluster}/${namespace}`) ?? []).filter((pod) => pod.place.object === id);
    const selector = service ? stringsAt(service, "spec", "selector") : {};
    const headless = service !== undefined && at(service, "spec", "clusterIP") === "None" && Object.keys(selector).length > 0;
    if (headless && own.every((pod) => matchesLabels(selector, pod.labels))) continue;
    findings.push(finding("TL5101", place(id, "spec", "serviceName"), { service: name }, service ? [place(serviceId, "spec")] : []));
  }
  return findings;
};

/** TL5102: a Service or PodDisruptionBudget whose selector matches no pod. */
export const selectors: Check = (world) => {
  const pods = podsByNamespace(world);
  const findings: Finding[] = [];
  for (const [id, object] of world.objects) {
    if (object.kind !== "Service" && object.kind !== "PodDisruptionBudget") continue;
    const selector = stringsAt(object, "spec", "selector");
    if (Object.keys(selector).length === 0) continue;
    const { cluster, namespace, kind, name } = parseObjectId(id);
    const matches = object.kind === "Service" ? matchesLabels : matchesSelector;
    if ((pods.get(`${cluster}/${namespace}`) ?? []).some((pod) => matches(selector, pod.labels))) continue;
    findings.push(finding("TL5102", place(id, "spec", "selector"), { object: `${kind} ${name}` }));
  }
  return findings;
};
