import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IngressControllerFacts } from "../../../src/terms/environment.ts";
import type { LiveObject } from "../kube-client.ts";
import { startServer } from "../server.ts";
import type { Controller, ControllerOptions, Upstream } from "./edge-controller.ts";
import { inNamespace } from "./run.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** Starts the stand-in for ingress-nginx in a pod's network. It forwards what Ingresses say now, and writes their status. */
export function startNginx(options: ControllerOptions): Controller {
  const { plane, className, facts, service, folder, programs, network, fail } = options;
  const config = join(folder, "config.json");
  const log = join(folder, "log");
  writeFileSync(config, JSON.stringify({ hosts: [] }));
  const [run, args] = inNamespace(network, [programs.get("ingress-stand-in") ?? "", "-config", config]);
  const server = startServer(`${plane.name}: Ingress controller ${className}`, run, args, log, fail);
  return {
    look: async () => {
      const around = await readAround(plane.client);
      const own = around.ingresses.filter(({ spec }) => spec.ingressClassName === className);
      writeFileSync(config, JSON.stringify({ hosts: own.flatMap((each) => hostsOf(each, facts, around)) }));
      const front = around.services.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === service);
      const addresses: readonly Front[] = front?.["status"]?.loadBalancer?.ingress ?? [];
      const status = { loadBalancer: { ingress: addresses.map(({ ip, hostname }) => (ip ? { ip } : { hostname })) } };
      for (const { metadata, status: before } of own) {
        if (JSON.stringify(before?.loadBalancer?.ingress ?? []) === JSON.stringify(status.loadBalancer.ingress)) continue;
        const path = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}/status`;
        await plane.client.send("PATCH", path, { status }, "application/merge-patch+json");
      }
    },
    upstream: (host) => (existsSync(log) ? readUpstreams(readFileSync(log, "utf8")).get(host.toLowerCase()) : undefined),
    stop: () => server.stop(),
  };
}

/** The last line for each host in a stand-in's log. */
export function readUpstreams(log: string): ReadonlyMap<string, Upstream> {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  return new Map(lines.map((line) => JSON.parse(line) as Upstream).map((each) => [each.host.toLowerCase(), each]));
}

interface Front {
  readonly ip?: string;
  readonly hostname?: string;
}

/** What a controller watches. */
interface Around {
  readonly ingresses: readonly LiveObject[];
  readonly services: readonly LiveObject[];
  readonly slices: readonly LiveObject[];
  readonly secrets: readonly LiveObject[];
}

async function readAround(client: ControllerOptions["plane"]["client"]): Promise<Around> {
  const [ingresses, services, slices, secrets] = await Promise.all(
    ["/apis/networking.k8s.io/v1/ingresses", "/api/v1/services", "/apis/discovery.k8s.io/v1/endpointslices", "/api/v1/secrets"].map(
      (path) => client.list(path),
    ),
  );
  return { ingresses: ingresses ?? [], services: services ?? [], slices: slices ?? [], secrets: secrets ?? [] };
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
