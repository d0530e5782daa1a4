import type { Certificate, Uptake } from "../world/tls.ts";

/** A TLS listener of a compiled process, and what it should serve. */
export interface Listening {
  /** `east/kurrent/orders-0/kurrentdb:2113` */
  readonly id: string;
  /** What people call the process. */
  readonly process: string;
  /** The unit of its objects. */
  readonly workload: string;
  /** Absent for a process outside of all clusters. */
  readonly cluster?: string;
  readonly pod?: PodReference;
  readonly port: number;
  /** What it should present, leaf first; absent where nobody knows, since somebody else brings it. */
  readonly chain?: readonly Certificate[];
  /** The common name of who should have signed the leaf; absent where that is not known. */
  readonly issuer?: string;
  /** Whether a public authority should have. */
  readonly publicly: boolean;
  /** The Certificate object behind it, by which a cluster's API says what the current one is. */
  readonly certificate?: { readonly namespace: string; readonly name: string };
  readonly uptake: Uptake;
  /** The hosts by which it is dialled and verified. */
  readonly hosts: readonly string[];
  /** What clients dial to get there. */
  readonly endpoints: readonly ClientEndpoint[];
  /** ConfigMaps from which its callers read their roots. */
  readonly trust: readonly TrustSource[];
}

/** A pod by its name where a controller gives that for sure, else by labels and its number among them. */
export interface PodReference {
  readonly namespace: string;
  readonly name: string;
  readonly byLabels?: { readonly labels: Readonly<Record<string, string>>; readonly index: number };
}

export interface ClientEndpoint {
  readonly host: string;
  readonly port: number;
  /** Whether only a cluster's own DNS knows the name. */
  readonly inCluster: boolean;
}

/** Roots that callers have. */
export interface TrustSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly configMap: string;
  readonly keys: readonly string[];
  /** What people call those who read it. */
  readonly callers: readonly string[];
}
