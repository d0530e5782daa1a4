import type { Rule } from "../terms/evidence.ts";
import type { Place } from "../terms/place.ts";

/**
 * Identity of a private key: the Secret that holds it (`secret:...`), a public or other ACME authority (`public:...`, `acme:...`), for
 * a key that PEM shows the hash of its public half (`pem:...`), or the name of an issuer that nothing shows (`issuer:...`).
 */
export type KeyId = string & { readonly __: "KeyId" };

/** X.509 key usages and extended key usages by cert-manager's names, such as `digital signature` or `client auth`. */
export type Usage = string;

/** Seconds of validity, and how long before its end cert-manager renews. */
export interface Lifetime {
  readonly durationSeconds: number;
  readonly renewBeforeSeconds: number;
}

/** When a certificate whose PEM is known is valid: milliseconds since 1970 (UTC), both ends included. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The DNS names and address ranges (CIDR) that a CA may, and may not, sign for. Absent permitted ones: any. Source: RFC 5280, 4.2.1.10. */
export interface NameConstraints {
  readonly permitted: { readonly dnsDomains?: readonly string[]; readonly ipRanges?: readonly string[] };
  readonly excluded: { readonly dnsDomains?: readonly string[]; readonly ipRanges?: readonly string[] };
  /** Kinds of names that are constrained too, and not looked at here: `directory name`. */
  readonly unread?: readonly string[];
}

/** A certificate, symbolically: which key it binds to which names, and which key signed it. */
export interface Certificate {
  readonly kind: "certificate";
  /** The Certificate object (or the PEM) it comes from. */
  readonly place: Place;
  readonly key: KeyId;
  readonly signedBy: KeyId;
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ips: readonly string[];
  /** Empty when there is neither a KeyUsage nor an ExtendedKeyUsage extension. */
  readonly usages: readonly Usage[];
  readonly algorithm: "RSA" | "ECDSA" | "Ed25519";
  readonly ca: boolean;
  readonly lifetime: Lifetime;
  /** Only of a certificate that was read from PEM: cert-manager decides the dates of all others when it issues them. */
  readonly validity?: Validity;
  readonly nameConstraints?: NameConstraints;
  /** SHA-256 of its DER, in lower-case hex. Only of a certificate that was read from PEM. */
  readonly fingerprint?: string;
  /** What people call who signed it, where no object of the manifests stands for that key. */
  readonly signer?: string;
  /** What people call it: `orders-node-tls`, `ordersNodes g1`. */
  readonly label: string;
  /** By which rule it was issued as it is. */
  readonly rule: Rule;
}

/** The roots that a program verifies others against. */
export interface TrustStore {
  readonly place: Place;
  readonly roots: readonly Certificate[];
  /** What the program will not load. */
  readonly refused: readonly Place[];
  /** Also everything that public authorities sign. */
  readonly publicRoots: boolean;
  /** All rules by which these are the roots: how the program loads them, how they came to stand there and were issued. */
  readonly rules: readonly Rule[];
}

/**
 * When a program takes in a changed file: at each handshake, because it watches the file, because something signals it,
 * because something restarts it when the file changes, or whenever it happens to start.
 */
export type Uptake = "handshake" | "watch" | "signal" | "restart" | "start";

/** One side of a TLS connection. */
export interface Party {
  /** The certificate it presents, leaf first. */
  readonly leaf?: readonly Certificate[];
  readonly trust?: TrustStore;
  /** Where a certificate is presented whose content is not known, since somebody else brings it. */
  readonly unreadLeaf?: Place;
  /** A name that is also accepted on the certificate of a server that it dials by address. */
  readonly otherName?: string;
  /** Which program's rules it verifies by: a key of `programs/verifiers.ts`. */
  readonly verifier: string;
  readonly uptake: Readonly<Record<"leaf" | "trust", Uptake>>;
  /** Why what is there to make it take in changed files does not. */
  readonly hindrance?: Readonly<Partial<Record<"leaf" | "trust", Hindrance>>>;
}

/** Something that was meant to make a program take in changed files, and does not. */
export interface Hindrance {
  /** A sentence without its full stop. */
  readonly why: string;
  /** The value to change, where one value says it. */
  readonly place?: Place;
}

/** Demands on callers beyond a trusted chain. */
export interface CallerDemands {
  /** The common name that a caller's certificate must match. Absent: the own leaf's. */
  readonly commonName?: string;
  /** Where that demand stands. */
  readonly place: Place;
  /** Whether an extended key usage extension must hold `client auth`. */
  readonly clientAuth: boolean;
}
