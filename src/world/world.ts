import type { Environment } from "../terms/environment.ts";
import type { Rule } from "../terms/evidence.ts";
import type { KubeObject, ObjectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import type { Place } from "../terms/place.ts";

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

/** Identity of a private key: the Secret that holds it, or the name of a public authority. */
export type KeyId = string & { readonly __: "KeyId" };

/** X.509 key usages and extended key usages by cert-manager's names, such as `digital signature` or `client auth`. */
export type Usage = string;

/** Seconds of validity, and how long before its end cert-manager renews. */
export interface Lifetime {
  readonly durationSeconds: number;
  readonly renewBeforeSeconds: number;
}

/** A certificate, symbolically: which key it binds to which names, and which key signed it. */
export interface Certificate {
  readonly kind: "certificate";
  /** The Certificate object (or the PEM) it comes from. */
  readonly place: Place;
  readonly key: KeyId;
  readonly signedBy: KeyId;
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ips: readonly string[];
  /** Empty when there is neither a KeyUsage nor an ExtendedKeyUsage extension. */
  readonly usages: readonly Usage[];
  readonly algorithm: "RSA" | "ECDSA" | "Ed25519";
  readonly ca: boolean;
  readonly lifetime: Lifetime;
  /** What people call it: `orders-node-tls`, `ordersNodes g1`. */
  readonly label: string;
}

/** The roots that a program verifies others against. */
export interface TrustStore {
  readonly place: Place;
  readonly roots: readonly Certificate[];
  /** What the program will not load. */
  readonly refused: readonly Place[];
  /** Also everything that public authorities sign. */
  readonly publicRoots: boolean;
}

/** When a program takes in a changed file. */
export type Uptake = "handshake" | "watch" | "signal" | "start";

/** One side of a TLS connection. */
export interface Party {
  /** The certificate it presents, leaf first. */
  readonly leaf?: readonly Certificate[];
  readonly trust?: TrustStore;
  /** Which program's rules it verifies by: a key of `programs/verifiers.ts`. */
  readonly verifier: string;
  readonly uptake: Readonly<Record<"leaf" | "trust", Uptake>>;
}

/** Demands on callers beyond a trusted chain. */
export interface CallerDemands {
  /** The common name that a caller's certificate must match. Absent: the own leaf's. */
  readonly commonName?: string;
  /** Where that demand stands. */
  readonly place: Place;
  /** Whether an extended key usage extension must hold `client auth`. */
  readonly clientAuth: boolean;
}

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

/** Why a program does not start, or a pod's container is never run. */
export interface Stop {
  /** A short reason from a closed set, which findings map to codes. */
  readonly reason:
    | "missing-object" // a Secret or ConfigMap that nobody makes is mounted or taken as environment
    | "certificate-not-issued" // the Secret's Certificate is never issued
    | "bad-option" // the program refuses its configuration
    | "reserved-name-mismatch" // its own certificate fails the common name it demands
    | "unusable-key" // a key of an algorithm that it can't load
    | "own-certificate-untrusted" // its own certificate leads to none of its own roots
    | "unusable-root" // a file in the roots directory that is not one self-signed CA
    | "no-roots"
    | "port-in-use"
    | "no-privilege"; // it may not bind the port
  readonly place: Place;
  readonly related: readonly Place[];
  /** Values for the message. */
  readonly values: Readonly<Record<string, string>>;
  readonly rule: Rule;
}

/** A setting that works, and endangers. */
export interface Hazard {
  readonly kind: "no-authentication" | "default-password";
  readonly place: Place;
  readonly rule: Rule;
}

/** A key of a ConfigMap or Secret that a running program writes through the API. */
export interface Write {
  readonly kind: "ConfigMap" | "Secret";
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly content: Content;
  readonly rule: Rule;
}

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

/** What a file, an environment variable or a key of a Secret or ConfigMap holds. */
export type Content =
  | { readonly kind: "text"; readonly text: string; readonly place: Place }
  | { readonly kind: "certificates"; readonly chain: readonly Certificate[]; readonly place: Place }
  | { readonly kind: "private-key"; readonly key: KeyId; readonly algorithm: Certificate["algorithm"]; readonly place: Place }
  /** Present, but its content is not known: brought by somebody else, or a secret. */
  | { readonly kind: "opaque"; readonly place: Place };

/** The keys of a Secret or ConfigMap, whoever writes them. */
export interface Contents {
  readonly place: Place;
  readonly keys: ReadonlyMap<string, Content>;
  /** Whether further keys may exist that are not known. */
  readonly open: boolean;
}

/** One pod, as its controller makes it. */
export interface Pod {
  readonly kind: "pod";
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: Address;
  /** `spec.hostname` and `spec.subdomain` as the controller sets them. */
  readonly hostname?: string;
  readonly subdomain?: string;
  /** The object that makes it, and the path of its pod spec there. */
  readonly place: Place;
  readonly spec: PodSpec;
}

/** A pod spec as plain data; read with care, since anybody's manifest may stand here. */
export type PodSpec = Readonly<Record<string, unknown>>;

/** A container with its environment and mounts resolved. What a program model reads. */
export interface Container {
  readonly name: string;
  readonly place: Place;
  readonly image: string;
  /** `command` then `args`, with `$(NAME)` expanded. Empty: the image's own. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, { readonly content: Content; readonly place: Place }>;
  /** The file at an absolute path, through the volume mounts. */
  file(path: string): Content | undefined;
  /** The files right below an absolute path (non-recursive), by name, if a volume is mounted there or above. */
  directory(path: string): ReadonlyMap<string, Content> | undefined;
  readonly pod: Pod;
  /** The containers that share the pod, this one included: their places, images and argv. */
  readonly siblings: readonly {
    readonly name: string;
    readonly image: string;
    readonly argv: readonly string[];
    readonly mounts: readonly string[];
  }[];
}

/** What a program model finds in a container. */
export interface Reading {
  readonly listeners: readonly Listener[];
  readonly dials: readonly Dial[];
  readonly uptake: Uptake;
  readonly stops: readonly Stop[];
  readonly hazards?: readonly Hazard[];
  readonly writes: readonly Write[];
  readonly unread: readonly Place[];
}

/** The model of one real program: what it does with its argv, env and files. */
export interface Program {
  readonly name: string;
  /** Environment variables with these prefixes are options to it: those that Kubernetes makes of Services, too. */
  readonly optionPrefixes?: readonly string[];
  recognises(container: Container): boolean;
  read(container: Container): Reading;
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
