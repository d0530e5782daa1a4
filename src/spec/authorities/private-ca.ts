/** X.509 subject fields besides the common name, by cert-manager's names. */
export interface SubjectSpec {
  readonly organizations?: readonly string[];
  readonly organizationalUnits?: readonly string[];
  readonly countries?: readonly string[];
  readonly localities?: readonly string[];
  readonly provinces?: readonly string[];
}

/**
 * A private certificate authority. Each generation is a Certificate, a Secret and an Issuer of its own, long-lived,
 * never rotated in place: cert-manager does not re-issue leaves then.
 */
export interface PrivateCASpec {
  /** Names of its generations, oldest first: `["g1"]`. */
  readonly generations: readonly string[];
  /** Which generation signs leaves; default: the first. */
  readonly signsWith?: string;
  /** Which generations are trusted; default: all. */
  readonly trusted?: readonly string[];
  readonly subject?: SubjectSpec;
  readonly privateKey?: { readonly algorithm?: "RSA" | "ECDSA" | "Ed25519"; readonly size?: number; readonly encoding?: "PKCS1" | "PKCS8" };
  /** Go duration of the roots; default ten years. */
  readonly duration?: string;
  /** Leaves: duration (default 2160h, 90 days) and renewBefore (default 720h, 30 days). */
  readonly leaves?: { readonly duration?: string; readonly renewBefore?: string };
  /** Why several workloads may share this root although it authenticates callers: whoever gets a leaf is inside. */
  readonly shared?: { readonly reason: string };
}

/** A private CA with its defaults. */
export interface PrivateCA {
  readonly kind: "privateCA";
  readonly name: string;
  readonly generations: readonly string[];
  readonly signsWith: string;
  readonly trusted: readonly string[];
  readonly subject: SubjectSpec;
  readonly privateKey: { readonly algorithm: "RSA" | "ECDSA" | "Ed25519"; readonly size?: number; readonly encoding: "PKCS1" | "PKCS8" };
  /** Canonical Go durations. */
  readonly duration: string;
  readonly leaves: { readonly duration: string; readonly renewBefore: string };
  readonly shared?: { readonly reason: string };
}
