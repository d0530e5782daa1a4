import type { Rule } from "../terms/evidence.ts";
import type { Place } from "../terms/place.ts";
import type { Stop } from "./program.ts";
import type { CallerDemands, Certificate, Party } from "./tls.ts";

/**
 * An absolute DNS name, lower case, without the trailing dot.
 */
export type Fqdn = string & { readonly __: "Fqdn" };

/**
 * Where packets go, symbolically, since real addresses are not known before deployment:
 * `pod:CLUSTER/NAMESPACE/POD`, `service:CLUSTER/NAMESPACE/NAME` (a ClusterIP), `lb:CLUSTER/NAMESPACE/NAME`
 * (a load balancer), `ingress:CLUSTER/CLASS` and `gateway:CLUSTER/NAMESPACE/NAME` (the load balancer in front of a proxy),
 * `proxy:CLUSTER/...` (the proxy itself), `endpoints:CLUSTER/NAMESPACE/NAME` (the pods of a Service, as a proxy dials them),
 * `ip:ADDRESS` (a literal that nothing declared explains).
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
  /** Where it gives metrics to Prometheus, and whether a caller has to be a user for that. */
  readonly metrics?: { readonly path: string; readonly forUsers: boolean; readonly rule: Rule };
  /** For a DNS server. */
  readonly dns?: DnsServer;
  /** For a proxy: what it does with connections that ask for a host by SNI. Then `tls` is absent: each host has its own. */
  readonly proxy?: readonly ProxyHost[];
  /** For a DNS server that answers by rules and leaves all else to the next nameserver. */
  readonly splitDns?: SplitDnsServer;
}

/** What a proxy does with connections for one host. */
export interface ProxyHost {
  /** A name, `*.NAME`, or `*` for all that no other host is for. */
  readonly host: string;
  /** What stands for it: a rule of an Ingress, a listener of a Gateway and its route. */
  readonly place: Place;
  /** `terminate`: it presents a certificate of its own and dials on. `passthrough`: what it gets it passes on. */
  readonly mode: "terminate" | "passthrough";
  /** What it presents where it terminates. */
  readonly leaf?: readonly Certificate[];
  /** Where it presents that only to who asks for a name on it, and else one of its own making: the rule that says so. */
  readonly leafByName?: Rule;
  readonly upstream?: Upstream;
  /** Why it does not forward for this host, or why that can't be known. */
  readonly fault?: ProxyFault;
  /** Settings that no rule reads. */
  readonly unread: readonly Place[];
  readonly rule: Rule;
}

/** Whom a proxy dials for a host, and how. */
export interface Upstream {
  /** The backend as the rule names it. */
  readonly place: Place;
  /** A Route of the World: the endpoints of a Service. */
  readonly address: Address;
  readonly service: string;
  readonly port: number;
  /** Whether gRPC gets through: only over HTTP/2. */
  readonly http: "1.1" | "2";
  /** Where it says how to speak to the backend; else the backend. */
  readonly speaks: Place;
  /** Absent: cleartext. */
  readonly tls?: Party & {
    /** The name that the backend's certificate has to hold; absent: what a program takes without a setting, its address. */
    readonly serverName?: string;
    /** Where trust and name are said. */
    readonly from: Place;
    /** Why any certificate is taken, where it is. */
    readonly unverified?: { readonly why: string; readonly change: string };
  };
  readonly rule: Rule;
}

/** What keeps a proxy from forwarding. */
export interface ProxyFault {
  readonly reason: "not-known" | "not-supported" | "no-backend" | "missing-object";
  /** A sentence without its full stop. */
  readonly why: string;
  /** What to change, as a sentence. */
  readonly change: string;
  readonly places: readonly [Place, ...Place[]];
  readonly rule: Rule;
  /** For an object that nobody makes. */
  readonly stop?: Stop;
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

/** A DNS server in a pod that answers only names that one of its rules takes, and fails for others, so that the next one is asked. */
export interface SplitDnsServer {
  readonly place: Place;
  /** The first that takes a name counts. */
  readonly rules: readonly SplitDnsRule[];
  /** The address of the DNS server that results which are names are looked up at. */
  readonly resolver: string;
}

export interface SplitDnsRule {
  readonly place: Place;
  /** The name as it is asked for, or a Go regular expression for all of it. */
  readonly host: string;
  /** An address, or another name. */
  readonly result: string;
  readonly regex: boolean;
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
