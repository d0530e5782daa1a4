import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IngressControllerFacts } from "../../../src/terms/environment.ts";
import { applyPlatform } from "../control-plane.ts";
import type { LiveObject } from "../kube-client.ts";
import type { Server } from "../server.ts";
import { startServer } from "../server.ts";
import { inNamespace } from "./run.ts";
import type { SurroundedCluster } from "./surroundings.ts";

/** What became of a proxy's own connection to a backend, in the words of programs that dial. */
export interface Upstream {
  readonly host: string;
  readonly hop: string;
  readonly error: string;
  readonly detail?: string;
}

/** The Ingress controllers of a cluster, until they are stopped. */
export interface Edges {
  /** One look: what Ingresses say now is forwarded, and their status has the address of the load balancer in front. */
  look(): Promise<void>;
  /** What became last of connections for a host behind the Service of a controller (`NAMESPACE/NAME`); undefined if none was made. */
  upstream(service: string, host: string): Upstream | undefined;
  stop(): Promise<void>;
}

interface Controller {
  readonly className: string;
  readonly facts: IngressControllerFacts;
  readonly service: string;
  readonly folder: string;
  readonly server: Server;
  readonly network: string;
}

/** The first host number of controllers' pods: the cluster's DNS has 5. */
const FIRST_HOST = 6;
const NGINX = "k8s.io/ingress-nginx";
const PREFIX = "nginx.ingress.kubernetes.io/";

/**
 * Starts a stand-in for each Ingress controller of the kind that it stands for, ingress-nginx, that the spec states: a pod behind
 * a Service of type LoadBalancer.
 */
export async function startEdges(
  cluster: SurroundedCluster,
  program: string,
  folder: string,
  fail: (error: Error) => void,
): Promise<Edges> {
  const { plane, network, name } = cluster;
  const stated = cluster.facts.platform.ingress ?? {};
  const controllers: Controller[] = [];
  for (const [i, [className, facts]] of Object.entries(stated).entries()) {
    if (facts.controller !== NGINX) continue;
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
    const home = network.addPod(address);
    const config = join(own, "config.json");
    writeFileSync(config, JSON.stringify({ hosts: [] }));
    const [run, args] = inNamespace(home, [program, "-config", config]);
    const server = startServer(`${plane.name}: Ingress controller ${className}`, run, args, join(own, "log"), fail);
    controllers.push({ className, facts, service: `${metadata.namespace}/${metadata.name}`, folder: own, server, network: home });
  }
  return {
    look: async () => {
      if (controllers.length === 0) return;
      const around = await readAround(cluster);
      for (const each of controllers) await serve(cluster, each, around);
    },
    upstream: (service, host) => {
      const log = join(controllers.find((each) => each.service === service)?.folder ?? "", "log");
      return existsSync(log) ? readUpstreams(readFileSync(log, "utf8")).get(host.toLowerCase()) : undefined;
    },
    stop: async () => {
      await Promise.all(controllers.map(({ server }) => server.stop()));
      for (const each of controllers) network.remove(each.network);
    },
  };
}

/** The last line for each host in a stand-in's log. */
export function readUpstreams(log: string): ReadonlyMap<string, Upstream> {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  return new Map(lines.map((line) => JSON.parse(line) as Upstream).map((each) => [each.host.toLowerCase(), each]));
}

/** What a controller watches. */
interface Around {
  readonly ingresses: readonly LiveObject[];
  readonly services: readonly LiveObject[];
  readonly slices: readonly LiveObject[];
  readonly secrets: readonly LiveObject[];
}

async function readAround({ plane: { client } }: SurroundedCluster): Promise<Around> {
  const [ingresses, services, slices, secrets] = await Promise.all(
    ["/apis/networking.k8s.io/v1/ingresses", "/api/v1/services", "/apis/discovery.k8s.io/v1/endpointslices", "/api/v1/secrets"].map(
      (path) => client.list(path),
    ),
  );
  return { ingresses: ingresses ?? [], services: services ?? [], slices: slices ?? [], secrets: secrets ?? [] };
}

