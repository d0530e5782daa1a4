import type { Rule } from "../terms/evidence.ts";
import type { Place } from "../terms/place.ts";
import type { CallerDemands, Party } from "./tls.ts";

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
  /** By which rule of its program it listens there. */
  readonly rule: Rule;
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
  /** Addresses of names, looked at after the rewrites and before all else. */
  readonly hosts?: DnsHosts;
  /** Where all else goes: the address after `forward .`. Absent: nowhere. */
  readonly forward?: { readonly address: string; readonly place: Place };
}

/** Addresses that a DNS server holds itself. */
export interface DnsHosts {
  readonly place: Place;
  /** Where it answers; none: for all names. */
  readonly zones: readonly string[];
  readonly records: ReadonlyMap<string, readonly string[]>;
  /** Whether a name without an address is passed on. */
  readonly fallsThrough: boolean;
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
