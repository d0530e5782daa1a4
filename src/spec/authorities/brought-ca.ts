import type { GivenRoots, GivenRootsSpec } from "./roots.ts";

/**
 * A CA that signs elsewhere: a person brings certificates of it as Secrets, and names them in the workload
 * (`security.certificateSecret`). Nothing here orders or renews them.
 */
export interface BroughtCASpec extends GivenRootsSpec {
  /** Why several workloads may share its roots although they authenticate callers by them. */
  readonly shared?: { readonly reason: string };
}

/** The same with its defaults. */
export interface BroughtCA extends GivenRoots {
  readonly kind: "broughtCA";
  readonly name: string;
  readonly shared?: { readonly reason: string };
}
