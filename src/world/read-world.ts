import type { Environment } from "../terms/environment.ts";
import type { Manifest } from "../terms/manifest.ts";
import { type Place, place } from "../terms/place.ts";
import { readAccess } from "./access.ts";
import { balancersAt } from "./balancers.ts";
import { runCertManager } from "./certificates/cert-manager.ts";
import { NO_PEM, type ReadPem } from "./certificates/pem/pem-file.ts";
import { statedIssuers } from "./certificates/stated-issuers.ts";
import { statedRoots } from "./certificates/stated-roots.ts";
import { type ContentStore, writtenContents } from "./contents.ts";
import { type Facts, gatherFacts } from "./facts.ts";
import { runJobs, stoppedJobs } from "./jobs.ts";
import { clusterZones } from "./names/cluster-zones.ts";
import { publicZones } from "./names/public-zones.ts";
import { readNamespaces } from "./namespaces.ts";
import type { Address } from "./network.ts";
import { indexObjects, type ObjectIndex } from "./object-index.ts";
import { runOperators } from "./operators/run-operators.ts";
import { outsideProcesses } from "./outside-processes.ts";
import { indexPods } from "./pod-index.ts";
import { type MadePod, makePods } from "./pods.ts";
import { podProcesses } from "./processes.ts";
import type { Program, Stop } from "./program.ts";
import { readProxies } from "./proxies/read-proxies.ts";
import { objectReferences, podReferences } from "./references.ts";
import { readRoutes } from "./routes.ts";
import { serviceLinks } from "./service-links.ts";
import { readServices } from "./services.ts";
import type { Surroundings } from "./surroundings.ts";
import { syncBundles } from "./trust-bundles.ts";
import type { DeniedWrite, NotSynced, Process, Reference, World } from "./world.ts";

/** Kinds whose objects may change verdicts and that are not read, or only asked for by name. */
const NOT_READ: readonly (readonly [group: string, kind: string])[] = [
  ["policy.networking.k8s.io", "AdminNetworkPolicy"],
  ["policy.networking.k8s.io", "BaselineAdminNetworkPolicy"],
  ["cilium.io", "CiliumNetworkPolicy"],
  ["cilium.io", "CiliumClusterwideNetworkPolicy"],
  ["projectcalico.org", "NetworkPolicy"],
  ["projectcalico.org", "GlobalNetworkPolicy"],
  ["", "Endpoints"],
  ["discovery.k8s.io", "EndpointSlice"],
  ["trust-manager.io", "ClusterBundle"],
];

/**
 * Reads the World that manifests and Environments describe, as the controllers, the kubelet and the programs would.
 * Works for anybody's manifests: fields that are missing or odd are taken as Kubernetes takes an absent field.
 *
 * @param pem reads the certificates that stand in them (`loadPem`); without it, PEM is text like any other
 */
