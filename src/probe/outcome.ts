import type { X509 } from "../x509/certificate.ts";

/** How one dial ended. */
export type Outcome =
  | {
      readonly kind: "served";
      /** As the server sent them, leaf first. */
      readonly chain: readonly X509[];
      /** `TLSv1.3` */
      readonly protocol?: string;
    }
  | { readonly kind: "unreachable"; readonly reason: UnreachableReason; readonly text: string };

export type UnreachableReason =
  | "no-such-name" // the name does not resolve from here
  | "refused" // nobody listens
  | "timeout" // no answer in time
  | "no-tls" // somebody answers, but not by TLS
  | "no-certificate" // TLS without a server certificate
  | "no-pod" // the cluster knows no such pod
  | "broken"; // anything else that happens to connections

/** What is known besides what is served. */
export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly asOf: number;
  /** Roots, each set with the name of who has them. Empty: nobody's are known. */
  readonly roots: readonly { readonly of: string; readonly certificates: readonly X509[] }[];
  /** The certificate that the cluster says is the current one, leaf first. Absent: the cluster was not asked, or could not say. */
  readonly current?: readonly X509[];
  /** How long before its end a certificate is reported. Absent: half of the time between renewal and end. */
  readonly warnBeforeSeconds?: number;
}
