import type { Construct } from "constructs";
import type { z } from "zod";
import type { ServedCertificate } from "../parts/alerts/served.ts";
import type { RootsKind } from "../parts/names.ts";
import type { Authority } from "../spec/authority.ts";
import type { Client, Cluster, NamespaceChoice } from "../spec/topology.ts";
import type { BroughtObject, Environment } from "../terms/environment.ts";
import type { Strategies } from "./strategies.ts";
import type { Workload } from "./workload.ts";

/** What a kind's construct is given besides its own spec. */
export interface WorkloadContext {
  readonly cluster: Cluster;
  /** The authorities that its spec names, by name. */
  readonly authorities: Readonly<Record<string, Authority>>;
  readonly test: boolean;
  /** The clients that dial it; absent: not known, as in a construct of its own. */
  readonly clients?: readonly Client[];
}

/** A way that the spec is wrong, found by a kind after its schema: a path inside the workload, and a full sentence. */
export interface SpecProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What to do about it: `Did you mean "orders"? Known: orders, shop.` */
  readonly hint?: string;
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
  /** Whether its servers authenticate callers by these authorities' roots. */
  authenticatesCallers(spec: Spec): boolean;
  /** Objects that somebody else brings, named in the spec. */
  brought(spec: Spec & { readonly name: string }): readonly Omit<BroughtObject, "cluster">[];
  /** Whether the spec holds a key whose every change restarts its pods. */
  restartedByKey?(spec: Spec): boolean;
  /** Adds what a client of this workload needs to connect (a ConfigMap) below `scope`. */
  client(scope: Construct, spec: Spec & { readonly name: string }, client: Client, context: WorkloadContext): void;
  /** The certificates that its servers present, for Probes. Absent: none that a Probe could see. */
  served?(spec: Spec & { readonly name: string }, context: WorkloadContext): readonly ServedCertificate[];
  /** How its servers and clients may find and trust each other. Absent: there is nothing to choose. */
  readonly strategies?: Strategies<Spec>;
  /** The program model that a client of this kind runs: a name of the reading half. */
  readonly clientProgram: Environment["processes"][number]["program"];
}
