import type { Cluster } from "../spec/topology.ts";
import type { SpecPath } from "../terms/manifest.ts";

/** By which names servers dial each other, and clients the servers. */
export interface Traffic {
  readonly internode: string;
  readonly clients: string;
  /** Whether clients come in through a proxy that presents a certificate of its own. */
  readonly proxied: boolean;
}

/** A field of a spec and the value it gets; without a value it is left out. */
export interface FieldValue {
  readonly path: SpecPath;
  readonly value?: unknown;
}

/** A proxy in front of servers. */
export interface Proxy {
  /** What a spec says then; the authority is the one that signs for the proxy. */
  values(authority: string): readonly FieldValue[];
  /** What nobody has said of the cluster's platform, with values that only stand for it; paths inside the platform. */
  readonly missing: readonly (FieldValue & { readonly what: string })[];
  /** Whether it verifies the servers, so that their roots have to reach it. */
  readonly verifies: boolean;
  /** What external-dns has to read to publish the names that lead to it: a value of its flag `--source`. */
  readonly source: string;
}

/**
 * Where a kind's spec says how servers and clients find and trust each other, for whoever compares the choices. All
 * paths are inside the workload. It holds no verdicts: what a choice comes to is compiled and proven.
 */
export interface Strategies<Spec> {
  /** All values that a person may think of, also such as the schema refuses with a reason. */
  readonly internode: { readonly path: SpecPath; readonly values: readonly string[] };
  readonly clients: { readonly path: SpecPath; readonly values: readonly string[] };
  /** The DNS domain of the servers' names. */
  readonly domain: SpecPath;
  /** Whether each server has a load balancer with a public name. */
  readonly loadBalancers: SpecPath;
  /** The name of the authority that signs the servers' certificates. */
  readonly authority: SpecPath;
  /** Whether the DNS of the servers' cluster leads clients there straight to them. */
  readonly clientRewrites: SpecPath;
  /** What a spec says now. `authority` is absent where servers have no certificates, `edge` where no proxy has one of its own. */
  chosen(spec: Spec): Traffic & {
    readonly authority?: string;
    readonly edge?: string;
    readonly domain?: string;
    readonly loadBalancers: boolean;
    readonly clientRewrites: boolean;
  };
  /** What puts a proxy in front of the servers: the spec's own, else one that the cluster is said to have. */
  proxy(spec: Spec, cluster: Cluster): Proxy;
  /** The fields that go where no proxy is to have a certificate of its own. */
  withoutProxy(spec: Spec): readonly FieldValue[];
  /** Whether these strategies give servers names in a domain. */
  usesDomain(traffic: Traffic): boolean;
  /** Whether by these strategies anybody dials a server of this spec through its load balancer. */
  usesLoadBalancers(traffic: Traffic, spec: Spec): boolean;
  /** Whether by these strategies a cluster's DNS may lead clients straight to servers. */
  usesClientRewrites(traffic: Traffic): boolean;
  /**
   * What else has to change when an authority that is compiled signs: fields that go (no certificates, brought ones), and
   * fields that are missing then, with values that only stand for what a person has to say.
   */
  signedHere(spec: Spec): { readonly values: readonly FieldValue[]; readonly missing: readonly (FieldValue & { readonly what: string })[] };
}