export function readWorld(
  manifests: readonly Manifest[],
  environments: readonly Environment[],
  programs: readonly Program[],
  pem: ReadPem = NO_PEM,
): World {
  const operated = runOperators(manifests, environments);
  const index = indexObjects(operated.manifests, operated.derived);
  const facts = gatherFacts(environments);
  const pods = makePods(index, facts);
  const contents = writtenContents(index, environments, pem);
  const roots = statedRoots(environments, pem);
  const {
    issued,
    notIssued,
    notIssuedInto,
    undeclared: issuers,
  } = runCertManager(index, facts, contents, { issuers: statedIssuers(environments, pem), roots });
  addKubeRoots(index, environments, contents);
  const surroundings: Surroundings = { index, facts, contents, notIssuedInto, serviceLinks: serviceLinks(index), pem };
  const written = settle(pods, programs, surroundings, environments);
  const read = readProcesses(pods, programs, surroundings);
  for (const environment of environments) {
    for (const process of outsideProcesses(environment, programs, surroundings, issued.values(), roots))
      read.processes.set(process.id, process);
  }
  const services = readServices(index, indexPods(pods));
  const byName = new Map(services.map((each) => [`${each.object.cluster}/${each.object.namespace}/${each.object.name}`, each]));
  const proxies = readProxies({ index, facts, contents, notIssuedInto, services: byName });
  for (const process of proxies.processes) {
    read.processes.set(process.id, process);
    if (process.address !== undefined) read.at.set(process.address, [process.id]);
  }
  const published = publicZones(services, facts, proxies.publications);
  return {
    kind: "world",
    environment: environments,
    objects: index.objects,
    manifests: index.manifests,
    derived: operated.derived,
    contested: operated.contested,
    pods: pods.map((made) => made.pod),
    processes: read.processes,
    processesAt: read.at,
    // Where nothing says what there is, what a pod lacks may be made elsewhere.
    absent: environments.length > 0 ? read.absent : new Map(),
    zones: [...clusterZones(clustersOf(index, facts), services, facts), ...published.zones],
    unpublished: published.unpublished,
    routes: new Map([...readRoutes(services, facts), ...proxies.routes.map((route) => [route.address, route] as const)]),
    balancersAt: balancersAt(services),
    contents: contents.all(),
    issued,
    statedRoots: roots,
    notIssued,
    references: [...read.references, ...objectReferences(index, facts)],
    undeclared: [
      ...NOT_READ.flatMap(([group, kind]) => index.ofKind(group, kind).map((each) => place(each.id))),
      ...issuers,
      ...published.undeclared,
      ...written.unread,
    ],
    deniedWrites: written.denied,
    stoppedJobs: stoppedJobs(
      pods.filter((made) => made.transient),
      programs,
      surroundings,
    ),
    notSynced: written.notSynced,
  };
}

/** Lets Jobs and Bundles write until nothing changes: each may wait for what another writes. */
function settle(pods: readonly MadePod[], programs: readonly Program[], surroundings: Surroundings, environments: readonly Environment[]) {
  const { index, facts, contents, pem } = surroundings;
  const access = readAccess(index, facts);
  const namespaces = readNamespaces(index, environments);
  const denied: DeniedWrite[] = [];
  const unread: Place[] = [];
  let waiting: readonly MadePod[] = pods.filter((made) => made.transient);
  for (;;) {
    const before = waiting.length;
    const jobs = runJobs(waiting, programs, surroundings, access, denied, unread);
    waiting = jobs.waiting;
    const notSynced: readonly NotSynced[] = syncBundles(index, facts, namespaces, contents, pem);
    if (waiting.length === 0 || waiting.length === before) return { denied, unread, notSynced };
  }
}

function readProcesses(pods: readonly MadePod[], programs: readonly Program[], surroundings: Surroundings) {
  const processes = new Map<string, Process>();
  const at = new Map<Address, string[]>();
  const absent = new Map<Address, Stop>();
  const references: Reference[] = [];
  for (const made of pods) {
    const read = podProcesses(made, programs, surroundings);
    // All pods of one object refer to the same things.
    if (made.first) references.push(...read.references, ...podReferences(made));
    if (read.absent) absent.set(made.pod.address, read.absent);
    for (const process of read.processes) {
      processes.set(process.id, process);
      const known = at.get(made.pod.address);
      if (known) known.push(process.id);
      else at.set(made.pod.address, [process.id]);
    }
  }
  return { processes, at, absent, references };
}

function clustersOf(index: ObjectIndex, facts: Facts): readonly string[] {
  return [...new Set([...facts.environments.flatMap((each) => Object.keys(each.clusters)), ...index.all.map((each) => each.cluster)])];
}

/** Kubernetes puts the API server's root into every namespace. Source: Kubernetes documentation, root CA ConfigMap. */
function addKubeRoots(index: ObjectIndex, environments: readonly Environment[], contents: ContentStore): void {
  for (const [cluster, namespaces] of readNamespaces(index, environments)) {
    for (const namespace of namespaces.keys()) {
      if (contents.get(cluster, "ConfigMap", namespace, "kube-root-ca.crt")) continue;
      const where = place(`${cluster}//ConfigMap/${namespace}/kube-root-ca.crt` as Place["object"]);
      contents.add(cluster, "ConfigMap", namespace, "kube-root-ca.crt", {
        place: where,
        keys: new Map([["ca.crt", { kind: "opaque", place: where }]]),
        open: false,
      });
    }
  }
}