async function serve({ plane }: SurroundedCluster, { className, facts, service, folder }: Controller, around: Around): Promise<void> {
  const own = around.ingresses.filter(({ spec }) => spec.ingressClassName === className);
  writeFileSync(join(folder, "config.json"), JSON.stringify({ hosts: own.flatMap((each) => hostsOf(each, facts, around)) }));
  const front = around.services.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === service);
  const status = {
    loadBalancer: {
      ingress: (front?.["status"]?.loadBalancer?.ingress ?? []).map(({ ip, hostname }: Front) => (ip ? { ip } : { hostname })),
    },
  };
  for (const { metadata, status: before } of own) {
    if (JSON.stringify(before?.loadBalancer?.ingress ?? []) === JSON.stringify(status.loadBalancer.ingress)) continue;
    const path = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}/status`;
    await plane.client.send("PATCH", path, { status }, "application/merge-patch+json");
  }
}

interface Front {
  readonly ip?: string;
  readonly hostname?: string;
}

/**
 * What ingress-nginx makes of an Ingress. Source: its documentation, user-guide/nginx-configuration/annotations.md: backend-protocol,
 * Backend Certificate Authentication, SSL Passthrough. That gRPC backends are not verified: its template writes no grpc_ssl_* line.
 */
export function hostsOf(
  { metadata, spec }: LiveObject,
  facts: Pick<IngressControllerFacts, "sslPassthrough">,
  around: Omit<Around, "ingresses">,
) {
  const { namespace = "default", annotations = {} } = metadata;
  const setting = (name: string): string => annotations[`${PREFIX}${name}`] ?? "";
  const secretOf = (name: string, inside: string): LiveObject | undefined =>
    around.secrets.find((each) => each.metadata.namespace === inside && each.metadata.name === name);
  const text = (secret: LiveObject | undefined, key: string): string => Buffer.from(secret?.["data"]?.[key] ?? "", "base64").toString();
  const protocol = setting("backend-protocol").toUpperCase() || "HTTP";
  const [inside = "", trusted = ""] = setting("proxy-ssl-secret").split("/");
  const verifies = protocol === "HTTPS" && setting("proxy-ssl-verify") === "on";
  const rules: readonly Rule[] = spec.rules ?? [];
  return rules.flatMap(({ host = "", http }) => {
    const backend = http?.paths[0]?.backend.service;
    if (backend === undefined) return [];
    const tls = (spec.tls ?? []).find((each: { hosts?: readonly string[] }) => each.hosts?.includes(host));
    const leaf = tls === undefined ? undefined : secretOf(tls.secretName, namespace);
    return [
      {
        name: host,
        passthrough: setting("ssl-passthrough") === "true" && facts.sslPassthrough === true,
        certificate: text(leaf, "tls.crt"),
        key: text(leaf, "tls.key"),
        ...backendsOf(namespace, backend, around),
        protocol,
        verify: verifies,
        roots: verifies ? text(secretOf(trusted, inside), "ca.crt") : "",
        serverName: setting("proxy-ssl-name"),
      },
    ];
  });
}

interface Rule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly { readonly backend: { readonly service?: Backend } }[] };
}

interface Backend {
  readonly name: string;
  readonly port: { readonly number?: number; readonly name?: string };
}

/** Addresses and ports of the ready pods behind a Service's port, or that there is no such port. */
function backendsOf(
  namespace: string,
  { name, port }: Backend,
  { services, slices }: Pick<Around, "services" | "slices">,
): { readonly backends: readonly string[]; readonly missing: boolean } {
  const service = services.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const ports: readonly { name?: string; port: number }[] = service?.["spec"].ports ?? [];
  const wanted = ports.find((each) => each.port === port.number || (port.name !== undefined && each.name === port.name));
  if (wanted === undefined) return { backends: [], missing: true };
  const own = slices.filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name);
  const backends = own.flatMap((slice) => {
    const target: number | undefined = slice["ports"]?.find((each: { name?: string }) => (each.name ?? "") === (wanted.name ?? ""))?.port;
    const all: readonly { addresses: readonly string[]; conditions?: { ready?: boolean } }[] = slice["endpoints"] ?? [];
    const ready = all.filter((each) => each.conditions?.ready === true).flatMap((each) => each.addresses);
    return target === undefined ? [] : ready.map((address) => `${address}:${target}`);
  });
  return { backends, missing: false };
}
