import type { Environment, OutsideProcess } from "../terms/environment.ts";
import { objectIdOf } from "../terms/kube-object.ts";
import { type Place, place } from "../terms/place.ts";
import { rootCommonName, type StatedRoot } from "./certificates/stated-roots.ts";
import type { Dial, Resolver } from "./network.ts";
import { podAddress } from "./pods.ts";
import { readContainer } from "./processes.ts";
import type { Container, Content, Contents, Pod, Program, Stop } from "./program.ts";
import { clusterFirst, PUBLIC_DNS } from "./resolver.ts";
import { rules } from "./rules.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Certificate } from "./tls.ts";
import type { Process } from "./world.ts";

/** The roots that a person gave to an outside process, as one file. */
const OUTSIDE_TRUST = "/outside/trust";
/** Is there when an outside process trusts what public authorities sign. */
const OUTSIDE_PUBLIC_ROOTS = "/outside/public-roots";

/** Reads the processes that no object runs, each as a container whose environment is the ConfigMap that it reads. */
export function outsideProcesses(
  environment: Environment,
  programs: readonly Program[],
  surroundings: Surroundings,
  issued: Iterable<Certificate>,
  stated: readonly StatedRoot[],
): readonly Process[] {
  const authorities = new Map<string, GivenRoot>();
  for (const certificate of issued) {
    const cluster = certificate.place.object.slice(0, certificate.place.object.indexOf("/"));
    if (certificate.ca && certificate.commonName !== undefined && cluster in environment.clusters)
      authorities.set(certificate.commonName, () => certificate);
  }
  // Where the spec holds the root, that is what a person hands out.
  for (const root of stated) {
    if ([...root.clusters].some((cluster) => cluster in environment.clusters))
      authorities.set(rootCommonName(root), (where) => ({ ...root.certificate, place: where, rule: rules.statedRoot }));
  }
  return environment.processes.map((process) => readOutside(process, programs, surroundings, authorities));
}

/** A root as it stands with the process that was given it. */
type GivenRoot = (where: Place) => Certificate;

interface Files {
  readonly files: ReadonlyMap<string, Content>;
  readonly stops: readonly Stop[];
  readonly unread: readonly Place[];
}

function readOutside(
  process: OutsideProcess,
  programs: readonly Program[],
  surroundings: Surroundings,
  authorities: ReadonlyMap<string, GivenRoot>,
): Process {
  const { name, reads } = process;
  const where = place(objectIdOf(reads.cluster, "", "ConfigMap", reads.namespace, reads.configMap));
  const config = surroundings.contents.get(reads.cluster, "ConfigMap", reads.namespace, reads.configMap);
  const home = process.cluster !== undefined ? { cluster: process.cluster, namespace: process.namespace ?? "default" } : undefined;
  const found = home ? mountedTrust(config, home, surroundings) : givenTrust(process, where, authorities);
  const container = pseudoContainer(process, where, config, found.files);
  const { program, reading } = readContainer(container, programs);
  const missing: readonly Stop[] = config ? [] : [missingConfigMap(where, reads.namespace, reads.configMap)];
  const id = home ? `${home.cluster}/${home.namespace}/${name}/client` : `outside/${name}`;
  return {
    id,
    label: name,
    place: where,
    program,
    ...(home ?? {}),
    resolver: home ? clusterFirst(home.cluster, home.namespace, surroundings.facts, where) : publicResolver(where),
    listeners: reading.listeners,
    dials: reading.dials.map((dial) => dialFrom(id, dial)),
    uptake: reading.uptake,
    // A program that is never run refuses nothing.
    stops: missing.length + found.stops.length > 0 ? [...missing, ...found.stops] : reading.stops,
    hazards: reading.hazards ?? [],
    unread: [...reading.unread, ...found.unread],
  };
}

/** A dial of this process: program models know only the pod that the container pretends to be in. */
function dialFrom(id: string, dial: Dial): Dial {
  return { ...dial, from: id, id: dial.id.startsWith(dial.from) ? id + dial.id.slice(dial.from.length) : dial.id };
}

/** A container as a program model reads it, for a process that has none. */
function pseudoContainer(
  process: OutsideProcess,
  where: Place,
  config: Contents | undefined,
  files: ReadonlyMap<string, Content>,
): Container {
  const { name, cluster = "outside", namespace = "" } = process;
  const pod: Pod = {
    kind: "pod",
    cluster,
    namespace,
    name,
    labels: {},
    address: podAddress(cluster, namespace, name),
    place: where,
    spec: {},
  };
  const image = `program:${process.program}`;
  return {
    name: "client",
    place: where,
    image,
    argv: [],
    env: new Map([...(config?.keys ?? [])].map(([key, content]) => [key, { content, place: content.place }])),
    file: (path) => files.get(path),
    directory(path) {
      const prefix = path.endsWith("/") ? path : `${path}/`;
      const below = [...files].filter(([file]) => file.startsWith(prefix) && !file.slice(prefix.length).includes("/"));
      return below.length === 0 ? undefined : new Map(below.map(([file, content]) => [file.slice(prefix.length), content]));
    },
    pod,
    siblings: [{ name: "client", image, argv: [], mounts: [] }],
  };
}

/** The ConfigMap that `trustConfigMap` names, mounted at `trustPath` (or one key of it, where the path ends with the key). */
function mountedTrust(config: Contents | undefined, home: { cluster: string; namespace: string }, surroundings: Surroundings): Files {
  const [name, path] = [config?.keys.get("trustConfigMap"), config?.keys.get("trustPath")];
  if (name?.kind !== "text" || path?.kind !== "text") return { files: new Map(), stops: [], unread: [] };
  const contents = surroundings.contents.get(home.cluster, "ConfigMap", home.namespace, name.text);
  if (!contents) return { files: new Map(), stops: [missingConfigMap(name.place, home.namespace, name.text)], unread: [] };
  const base = path.text.replace(/\/+$/, "");
  const own = contents.keys.get(base.slice(base.lastIndexOf("/") + 1));
  if (own) return { files: new Map([[base, own]]), stops: [], unread: [] };
  return {
    files: new Map([...contents.keys].map(([key, content]) => [`${base}/${key}`, content])),
    stops: [],
    unread: contents.open ? [contents.place] : [],
  };
}

/** What a person gave to a process outside of all clusters. */
function givenTrust(process: OutsideProcess, where: Place, authorities: ReadonlyMap<string, GivenRoot>): Files {
  const files = new Map<string, Content>();
  const chain: Certificate[] = [];
  const unread: Place[] = [];
  for (const trust of process.trusts ?? []) {
    if (trust.kind === "public") {
      files.set(OUTSIDE_PUBLIC_ROOTS, { kind: "text", text: trust.server, place: where });
      continue;
    }
    for (const generation of trust.generations) {
      const root = authorities.get(`${trust.authority} ${generation}`);
      if (root) chain.push(root(where));
      else unread.push(where);
    }
  }
  if (chain.length > 0) files.set(OUTSIDE_TRUST, { kind: "certificates", chain, place: where });
  return { files, stops: [], unread };
}

function missingConfigMap(where: Place, namespace: string, name: string): Stop {
  return { reason: "missing-object", place: where, related: [], values: { kind: "ConfigMap", name, namespace }, rule: rules.mountedObject };
}

function publicResolver(where: Place): Resolver {
  return { place: where, nameservers: [PUBLIC_DNS], searches: [], ndots: 1, hosts: new Map([["localhost", "127.0.0.1"]]) };
}
