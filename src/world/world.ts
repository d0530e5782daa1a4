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
  /** For a name that external-dns publishes: each object that claims it. */
  readonly publishers?: readonly Place[];
  readonly rule: Rule;
}

/** Names with one authority: a cluster's own, those of a private zone, or the public ones. */
export interface Zone {
  readonly kind: "zone";
  readonly view: "cluster" | "peering" | "public";
  /** For a cluster's zone. */
  readonly cluster?: string;
  /** For a private zone: the peering whose clusters alone see it, and those clusters. */
  readonly peering?: {
    readonly name: string;
    readonly joins: readonly string[];
    /** Where a person says that the zone is the peering's, and whom the peering joins. */
    readonly said: { readonly ofZone: Place; readonly joins: Place };
  };
  /** The clusterDomain, or a public or private zone. All names under it that have no record do not exist, unless it is `open`. */
  readonly suffix: Fqdn;
  /** Whether it may have records that nothing declares: no external-dns writes into it, so people do. */
  readonly open?: boolean;
  readonly records: ReadonlyMap<Fqdn, NameRecord>;
}

/** From an address that is not a pod's to the pods behind it. */
export interface Route {
  readonly kind: "route";
  readonly address: Address;
  readonly place: Place;
  readonly cluster: string;
  /** From where it can be reached: its own cluster only, networks that are joined to it as well, or everywhere. */
  readonly reach: "cluster" | "peering" | "public";
  /** For a load balancer that is internal: what makes it so. */
  readonly internal?: Internal;
  /** If not empty, only these may come in from outside. */
  readonly sourceRanges: readonly string[];
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string; readonly place: Place }[];
  readonly targets: readonly { readonly address: Address; readonly whileUnready: boolean }[];
}

/** That a load balancer is internal. */
export interface Internal {
  /** The annotation or field that says so. */
  readonly place: Place;
  /** Whether only clients in its own region reach it. */
  readonly regional: boolean;
  readonly rule: Rule;
}

/** A name that an object carries for external-dns, and that is not published all the same. */
export interface Unpublished {
  readonly place: Place;
  readonly name: Fqdn;
  readonly cluster: string;
  readonly zone: Fqdn;
  /** `owner`: another cluster writes the zone; `by-hand`: a person keeps the record; `not-listed`: the cluster's external-dns does not write there. */
  readonly reason: "owner" | "by-hand" | "not-listed";
  /** Who writes the zone instead. */
  readonly owner?: string;
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
  /** Names that objects carry for external-dns in vain. */
  readonly unpublished: readonly Unpublished[];
  /** By address. */
  readonly routes: ReadonlyMap<Address, Route>;
  /** Load balancers by the IP address that they ask for or are known to have. */
  readonly balancersAt: ReadonlyMap<string, readonly Address[]>;
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
