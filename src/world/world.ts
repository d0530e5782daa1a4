import type { Environment } from "../terms/environment.ts";
import type { Rule } from "../terms/evidence.ts";
import type { KubeObject, ObjectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Place } from "../terms/place.ts";
import type { StatedRoot } from "./certificates/stated-roots.ts";
import type { Address, Fqdn, Resolver } from "./network.ts";
import type { Derivation } from "./operators/derived.ts";
import type { Operated } from "./operators/run-operators.ts";
import type { Contents, Pod, Reading, Stop, Write, WriteTarget } from "./program.ts";
import type { Certificate } from "./tls.ts";

/** A running program: one container, or one that no object runs. */
export interface Process extends Omit<Reading, "writes" | "intends"> {
  /** `CLUSTER/NAMESPACE/POD/CONTAINER`, or `outside/NAME`. */
  readonly id: string;
  /** What people call it: the pod's name for a pod's main container. */
  readonly label: string;
  readonly place: Place;
  readonly program: string;
  /** Absent for a process outside of all clusters. */
  readonly cluster?: string;
  readonly namespace?: string;
  /** The address it listens on and dials from; absent for clients, whose pods are not ours. */
  readonly address?: Address;
  readonly resolver: Resolver;
}

/** What a name resolves to. */
export interface NameRecord {
  readonly name: Fqdn;
  readonly addresses: readonly {
    readonly address: Address /** Also while the pod behind it is not ready. */;
    readonly whileUnready: boolean;
  }[];
  readonly cname?: Fqdn;
  readonly place: Place;
  /** For a public name: each object that claims it. */
  readonly publishers?: readonly Place[];
  readonly rule: Rule;
}

/** Names with one authority: a cluster's own, or the public ones. */
export interface Zone {
  readonly kind: "zone";
  readonly view: "cluster" | "public";
  /** For a cluster's zone. */
  readonly cluster?: string;
  /** The clusterDomain, or a public zone. All names under it that have no record do not exist. */
  readonly suffix: Fqdn;
  readonly records: ReadonlyMap<Fqdn, NameRecord>;
}

/** From an address that is not a pod's to the pods behind it. */
export interface Route {
  readonly kind: "route";
  readonly address: Address;
  readonly place: Place;
  readonly cluster: string;
  /** Whether it can be reached from outside of the cluster. */
  readonly outside: boolean;
  /** If not empty, only these may come in from outside. */
  readonly sourceRanges: readonly string[];
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string; readonly place: Place }[];
  readonly targets: readonly { readonly address: Address; readonly whileUnready: boolean }[];
}

/** A Certificate object that is never issued, and why. */
export interface NotIssued {
  readonly place: Place;
  readonly reason:
    | "no-issuer"
    | "issuer-without-secret"
    | "private-name-at-public-authority"
    | "no-solver"
    | "order-refused"
    | "missing-credentials"
    | "no-ambient-credentials"
    | "invalid";
  readonly values: Readonly<Record<string, string>>;
  readonly related: readonly Place[];
  readonly rule: Rule;
}

/** All that the manifests and the Environment say, as the controllers and programs would see it. */
export interface World {
  readonly kind: "world";
  readonly environment: readonly Environment[];
  readonly objects: ReadonlyMap<ObjectId, KubeObject>;
  readonly manifests: ReadonlyMap<ObjectId, Manifest>;
  /** Where the objects come from that operators make: no file has them. */
  readonly derived: ReadonlyMap<ObjectId, Derivation>;
  /** Objects that stand in the manifests and that an operator makes too. */
  readonly contested: Operated["contested"];
  readonly pods: readonly Pod[];
  readonly processes: ReadonlyMap<string, Process>;
  /** Process ids by the address they listen on. */
  readonly processesAt: ReadonlyMap<Address, readonly string[]>;
  /** Pods that never get an address, and why: no name leads to them. */
  readonly absent: ReadonlyMap<Address, Stop>;
  readonly zones: readonly Zone[];
  /** By address. */
  readonly routes: ReadonlyMap<Address, Route>;
  /** By `CLUSTER/Kind/NAMESPACE/NAME`. */
  readonly contents: ReadonlyMap<string, Contents>;
  /** What cert-manager issues, by the Certificate object. */
  readonly issued: ReadonlyMap<ObjectId, Certificate>;
  readonly notIssued: readonly NotIssued[];
  /** The roots that the specs hold as PEM. */
  readonly statedRoots: readonly StatedRoot[];
  /** Secrets, ConfigMaps and ServiceAccounts that an object refers to, in its words. */
  readonly references: readonly Reference[];
  /** Objects that the prover does not read although they may change verdicts. */
  readonly undeclared: readonly Place[];
  /** Writes of Jobs that the API refuses. */
  readonly deniedWrites: readonly DeniedWrite[];
  /** Programs of Jobs that do not start. */
  readonly stoppedJobs: readonly StoppedJob[];
  /** Trust Bundles that write nothing. */
  readonly notSynced: readonly NotSynced[];
}

/** A write that RBAC does not allow, so that it does not happen. */
export interface DeniedWrite {
  /** The container that tries. */
  readonly place: Place;
  /** Who may not do what. */
  readonly text: string;
  readonly write: Write;
  readonly rule: Rule;
}

/** Why a Job's program does not start, and what it therefore does not write. */
export interface StoppedJob {
  readonly stop: Stop;
  readonly targets: readonly WriteTarget[];
}

/** A trust Bundle that writes nothing, and why. */
export interface NotSynced {
  readonly place: Place;
  readonly values: Readonly<Record<string, string>>;
  readonly related: readonly Place[];
  readonly rule: Rule;
}

/** That an object refers to another one. */
export interface Reference {
  readonly place: Place;
  readonly cluster: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** A key of it, where one is named. */
  readonly key?: string;
  readonly optional: boolean;
}
