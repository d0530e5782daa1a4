import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { applyPlatform } from "../control-plane.ts";
import type { Controller, ControllerOptions, Upstream } from "./edge-controller.ts";
import { startNginx } from "./ingress-nginx.ts";
import type { SurroundedCluster } from "./surroundings.ts";
import { startTraefik, TRAEFIK } from "./traefik.ts";

/** The Ingress controllers of a cluster, until they are stopped. */
export interface Edges {
  /** One look: what Ingresses say now is forwarded, and their status has the address of the load balancer in front. */
  look(): Promise<void>;
  /** What became last of connections for a host behind the Service of a controller (`NAMESPACE/NAME`); undefined if none was made. */
  upstream(service: string, host: string): Upstream | undefined;
  stop(): Promise<void>;
}

/** What the lab runs, by `spec.controller` of an IngressClass. */
const CONTROLLERS: Readonly<Record<string, (options: ControllerOptions) => Controller>> = {
  "k8s.io/ingress-nginx": startNginx,
  [TRAEFIK]: startTraefik,
};

/** The first host number of controllers' pods: the cluster's DNS has 5. */
const FIRST_HOST = 6;

/** Starts each Ingress controller that the spec states and that the lab has: a pod behind a Service of type LoadBalancer. */
export async function startEdges(
  { plane, network, name, facts: { platform } }: SurroundedCluster,
  programs: ReadonlyMap<string, string>,
  folder: string,
  fail: (error: Error) => void,
): Promise<Edges> {
  const controllers: { readonly service: string; readonly home: string; readonly own: Controller }[] = [];
  for (const [i, [className, facts]] of Object.entries(platform.ingress ?? {}).entries()) {
    const start = CONTROLLERS[facts.controller];
    if (start === undefined) continue;
    const own = join(folder, `${name}-ingress-${className}`);
    mkdirSync(own);
    const address = `${network.addresses.pods}.0.${FIRST_HOST + i}`;
    const metadata = { name: "controller", namespace: `lab-ingress-${className}` };
    const ports = [{ name: "https", port: facts.port, targetPort: 443, protocol: "TCP" }];
    await applyPlatform(plane.client, { apiVersion: "v1", kind: "Namespace", metadata: { name: metadata.namespace } });
    await applyPlatform(plane.client, { apiVersion: "v1", kind: "Service", metadata, spec: { type: "LoadBalancer", ports } });
    await applyPlatform(plane.client, {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, labels: { "kubernetes.io/service-name": metadata.name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ name: "https", port: 443, protocol: "TCP" }],
    });
    await applyPlatform(plane.client, {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: className },
      spec: { controller: facts.controller },
    });
    const home = network.addPod(address);
    const service = `${metadata.namespace}/${metadata.name}`;
    controllers.push({ service, home, own: start({ plane, className, facts, service, folder: own, network: home, programs, fail }) });
  }
  return {
    look: async () => {
      for (const { own } of controllers) await own.look();
    },
    upstream: (service, host) => controllers.find((each) => each.service === service)?.own.upstream(host),
    stop: async () => {
      await Promise.all(controllers.map(({ own }) => own.stop()));
      for (const { home } of controllers) network.remove(home);
    },
  };
}
