import { ApiObject, App, Chart } from "cdk8s";
import { addAlerts } from "../parts/alerts/add-alerts.ts";
import { addAuthority } from "../parts/authority.ts";
import { addBundle } from "../parts/bundle.ts";
import { addClusterDns, CLUSTER_DNS_UNIT, type ClusterRewrites, readsCoreDnsCustom } from "../parts/cluster-dns.ts";
import { group, provenanceOf } from "../parts/emit.ts";
import { addClientRoots } from "../parts/known-roots.ts";
import { authorityUnit, type RootsKind } from "../parts/names.ts";
import { addNamespace } from "../parts/namespace.ts";
import { isPrivate, knownRoots } from "../spec/authority.ts";
import type { Cluster, ClusterClient, Topology } from "../spec/topology.ts";
import { deepFreeze } from "../terms/freeze.ts";
import type { KubeObject } from "../terms/kube-object.ts";
import type { Manifest, SpecPath } from "../terms/manifest.ts";
import { contextOf as contextFor, surroundingsOf } from "./context.ts";
import type { Kind, WorkloadContext } from "./kind.ts";
import { applyOverrides } from "./overrides.ts";
import type { SpecProblem } from "./spec-problem.ts";
import type { Workload } from "./workload.ts";

export interface Expansion {
  readonly manifests: readonly Manifest[];
  /** Overrides that fit no object, or several. */
  readonly problems: readonly (SpecProblem & { readonly file: string })[];
}

type NamedWorkload = Workload & { readonly name: string };

/** The unit of all namespaces of a cluster. */
const NAMESPACES = "namespaces";

/**
 * Turns a checked topology into objects, each with the spec properties that its fields were computed from: namespaces,
 * authorities where workloads use them, workloads, clients, then the overrides, and what passes through. Nothing is written or looked up.
 */
export function expand(topology: Topology, kinds: ReadonlyMap<string, Kind>): Expansion {
  const units = new Units(topology);
  const workloads = Object.values(topology.workloads).map((workload) => ({ workload, kind: kindOf(workload, kinds) }));
  addNamespaces(units, topology, workloads);
  addAuthorities(units, topology, workloads);
  for (const { workload, kind } of workloads) {
    kind.construct(units.chart(workload.cluster, workload.name), workload, contextOf(topology, workload, kind.authorities(workload)));
  }
  addElsewhere(units, topology, workloads);
  addClients(units, topology, kinds);
  addRewrites(units, topology, workloads);
  addClusterAlerts(units, topology, workloads);
  const { manifests, problems } = applyOverrides(topology, units.manifests());
  return deepFreeze({ manifests: [...manifests, ...passedThrough(topology)], problems });
}

