import type { SpecPath } from "../terms/manifest.ts";

/** By which names servers dial each other, and clients the servers. */
export interface Traffic {
  readonly internode: string;
  readonly clients: string;
}

/** A field of a spec and the value it gets; without a value it is left out. */
export interface FieldValue {
  readonly path: SpecPath;
  readonly value?: unknown;
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
  /** What a spec says now. `authority` is absent where servers have no certificates. */
  chosen(spec: Spec): Traffic & { readonly authority?: string; readonly domain?: string; readonly loadBalancers: boolean };
  /** Whether these strategies give servers names in a domain. */
  usesDomain(traffic: Traffic): boolean;
  /** Whether by these strategies anybody dials a server of this spec through its load balancer, and not through a proxy. */
  usesLoadBalancers(traffic: Traffic, spec: Spec): boolean;
  /**
   * What else has to change when an authority that is compiled signs: fields that go (no certificates, brought ones), and
   * fields that are missing then, with values that only stand for what a person has to say.
   */
  signedHere(spec: Spec): { readonly values: readonly FieldValue[]; readonly missing: readonly (FieldValue & { readonly what: string })[] };
}
