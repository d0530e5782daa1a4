import type { Construct } from "constructs";
import type { z } from "zod";
import type { ServedCertificate } from "../parts/alerts/served.ts";
import type { RootsKind } from "../parts/names.ts";
import type { DnsRule } from "../parts/split-dns.ts";
import type { Authority } from "../spec/authority.ts";
import type { DnsZone, Peering } from "../spec/networks.ts";
import type { Client, Cluster, NamespaceChoice } from "../spec/topology.ts";
import type { BroughtObject, Environment } from "../terms/environment.ts";
import type { SpecProblem } from "./spec-problem.ts";
import type { Strategies } from "./strategies.ts";
import type { Workload } from "./workload.ts";

/** What a kind's construct is given besides its own spec. */
export interface WorkloadContext {
  readonly cluster: Cluster;
  /** The authorities that its spec names, by name. */
  readonly authorities: Readonly<Record<string, Authority>>;
  readonly test: boolean;
  /** The rest of the topology, for workloads that reach into several clusters. */
  readonly around: Surroundings;
}

/** A topology as a kind sees it: plain frozen data, of which it looks at what its own workloads have to do with. */
export interface Surroundings {
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly peerings: Readonly<Record<string, Peering>>;
  readonly zones: Readonly<Record<string, DnsZone>>;
  readonly authorities: Readonly<Record<string, Authority>>;
  readonly workloads: Readonly<Record<string, Workload & { readonly name: string }>>;
  readonly clients: Readonly<Record<string, Client>>;
}

/** A name of another part of the topology, and where in the workload it stands. */
export interface WorkloadReference {
  readonly to: "workloads" | "peerings";
  readonly name: string;
  readonly path: readonly string[];
}

/**
 * A workload kind: one folder in `kinds/`, one line in `kinds/all.ts`.
 * `Spec` is the workload as its schema gives it, defaults filled in.
 */
export interface Kind<Spec extends Workload = Workload> {
  readonly kind: Spec["kind"];
  /** From what a person writes to `Spec`. */
  readonly schema: z.ZodType<Spec>;
  /** Rules beyond single fields: the vendor's, Kubernetes' and ours, with their reasons. */
  problems(spec: Spec & { readonly name: string }, context: WorkloadContext): readonly SpecProblem[];
  /** Adds the workload's own objects below `scope`. */
  construct(scope: Construct, spec: Spec & { readonly name: string }, context: WorkloadContext): void;
  /** The namespace it runs in. */
  namespace(spec: Spec): NamespaceChoice;
  /** Names of the authorities that sign for it. */
  authorities(spec: Spec): readonly string[];
  /** As what its servers mount trusted roots. Absent: ConfigMaps. */
  rootsAs?(spec: Spec): RootsKind;
  /** What else of the topology it names, besides cluster and authority. Absent: nothing. */
  references?(spec: Spec): readonly WorkloadReference[];
  /** The workload whose servers let those of this one in as their own. Absent: each workload stands for itself. */
  trustDomain?(spec: Spec & { readonly name: string }): string;
  /** Whether its servers authenticate callers by these authorities' roots. */
  authenticatesCallers(spec: Spec): boolean;
  /** Objects that somebody else brings, named in the spec. */
  brought(spec: Spec & { readonly name: string }): readonly Omit<BroughtObject, "cluster">[];
  /** Whether the spec holds a key whose every change restarts its pods. */
  restartedByKey?(spec: Spec): boolean;
  /** Other clusters in which it is dialled by names that only an object there can give. Absent: none. */
  elsewhere?(spec: Spec & { readonly name: string }, context: WorkloadContext): readonly string[];
  /** Adds to such a cluster, in the workload's namespace, what gives these names. */
  constructElsewhere?(scope: Construct, spec: Spec & { readonly name: string }, context: WorkloadContext, cluster: Cluster): void;
  /** Adds what a client of this workload needs to connect (a ConfigMap) below `scope`. */
  client(scope: Construct, spec: Spec & { readonly name: string }, client: Client, context: WorkloadContext): void;
  /** The certificates that its servers present, for Probes. Absent: none that a Probe could see. */
  served?(spec: Spec & { readonly name: string }, context: WorkloadContext): readonly ServedCertificate[];
  /** How its servers and clients may find and trust each other. Absent: there is nothing to choose. */
  readonly strategies?: Strategies<Spec>;
  /** Rewrites for the DNS of its cluster, by which clients there reach its servers straight. Absent or empty: none. */
  clusterRewrites?(spec: Spec & { readonly name: string }, context: WorkloadContext): readonly DnsRule[];
  /** The program model that a client of this kind runs: a name of the reading half. */
  readonly clientProgram: Environment["processes"][number]["program"];
}
