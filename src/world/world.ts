import type { Environment } from "../terms/environment.ts";
import type { Rule } from "../terms/evidence.ts";
import type { KubeObject, ObjectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Place } from "../terms/place.ts";
import type { Contents, Hazard, Pod, Stop, Write } from "./program.ts";
import type { CallerDemands, Certificate, Party, Uptake } from "./tls.ts";

/**
 * An absolute DNS name, lower case, without the trailing dot.
 */
export type Fqdn = string & { readonly __: "Fqdn" };

/**
 * Where packets go, symbolically, since real addresses are not known before deployment:
 * `pod:CLUSTER/NAMESPACE/POD`, `service:CLUSTER/NAMESPACE/NAME` (a ClusterIP), `lb:CLUSTER/NAMESPACE/NAME`
 * (a load balancer), `ip:ADDRESS` (a literal that nothing declared explains).
 */
export type Address = string & { readonly __: "Address" };

export interface Endpoint {
  /** A host name or an IP literal, as written. */
  readonly host: string;
  readonly port: number;
  /** The value that says so. */
  readonly place: Place;
}

/** A name that a server tells others to dial. */
export interface Advertisement {
  readonly to: "members" | "clients";
  readonly endpoint: Endpoint;
  /** What it is dialled for: a caller dials only the purposes that it follows. */
  readonly purpose: string;
}

export interface Listener {
  readonly place: Place;
  readonly port: number;
  /** For example `kurrentdb-http`, `kurrentdb-replication`, `dns`. A dial of another protocol reaches the wrong listener. */
  readonly protocol: string;
  /** The address it binds; absent: all of the pod. */
  readonly bind?: string;
  readonly tls?: Party & { readonly clientAuth: "none" | "optional" | "required"; readonly callers?: CallerDemands };
  readonly advertises: readonly Advertisement[];
  /** For a DNS server. */
  readonly dns?: DnsServer;
}

export interface Dial {
  /** From process, purpose, host:port. The same between base and head, and between proof and lab. */
  readonly id: string;
  /** The value that makes the process dial. */
  readonly place: Place;
  /** The id of the process. */
  readonly from: string;
  readonly to: Endpoint;
  readonly protocol: string;
  readonly purpose: string;
  readonly tls?: Party;
  /** After this dial it dials what the other side advertises to these … */
  readonly discovers?: "members" | "clients";
  /** … for these purposes. */
  readonly follows?: readonly string[];
  /** Whether the other side must be reachable before it is ready (else no server ever becomes ready). */
  readonly callee: "started" | "ready";
  readonly rule: Rule;
}

/** A dial to whoever is learned of: all but its target. */
export type PeerDial = Omit<Dial, "id" | "to" | "discovers">;

/** A rewriting and forwarding DNS server in a pod. */
export interface DnsServer {
  readonly place: Place;
  readonly rewrites: readonly DnsRewrite[];
  /** Where all else goes: the address after `forward .`. Absent: nowhere. */
  readonly forward?: { readonly address: string; readonly place: Place };
}

export interface DnsRewrite {
  readonly place: Place;
  readonly match: "exact" | "suffix" | "regex";
  readonly from: string;
  readonly to: string;
  /** Whether the answer carries the name that was asked for. */
  readonly answers: boolean;
  /** `answer name FROM TO` pairs, by which `answers` is decided for each name. */
  readonly answerNames?: readonly { readonly from: string; readonly to: string }[];
  /** Whether later rules also apply (`continue`). */
  readonly continues?: boolean;
}

/** A pod's `/etc/resolv.conf`. */
export interface Resolver {
  readonly place: Place;
  /** IP literals in their order. */
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
  /** `/etc/hosts` entries: name to IP literal. */
  readonly hosts: ReadonlyMap<string, string>;
}

/** A running program: one container, or one that no object runs. */
export interface Process {
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
  readonly listeners: readonly Listener[];
  readonly dials: readonly Dial[];
  /** Of its configuration. */
  readonly uptake: Uptake;
  /** How it dials the members that it learns of, even where it dials nobody by itself. */
  readonly peers?: PeerDial;
  /** Environment variables with these prefixes are options to it: those that Kubernetes makes of Services, too. */
  readonly optionPrefixes?: readonly string[];
  readonly stops: readonly Stop[];
  readonly hazards?: readonly Hazard[];
  /** Settings of it that no rule reads: verdicts through it are at best assumed. */
  readonly unread: readonly Place[];
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
  readonly reason: "no-issuer" | "issuer-without-secret" | "private-name-at-public-authority" | "no-solver" | "invalid";
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
  readonly pods: readonly Pod[];
  readonly processes: ReadonlyMap<string, Process>;
  /** Process ids by the address they listen on. */
  readonly processesAt: ReadonlyMap<Address, readonly string[]>;
  readonly zones: readonly Zone[];
  /** By address. */
  readonly routes: ReadonlyMap<Address, Route>;
  /** By `CLUSTER/Kind/NAMESPACE/NAME`. */
  readonly contents: ReadonlyMap<string, Contents>;
  /** What cert-manager issues, by the Certificate object. */
  readonly issued: ReadonlyMap<ObjectId, Certificate>;
  readonly notIssued: readonly NotIssued[];
  /** Secrets, ConfigMaps and ServiceAccounts that an object refers to, in its words. */
  readonly references: readonly Reference[];
  /** Objects that the prover does not read although they may change verdicts. */
  readonly undeclared: readonly Place[];
  /** Writes of Jobs that the API refuses. */
  readonly deniedWrites: readonly DeniedWrite[];
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
