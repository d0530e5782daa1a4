import type { X509 } from "../x509/certificate.ts";
import type { UnreachableReason } from "./outcome.ts";

/** One way in which what is served differs from what was compiled, with what the words about it need. */
export type Difference =
  | { readonly kind: "unreachable"; readonly reason: UnreachableReason; readonly text: string }
  /** `which` is not the leaf where an intermediate has ended. Times are milliseconds since 1970. */
  | { readonly kind: "expired"; readonly which: string; readonly since: number }
  | { readonly kind: "not-yet-valid"; readonly which: string; readonly from: number }
  | { readonly kind: "expires-soon"; readonly at: number; readonly inSeconds: number }
  /** The cluster has a newer one. */
  | { readonly kind: "old-certificate"; readonly renewedAt: number; readonly servedUntil: number }
  /** By its dates; `notRenewed` where the cluster says that there is no newer one. */
  | { readonly kind: "renewal-overdue"; readonly since: number; readonly end: number; readonly notRenewed: boolean }
  /** It is not the current one, nor an older one of the same kind. */
  | { readonly kind: "wrong-certificate"; readonly served: string }
  /** Callers dial these hosts and refuse it. */
  | { readonly kind: "name-mismatch"; readonly hosts: readonly string[]; readonly holds: readonly string[] }
  | { readonly kind: "wrong-names"; readonly missing: readonly string[]; readonly extra: readonly string[] }
  | { readonly kind: "wrong-common-name"; readonly served: string; readonly compiled: string }
  | { readonly kind: "wrong-issuer"; readonly served: string; readonly compiled: string }
  | { readonly kind: "wrong-key"; readonly served: string; readonly compiled: string }
  | { readonly kind: "wrong-usages"; readonly missing: readonly string[] }
  /** `signer` signed the last certificate that is served. */
  | { readonly kind: "missing-intermediate"; readonly signer: string }
  | { readonly kind: "untrusted"; readonly by: readonly string[]; readonly signer: string };

/** What a listener was found to serve. */
export interface Compared {
  readonly differences: readonly Difference[];
  /** The served leaf, where there is one. */
  readonly leaf?: X509;
  /** When it should be renewed, in milliseconds since 1970; absent where nobody renews it. */
  readonly renewalAt?: number;
}
