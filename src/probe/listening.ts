import type { Proof } from "../prove/proof.ts";
import type { Trace } from "../prove/trace.ts";
import { parseObjectId } from "../terms/kube-object.ts";
import type { Listener, ProxyHost } from "../world/network.ts";
import type { Certificate, KeyId } from "../world/tls.ts";
import type { Process, World } from "../world/world.ts";
import type { ClientEndpoint, Listening, PodReference, TrustSource } from "./expectation.ts";

/** All TLS listeners of a proof's World, with what each should serve, by which names it is dialled and who trusts it. */
export function listeningOf({ world, traces }: Proof): readonly Listening[] {
  const byKey = new Map<KeyId, Certificate>();
  for (const certificate of world.issued.values()) if (certificate.ca) byKey.set(certificate.key, certificate);
  const reaching = new Map<string, Trace[]>();
  for (const trace of traces) {
    for (const id of trace.reached) reaching.set(id, [...(reaching.get(id) ?? []), trace]);
  }
  const found: Listening[] = [];
  const edge = endpointsOfProxies(world);
  // What is dialled at a proxy that ends TLS is answered by it, and not by the server behind.
  const behind = ({ host, port }: { readonly host: string; readonly port: number }) => !edge.has(`${host}:${port}`);
  for (const process of world.processes.values()) {
    for (const listener of process.listeners) {
      if (!listener.tls) continue;
      const dials = (reaching.get(process.id) ?? []).filter(
        ({ dial }) => dial.protocol === listener.protocol && dial.tls && behind(dial.to),
      );
      const at = listeningAt(process, listener, dials, world, byKey);
      found.push({ ...at, endpoints: at.endpoints.filter(behind), hosts: at.hosts.filter((host) => isBehind(host, at, dials, edge)) });
    }
  }
  for (const [endpoint, { process, listener, proxied }] of edge) {
    const dials = traces.filter(({ dial }) => `${dial.to.host}:${dial.to.port}` === endpoint && dial.tls);
    const tls = { verifier: "none", uptake: { leaf: "watch", trust: "watch" }, clientAuth: "none", leaf: proxied.leaf ?? [] } as const;
    const own = { ...listener, place: proxied.place, tls };
    const at = listeningAt({ ...process, place: proxied.place }, own, dials, world, byKey);
    found.push({
      ...at,
      id: `${at.id}/${proxied.host}`,
      hosts: [proxied.host],
      endpoints: [{ host: proxied.host, port: listener.port, inCluster: false }],
    });
  }
  return found;
}

/** A host by which a server is dialled at a proxy only is none that its own certificate has to hold. */
function isBehind(host: string, at: Listening, dials: readonly Trace[], edge: ReadonlyMap<string, AtEdge>): boolean {
  if (dials.some(({ dial }) => dial.to.host === host)) return true;
  return at.endpoints.some((each) => each.host === host && !edge.has(`${host}:${each.port}`));
}

interface AtEdge {
  readonly process: Process;
  readonly listener: Listener;
  readonly proxied: ProxyHost;
}

/** What proxies that end TLS answer, by `host:port`. Wildcards are dialled under no name of their own. */
function endpointsOfProxies(world: World): ReadonlyMap<string, AtEdge> {
  const found = new Map<string, AtEdge>();
  for (const process of world.processes.values()) {
    for (const listener of process.listeners) {
      for (const proxied of listener.proxy ?? []) {
        if (proxied.mode === "terminate" && proxied.leaf && !proxied.host.startsWith("*"))
          found.set(`${proxied.host}:${listener.port}`, { process, listener, proxied });
      }
    }
  }
  return found;
}

