import type { Rule } from "../terms/evidence.ts";
import type { Place } from "../terms/place.ts";
import type { Address, Dial, Listener, PeerDial } from "./network.ts";
import type { Certificate, KeyId, Uptake } from "./tls.ts";

/** Why a program does not start, or a pod's container is never run. */
export interface Stop {
  /** A short reason from a closed set, which findings map to codes. */
  readonly reason:
    | "missing-object" // a Secret or ConfigMap that nobody makes is mounted or taken as environment
    | "certificate-not-issued" // the Secret's Certificate is never issued
    | "bad-option" // the program refuses its configuration
    | "service-links" // … which Kubernetes made of a Service
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

/** A ConfigMap or Secret that a program writes through the API. */
export interface WriteTarget {
  readonly kind: "ConfigMap" | "Secret";
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** A key of it. */
export interface Write extends WriteTarget {
  readonly key: string;
  readonly content: Content;
  readonly rule: Rule;
}

/**
 * What a file, an environment variable or a key of a Secret or ConfigMap holds. `rules`: by which certificates came to
 * stand there, where a Job or a Bundle copied them. `text`: their PEM, where it is known. `broken`: where a certificate that follows
 * those of the chain can't be read, and why.
 */
export type Content =
  | { readonly kind: "text"; readonly text: string; readonly place: Place }
  | {
      readonly kind: "certificates";
      readonly chain: readonly Certificate[];
      readonly place: Place;
      readonly rules?: readonly Rule[];
      readonly text?: string;
      readonly broken?: { readonly why: string; readonly place: Place };
    }
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

/** What makes a pod: its kind, its annotations, and those that it gives to the pod. */
export interface PodController {
  readonly kind: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly templateAnnotations: Readonly<Record<string, string>>;
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
  /** Absent for a process that no object runs. */
  readonly controller?: PodController;
  /** Whether stakater's Reloader runs in its cluster: an Environment says so, or none names the cluster. */
  readonly reloader?: boolean;
  /** Whether an operator makes its controller, and has its programs take in changed files. */
  readonly operated?: boolean;
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
  /** The place of the volume that an absolute path leads into, where one is mounted. */
  volume?(path: string): Place | undefined;
  /** The annotations of a Secret or ConfigMap of its namespace, whoever makes it. */
  annotations?(kind: "Secret" | "ConfigMap", name: string): Readonly<Record<string, string>>;
  readonly pod: Pod;
  /** The containers that share the pod, this one included: their places, images and argv. */
  readonly siblings: readonly {
    readonly name: string;
    readonly image: string;
    readonly argv: readonly string[];
    readonly mounts: readonly string[];
  }[];
}

/** When a program that joins others says that it is ready: once enough voters reach each other, and it leads them or follows the one that does. */
export interface Readiness {
  /** How many voters have to reach each other, the leader included. */
  readonly majority: number;
  /** Whether it is one of them. */
  readonly votes: boolean;
  /** The purpose of the dials by which voters elect a leader, and of those by which all others follow it. */
  readonly elects: string;
  readonly follows: string;
  readonly rule: Rule;
}

/** What a program model finds in a container. */
export interface Reading {
  readonly listeners: readonly Listener[];
  readonly dials: readonly Dial[];
  /** When it takes in a changed configuration. */
  readonly uptake: Uptake;
  /** How it dials the members that it learns of, even where it dials nobody by itself. */
  readonly peers?: PeerDial;
  /** Absent for a program that is ready as soon as it runs. */
  readonly readiness?: Readiness;
  readonly stops: readonly Stop[];
  readonly hazards?: readonly Hazard[];
  readonly writes: readonly Write[];
  /** What it is there to write, also where it does not start. */
  readonly intends?: readonly WriteTarget[];
  /** Settings of it that no rule reads: verdicts through it are at best assumed. */
  readonly unread: readonly Place[];
}

/** The model of one real program: what it does with its argv, env and files. */
export interface Program {
  readonly name: string;
  recognises(container: Container): boolean;
  read(container: Container): Reading;
}
