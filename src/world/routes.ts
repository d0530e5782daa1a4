import { place } from "../terms/place.ts";
import { internalOf } from "./balancers.ts";
import { list, record, whole } from "./data.ts";
import type { Facts } from "./facts.ts";
import type { Address } from "./network.ts";
import type { Pod } from "./program.ts";
import type { ReadService } from "./services.ts";
import type { Route, World } from "./world.ts";

/** Routes from the addresses of Services to pods, by address. */
export function readRoutes(services: readonly ReadService[], facts: Facts): ReadonlyMap<Address, Route> {
  const routes = new Map<Address, Route>();
  for (const service of services) {
    const { type, object, pods, whileUnready, ports, sourceRanges } = service;
    if (type === "headless" || type === "external-name") continue;
    const { cluster, namespace, name, id } = object;
    const shared = {
      kind: "route" as const,
      place: place(id),
      cluster,
      ports: ports.map(({ port, targetPort, index }) => ({ port, targetPort, place: place(id, "spec", "ports", index) })),
      targets: pods.map(({ pod }) => ({ address: pod.address, whileUnready })),
    };
    const clusterIP = `service:${cluster}/${namespace}/${name}` as Address;
    routes.set(clusterIP, { ...shared, address: clusterIP, reach: "cluster", sourceRanges: [] });
    if (type !== "load-balancer") continue;
    const balancer = `lb:${cluster}/${namespace}/${name}` as Address;
    const internal = internalOf(object, facts);
    const reached = internal ? ({ reach: "peering", internal } as const) : ({ reach: "public" } as const);
    routes.set(balancer, { ...shared, address: balancer, ...reached, sourceRanges });
  }
  return routes;
}

/**
 * The port number that a Service's targetPort means for one pod: itself, or that of the container port of this name
 * (sidecars included). Undefined where the pod has no port of the name. Source: Kubernetes documentation, Service.
 */
export function resolveTargetPort(world: World, address: Address, targetPort: number | string): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  const pod = podsOf(world).get(address);
  const sidecars = list(pod?.spec["initContainers"]).filter((each) => record(each)["restartPolicy"] === "Always");
  for (const container of [...list(pod?.spec["containers"]), ...sidecars]) {
    for (const port of list(record(container)["ports"]))
      if (record(port)["name"] === targetPort) return whole(record(port)["containerPort"]);
  }
  return undefined;
}

const indexes = new WeakMap<World, ReadonlyMap<Address, Pod>>();

/** Made once for each World, at the first question. */
function podsOf(world: World): ReadonlyMap<Address, Pod> {
  const known = indexes.get(world);
  if (known) return known;
  const made = new Map(world.pods.map((pod) => [pod.address, pod]));
  indexes.set(world, made);
  return made;
}