function listeningAt(
  process: Process,
  listener: Listener,
  dials: readonly Trace[],
  world: World,
  byKey: ReadonlyMap<KeyId, Certificate>,
): Listening {
  const { id, label, cluster } = process;
  const chain = listener.tls?.leaf;
  const [leaf] = chain ?? [];
  const owner = leaf && parseObjectId(leaf.place.object);
  const issuer = leaf && (byKey.get(leaf.signedBy)?.commonName ?? (leaf.signedBy === leaf.key ? leaf.commonName : undefined));
  const endpoints = clientEndpoints(process, listener, dials, world);
  const pod = podOf(process, world);
  return {
    id: `${id}:${listener.port}`,
    process: label,
    workload: world.manifests.get(process.place.object)?.unit ?? label,
    ...(cluster === undefined ? {} : { cluster }),
    ...(pod ? { pod } : {}),
    port: listener.port,
    ...(chain ? { chain } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    publicly: leaf?.signedBy.startsWith("public:") ?? false,
    ...(owner?.kind === "Certificate" ? { certificate: { namespace: owner.namespace, name: owner.name } } : {}),
    uptake: listener.tls?.uptake.leaf ?? "start",
    hosts: hostsOf(dials, endpoints),
    endpoints,
    trust: trustOf(dials, world),
  };
}

/** A symbolic address (`pod:...`) is no name that anybody could verify. */
function isHost(host: string): boolean {
  return !/^(pod|service|lb|ip):/.test(host);
}

function hostsOf(dials: readonly Trace[], endpoints: readonly ClientEndpoint[]): readonly string[] {
  return [...new Set([...dials.map(({ dial }) => dial.to.host), ...endpoints.map(({ host }) => host)])].filter(isHost);
}

/** What it tells clients to dial, and what clients that have no pods of ours dial to get there. */
function clientEndpoints(process: Process, listener: Listener, dials: readonly Trace[], world: World): readonly ClientEndpoint[] {
  const advertised = listener.advertises.flatMap(({ to, endpoint }) => (to === "clients" ? [endpoint] : []));
  const dialled = dials.flatMap(({ dial }) => (world.processes.get(dial.from)?.address === undefined ? [dial.to] : []));
  const found = new Map<string, ClientEndpoint>();
  for (const { host, port } of [...advertised, ...dialled]) {
    if (isHost(host)) found.set(`${host}:${port}`, { host, port, inCluster: isInCluster(host, process.cluster, world) });
  }
  return [...found.values()];
}

function isInCluster(host: string, cluster: string | undefined, world: World): boolean {
  const name = host.toLowerCase();
  const zones = world.zones.filter((zone) => zone.view === "cluster" && (cluster === undefined || zone.cluster === cluster));
  return !name.includes(".") || /\.svc$/.test(name) || zones.some(({ suffix }) => name.endsWith(`.${suffix}`));
}

function podOf(process: Process, world: World): PodReference | undefined {
  const pod = process.address && world.pods.find((each) => each.address === process.address);
  if (!pod) return undefined;
  const { namespace, name, labels } = pod;
  const { kind } = parseObjectId(pod.place.object);
  if (kind === "StatefulSet" || kind === "Pod") return { namespace, name };
  const index = world.pods.filter((each) => each.place.object === pod.place.object).indexOf(pod);
  return { namespace, name, byLabels: { labels, index } };
}

/** ConfigMaps with one of the roots that a caller trusts, in the caller's namespace. */
function trustOf(dials: readonly Trace[], world: World): readonly TrustSource[] {
  const found = new Map<string, { source: Omit<TrustSource, "callers">; callers: Set<string> }>();
  const callers = new Map(dials.map(({ dial }) => [dial.from, dial]));
  for (const dial of callers.values()) {
    const caller = world.processes.get(dial.from);
    const roots = new Set(dial.tls?.trust?.roots.map(({ key }) => key));
    if (caller?.cluster === undefined || caller.namespace === undefined || roots.size === 0) continue;
    const prefix = `${caller.cluster}/ConfigMap/${caller.namespace}/`;
    for (const [id, contents] of world.contents) {
      if (!id.startsWith(prefix)) continue;
      const keys = [...contents.keys].flatMap(([key, content]) =>
        content.kind === "certificates" && content.chain.some((each) => roots.has(each.key)) ? [key] : [],
      );
      if (keys.length === 0) continue;
      const known = found.get(id);
      const source = { cluster: caller.cluster, namespace: caller.namespace, configMap: id.slice(prefix.length), keys };
      if (known) known.callers.add(caller.label);
      else found.set(id, { source, callers: new Set([caller.label]) });
    }
  }
  return [...found.values()].map(({ source, callers }) => ({ ...source, callers: [...callers] }));
}
