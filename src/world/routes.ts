import { type Place, place } from "../terms/place.ts";
import { at, list, record, text, whole } from "./data.ts";
import type { Address } from "./network.ts";
import type { Pod } from "./program.ts";
import { matchesSelector } from "./selectors.ts";
import type { ReadService } from "./services.ts";
import type { Route, World } from "./world.ts";

/** Routes from the addresses of Services to pods, by address. */
export function readRoutes(services: readonly ReadService[]): ReadonlyMap<Address, Route> {
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
    routes.set(clusterIP, { ...shared, address: clusterIP, outside: false, sourceRanges: [] });
    if (type !== "load-balancer") continue;
    const balancer = `lb:${cluster}/${namespace}/${name}` as Address;
    routes.set(balancer, { ...shared, address: balancer, outside: true, sourceRanges });
  }
  return routes;
}

/**
 * The port number that a Service's targetPort means for one pod: itself, or that of the container port of this name
 * (sidecars included). Undefined where the pod has no port of the name. Source: Kubernetes documentation, Service.
 */
export function resolveTargetPort(world: World, address: Address, targetPort: number | string): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  const pod = indexOf(world).pods.get(address);
  const sidecars = list(pod?.spec["initContainers"]).filter((each) => record(each)["restartPolicy"] === "Always");
  for (const container of [...list(pod?.spec["containers"]), ...sidecars]) {
    for (const port of list(record(container)["ports"]))
      if (record(port)["name"] === targetPort) return whole(record(port)["containerPort"]);
  }
  return undefined;
}

/** Places of the NetworkPolicies that select a pod. */
export function policiesSelecting(world: World, address: Address): readonly Place[] {
  const index = indexOf(world);
  const pod = index.pods.get(address);
  if (!pod) return [];
  const policies = index.policies.get(`${pod.cluster}/${pod.namespace}`) ?? [];
  return policies.filter((policy) => matchesSelector(policy.selector, pod.labels)).map((policy) => policy.place);
}

interface WorldIndex {
  readonly pods: ReadonlyMap<Address, Pod>;
  readonly policies: ReadonlyMap<string, readonly { readonly place: Place; readonly selector: unknown }[]>;
}

const indexes = new WeakMap<World, WorldIndex>();

/** Made once for each World, at the first question. */
function indexOf(world: World): WorldIndex {
  const known = indexes.get(world);
  if (known) return known;
  const policies = new Map<string, { place: Place; selector: unknown }[]>();
  for (const [id, object] of world.objects) {
    if (object.kind !== "NetworkPolicy" || !object.apiVersion.startsWith("networking.k8s.io/")) continue;
    const cluster = id.slice(0, id.indexOf("/"));
    const scope = `${cluster}/${text(object.metadata.namespace) ?? "default"}`;
    const all = policies.get(scope) ?? [];
    policies.set(scope, all);
    all.push({ place: place(id), selector: at(object, "spec", "podSelector") });
  }
  const made: WorldIndex = { pods: new Map(world.pods.map((pod) => [pod.address, pod])), policies };
  indexes.set(world, made);
  return made;
}
