import type { Leaves, LeavesSpec } from "./leaves.ts";
import type { ClusterTrustBundleSpec, RootsSpec } from "./roots.ts";

/** X.509 subject fields besides the common name, by cert-manager's names. */
export interface SubjectSpec {
  readonly organizations?: readonly string[];
  readonly organizationalUnits?: readonly string[];
  readonly countries?: readonly string[];
  readonly localities?: readonly string[];
  readonly provinces?: readonly string[];
  readonly streetAddresses?: readonly string[];
  readonly postalCodes?: readonly string[];
  readonly serialNumber?: string;
}

/** Names and addresses that a CA may, or may not, sign for, by cert-manager's names. */
export interface ConstrainedNames {
  /** `example.com` stands for itself and all below it. */
  readonly dnsDomains?: readonly string[];
  /** CIDR: `10.0.0.0/8`. */
  readonly ipRanges?: readonly string[];
}

/** As in cert-manager's Certificate: callers refuse a leaf whose names break them. cert-manager itself signs it. */
export interface NameConstraintsSpec {
  readonly critical?: boolean;
  readonly permitted?: ConstrainedNames;
  readonly excluded?: ConstrainedNames;
}

export interface PrivateKeySpec {
  /** Default RSA. */
  readonly algorithm?: "RSA" | "ECDSA" | "Ed25519";
  /** Bits; default 4096 for RSA, 384 for ECDSA. */
  readonly size?: number;
  /** Default PKCS1; PKCS8 for Ed25519. */
  readonly encoding?: "PKCS1" | "PKCS8";
}

/**
 * How a private CA signs in clusters that did not make it: an Issuer there signs with the same key, which a person carries as a
 * Secret into the workload's namespace (sealed, by External Secrets, by SOPS).
 */
export interface CarriedSpec {
  /** The cluster that makes its generations. */
  readonly from: string;
  /** The Secret with `tls.crt` and `tls.key` of each generation that signs elsewhere. */
  readonly secrets: Readonly<Record<string, string>>;
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
  readonly privateKey?: PrivateKeySpec;
  /** Go duration of the roots; default ten years. */
  readonly duration?: string;
  /** Between root and leaves: an intermediate CA per generation, which signs them. Its duration is by default five years. */
  readonly intermediate?: { readonly duration?: string };
  /** Stand on the roots. Needs cert-manager 1.17. */
  readonly nameConstraints?: NameConstraintsSpec;
  /** Leaves: duration (default 2160h, 90 days) and renewBefore (default 720h, 30 days), or a policy. */
  readonly leaves?: LeavesSpec;
  /**
   * The public certificates of trusted generations, once they are there. Trust then stands in git, where a person reads
   * it, and can be carried to other clusters; without them a Job copies it inside the cluster.
   */
  readonly roots?: RootsSpec;
  /** Needs `roots`. */
  readonly clusterTrustBundle?: ClusterTrustBundleSpec;
  /** Where workloads of several clusters have leaves from it. Needs `roots`. */
  readonly carried?: CarriedSpec;
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
  readonly intermediate?: { readonly duration: string };
  readonly nameConstraints?: NameConstraintsSpec;
  readonly leaves: Leaves;
  readonly roots?: RootsSpec;
  readonly clusterTrustBundle?: { readonly slots: number };
  readonly carried?: CarriedSpec;
  readonly shared?: { readonly reason: string };
}

/** The Secret that holds the key of the generation that signs, where a person carries it into this cluster since another made it. */
export function carriedSecret({ carried, signsWith }: PrivateCA, cluster: string): string | undefined {
  return carried === undefined || carried.from === cluster ? undefined : carried.secrets[signsWith];
}
