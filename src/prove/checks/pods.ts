import { at } from "../../world/data.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/** TL5107: a pod that resolves names by its own sidecar, which does not start first. */
export const sidecarOrder: Check = (world) => {
  const byPlace = new Map<string, Finding>();
  for (const pod of world.pods) {
    const nameservers = at(pod.spec, "dnsConfig", "nameservers");
    // How an operator orders the containers of its pods is its own business, and not documented.
    if (pod.operated === true) continue;
    if (!Array.isArray(nameservers) || !nameservers.some((each) => typeof each === "string" && each.startsWith("127."))) continue;
    for (const id of world.processesAt.get(pod.address) ?? []) {
      const process = world.processes.get(id);
      if (!process?.listeners.some((listener) => listener.port === 53)) continue;
      const [list, index] = process.place.path.slice(-2);
      const container = at(pod.spec, String(list), Number(index));
      const first =
        list === "initContainers" &&
        index === 0 &&
        at(container, "restartPolicy") === "Always" &&
        at(container, "startupProbe") !== undefined;
      if (!first) byPlace.set(process.place.object, finding("TL5107", process.place));
    }
  }
  return [...byPlace.values()];
};

/** TL5201, TL5202: servers without authentication, or with the default password. Tests may do the first. */
export const hazards: Check = (world) => {
  const byPlace = new Map<string, Finding>();
  for (const process of world.processes.values()) {
    const environments = world.environment.filter((each) => process.cluster !== undefined && each.clusters[process.cluster]);
    const test = environments.length > 0 && environments.every((each) => each.test);
    for (const hazard of process.hazards ?? []) {
      const code = hazard.kind === "no-authentication" ? "TL5201" : "TL5202";
      if (!test) byPlace.set(`${code} ${hazard.place.object}`, finding(code, hazard.place));
    }
  }
  return [...byPlace.values()];
};