/** One chart per cluster and unit, below one app that is never synthesised: its dependency graph costs quadratic time. */
class Units {
  readonly #app = new App({ outdir: "dist", recordConstructMetadata: false });
  readonly #charts = new Map<string, { readonly cluster: string; readonly unit: string; readonly chart: Chart }>();
  readonly #objects = new Map<ApiObject, KubeObject>();
  readonly #topology: Topology;

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  chart(cluster: string, unit: string): Chart {
    const id = `${cluster} ${unit}`;
    const known = this.#charts.get(id);
    if (known) return known.chart;
    const chart = new Chart(this.#app, id);
    this.#charts.set(id, { cluster, unit, chart });
    return chart;
  }

  /** The objects of a cluster so far, by unit. */
  objectsOf(cluster: string): ReadonlyMap<string, readonly KubeObject[]> {
    const own = [...this.#charts.values()].filter((each) => each.cluster === cluster);
    return new Map(own.map(({ unit, chart }) => [unit, apiObjectsIn(chart).map((each) => this.#objectOf(each))]));
  }

  manifests(): readonly Manifest[] {
    return [...this.#charts.values()].flatMap(({ cluster, unit, chart }) =>
      apiObjectsIn(chart).map((each): Manifest => {
        const provenance = provenanceOf(each) ?? { base: [], fields: [] };
        const origin = { kind: "spec", topology: this.#topology.name, ...provenance } as const;
        return { kind: "manifest", cluster, unit, object: this.#objectOf(each), origin };
      }),
    );
  }

  /** Making an object's data costs more than anything else here, so it is made once. */
  #objectOf(construct: ApiObject): KubeObject {
    const known = this.#objects.get(construct);
    if (known) return known;
    const object = construct.toJson() as KubeObject;
    this.#objects.set(construct, object);
    return object;
  }
}

function apiObjectsIn(chart: Chart): readonly ApiObject[] {
  return chart.node.findAll().flatMap((construct) => (ApiObject.isApiObject(construct) ? [construct] : []));
}

function kindOf(workload: NamedWorkload, kinds: ReadonlyMap<string, Kind>): Kind {
  const kind = kinds.get(workload.kind);
  if (!kind) throw new Error(`workload ${workload.name} of a checked topology is of kind ${workload.kind}, which is not there`);
  return kind;
}

/** What a kind is given, with the authorities of these names. */
function contextOf(topology: Topology, workload: NamedWorkload, names: readonly string[]): WorkloadContext {
  const cluster = topology.clusters[workload.cluster];
  if (!cluster) throw new Error(`workload ${workload.name} of a checked topology is in cluster ${workload.cluster}, which is not there`);
  return contextFor(surroundingsOf(topology), topology.test, cluster, names);
}

interface Placed {
  readonly workload: NamedWorkload;
  readonly kind: Kind;
}

/** What gives a workload's names in other clusters: in each of them a unit of its name. */
function addElsewhere(units: Units, topology: Topology, workloads: readonly Placed[]): void {
  for (const { workload, kind } of workloads) {
    for (const cluster of elsewhere(topology, { workload, kind })) {
      const context = contextOf(topology, workload, kind.authorities(workload));
      kind.constructElsewhere?.(units.chart(cluster.name, workload.name), workload, context, cluster);
    }
  }
}

function elsewhere(topology: Topology, { workload, kind }: Placed): readonly Cluster[] {
  const names = kind.elsewhere?.(workload, contextOf(topology, workload, kind.authorities(workload))) ?? [];
  return names.flatMap((name) => topology.clusters[name] ?? []);
}

/** Each namespace once, for the first who asks for it. */
function addNamespaces(units: Units, topology: Topology, workloads: readonly Placed[]): void {
  const wanted = [
    ...workloads.map(({ workload, kind }) => ({
      cluster: workload.cluster,
      ...kind.namespace(workload),
      from: ["workloads", workload.name, "namespace"] as SpecPath,
    })),
    ...clusterClients(topology).map(({ cluster, namespace, name }) => ({
      cluster,
      ...namespace,
      from: ["clients", name, "namespace"] as SpecPath,
    })),
  ];
  const made = new Set<string>();
  for (const { cluster, name, create, from } of wanted) {
    if (!create || made.has(`${cluster} ${name}`)) continue;
    made.add(`${cluster} ${name}`);
    addNamespace(units.chart(cluster, NAMESPACES), name, from);
  }
  // Where somebody who lives there says of the namespace whether it is made, that holds.
  const said = new Set(wanted.map(({ cluster, name }) => `${cluster} ${name}`));
  for (const placed of workloads) {
    const { name } = placed.kind.namespace(placed.workload);
    for (const cluster of elsewhere(topology, placed)) {
      if (said.has(`${cluster.name} ${name}`)) continue;
      said.add(`${cluster.name} ${name}`);
      addNamespace(units.chart(cluster.name, NAMESPACES), name, ["workloads", placed.workload.name, "namespace"]);
    }
  }
}

/** What an authority needs in each namespace that it signs in, and once in each cluster. */
function addAuthorities(units: Units, topology: Topology, workloads: readonly Placed[]): void {
  const made = new Set<string>();
  for (const { workload, kind } of workloads) {
    for (const name of kind.authorities(workload)) {
      const authority = topology.authorities[name];
      const cluster = topology.clusters[workload.cluster];
      if (!authority || !cluster) continue;
      const namespace = kind.namespace(workload).name;
      const inCluster = `${workload.cluster} ${name}`;
      const id = `${inCluster} ${namespace}`;
      if (made.has(id)) continue;
      const chart = units.chart(workload.cluster, authorityUnit(name));
      const rootsAs = rootsKinds(workloads, workload.cluster, namespace, name);
      addAuthority(group(chart, namespace), authority, namespace, cluster, !made.has(inCluster), rootsAs);
      made.add(inCluster).add(id);
    }
  }
}

/** As what the workloads of a namespace that an authority signs for mount its roots. */
function rootsKinds(workloads: readonly Placed[], cluster: string, namespace: string, authority: string): readonly RootsKind[] {
  const kinds = workloads
    .filter(({ workload, kind }) => workload.cluster === cluster && kind.namespace(workload).name === namespace)
    .flatMap(({ workload, kind }) => (kind.authorities(workload).includes(authority) ? [kind.rootsAs?.(workload) ?? "ConfigMap"] : []));
  return [...new Set(kinds)].sort();
}

/** What a client needs to connect, and Bundles of the roots that it trusts where the cluster has a trust-manager. */
function addClients(units: Units, topology: Topology, kinds: ReadonlyMap<string, Kind>): void {
  for (const client of Object.values(topology.clients)) {
    const workload = topology.workloads[client.dials];
    if (!workload) throw new Error(`client ${client.name} of a checked topology dials ${client.dials}, which is not there`);
    const kind = kindOf(workload, kinds);
    const trusts = client.outside ? client.trusts.map(({ authority }) => authority) : client.trusts;
    const chart = units.chart(client.outside ? workload.cluster : client.cluster, client.name);
    kind.client(chart, workload, client, contextOf(topology, workload, [...kind.authorities(workload), ...trusts]));
    if (!client.outside) addTrust(chart, topology, kinds, client);
  }
}

/** The roots that a client in a cluster trusts: from git where they stand there, else by Bundles of what the cluster holds. */
function addTrust(chart: Chart, topology: Topology, kinds: ReadonlyMap<string, Kind>, client: ClusterClient): void {
  const hasTrustManager = topology.clusters[client.cluster]?.platform.trustManager !== undefined;
  client.trusts.forEach((name, index) => {
    const authority = topology.authorities[name];
    if (!isPrivate(authority)) return;
    const request = { client: client.name, namespace: client.namespace.name, index };
    const roots = knownRoots(authority);
    if (roots) addClientRoots(chart, { ...request, authority, roots });
    else if (authority.kind === "privateCA" && hasTrustManager)
      addBundle(chart, { ...request, authority, signsIn: signingNamespaces(topology, kinds, name, client.dials) });
  });
}

/** The namespaces whose roots of an authority a client needs: that of the workload it dials, else all there are. */
function signingNamespaces(topology: Topology, kinds: ReadonlyMap<string, Kind>, authority: string, dials: string): readonly string[] {
  const signsFor = (workload: NamedWorkload) => kindOf(workload, kinds).authorities(workload).includes(authority);
  const dialled = topology.workloads[dials];
  const users = dialled && signsFor(dialled) ? [dialled] : Object.values(topology.workloads).filter(signsFor);
  return [...new Set(users.map((workload) => kindOf(workload, kinds).namespace(workload).name))];
}

/** Objects that others wrote: no override may change them, and no label of ours is added. */
function passedThrough({ name, passThrough }: Topology): readonly Manifest[] {
  return passThrough.map(({ cluster, unit, yaml, object }, index) => {
    const origin = { kind: "spec", topology: name, base: ["passThrough", index, "yaml"], fields: [] } as const;
    return { kind: "manifest", cluster, unit, object, text: yaml, origin };
  });
}

function clusterClients(topology: Topology): readonly ClusterClient[] {
  return Object.values(topology.clients).filter((client) => !client.outside);
}

/** What workloads want of the DNS of their clusters, where that takes it from an object. */
function addRewrites(units: Units, topology: Topology, workloads: readonly Placed[]): void {
  for (const { name, dns } of Object.values(topology.clusters)) {
    if (!readsCoreDnsCustom(dns.customization)) continue;
    const rewrites = workloads.flatMap(({ workload, kind }): readonly ClusterRewrites[] => {
      const rules =
        workload.cluster === name
          ? (kind.clusterRewrites?.(workload, contextOf(topology, workload, kind.authorities(workload))) ?? [])
          : [];
      return rules.length > 0 ? [{ workload: workload.name, rules, from: ["workloads", workload.name, "network", "clientRewrites"] }] : [];
    });
    if (rewrites.length > 0) addClusterDns(units.chart(name, CLUSTER_DNS_UNIT), rewrites);
  }
}

/** Alerts on the certificates and issuers of each unit, in clusters that ask for them. Before overrides: these may change them too. */
function addClusterAlerts(units: Units, topology: Topology, workloads: readonly Placed[]): void {
  for (const { alerts, ...cluster } of Object.values(topology.clusters)) {
    if (!alerts) continue;
    const objects = units.objectsOf(cluster.name);
    const all = [...objects.values()].flat();
    for (const [unit, own] of objects) {
      const served = workloads
        .filter(({ workload }) => (alerts.probe || alerts.cronJob) && workload.cluster === cluster.name && workload.name === unit)
        .flatMap(({ workload, kind }) => kind.served?.(workload, contextOf(topology, workload, kind.authorities(workload))) ?? []);
      addAlerts(units.chart(cluster.name, unit), { cluster: { ...cluster, alerts }, unit, objects: own, all, served });
    }
  }
}
