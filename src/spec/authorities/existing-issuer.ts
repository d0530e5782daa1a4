import type { Leaves, LeavesSpec } from "./leaves.ts";
import type { GivenRoots, GivenRootsSpec } from "./roots.ts";

/**
 * An Issuer or ClusterIssuer that somebody else makes, of any type. What it signs is taken to be as asked, and dials
 * that rely on it count as assumed, unless it stands in the manifests.
 */
export interface ExistingIssuerSpec extends GivenRootsSpec {
  /** As in cert-manager's Certificate. An Issuer has to be in the workload's namespace. */
  readonly issuerRef: { readonly name: string; readonly kind: string; readonly group?: string };
  readonly leaves?: LeavesSpec;
  /** Why several workloads may share its roots although they authenticate callers by them. */
  readonly shared?: { readonly reason: string };
}

/** An existing issuer with its defaults. */
export interface ExistingIssuer extends GivenRoots {
  readonly kind: "existingIssuer";
  readonly name: string;
  readonly issuerRef: { readonly name: string; readonly kind: string; readonly group: string };
  readonly leaves: Leaves;
  readonly shared?: { readonly reason: string };
}
