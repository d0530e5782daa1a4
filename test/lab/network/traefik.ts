import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../server.ts";
import type { Controller, ControllerOptions } from "./edge-controller.ts";
import { inNamespace } from "./run.ts";
import { readTraefikLog } from "./traefik-log.ts";

/** `spec.controller` of its IngressClasses. */
export const TRAEFIK = "traefik.io/ingress-controller";

/**
 * Starts the real Traefik in a pod's network, as its Helm chart does, but as the cluster's admin: it reads Ingresses and its own
 * resources from the API server, and writes the status of Ingresses. Its entry point has no `http.tls`, which the chart sets, so
 * that an Ingress has to ask for TLS itself.
 */
export function startTraefik({ plane, className, service, folder, network, programs, fail }: ControllerOptions): Controller {
  const log = join(folder, "log");
  const [run, args] = inNamespace(network, [
    programs.get("traefik") ?? "",
    "--global.checkNewVersion=false",
    "--global.sendAnonymousUsage=false",
    "--entryPoints.websecure.address=:443",
    "--providers.kubernetesCRD",
    "--providers.kubernetesIngress",
    `--providers.kubernetesIngress.ingressClass=${className}`,
    `--providers.kubernetesIngress.ingressEndpoint.publishedService=${service}`,
    // Two seconds else: what changes shows sooner.
    "--providers.providersThrottleDuration=300ms",
    "--log.level=DEBUG",
    "--log.format=json",
    "--accessLog.format=json",
  ]);
  const env = { KUBECONFIG: plane.kubeconfig };
  const server = startServer(`${plane.name}: Traefik ${className}`, run, args, log, fail, env);
  let ingressesOf: ReadonlyMap<string, readonly string[]> = new Map();
  return {
    look: async () => {
      const found = new Map<string, string[]>();
      for (const { metadata, spec } of await plane.client.list("/apis/networking.k8s.io/v1/ingresses"))
        for (const { host = "" } of (spec.rules ?? []) as readonly { readonly host?: string }[])
          found.set(host.toLowerCase(), [...(found.get(host.toLowerCase()) ?? []), `${metadata.namespace}/${metadata.name}`]);
      ingressesOf = found;
    },
    upstream: (host) => (existsSync(log) ? readTraefikLog(readFileSync(log, "utf8"), ingressesOf).get(host.toLowerCase()) : undefined),
    stop: () => server.stop(),
  };
}
