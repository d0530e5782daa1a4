/**
 * Roots as PEM texts by generation, public certificates only: `{ g1: ordersG1 }` with
 * `import ordersG1 from "../pki/orders-g1.pem"`. `trueline import-ca` fetches them.
 */
export type RootsSpec = Readonly<Record<string, string>>;

/**
 * Hands roots to servers as ClusterTrustBundles in place of a ConfigMap: one object per slot, and pods that mount all
 * slots from the beginning, so that a root more is an object more and no change of a pod.
 */
export interface ClusterTrustBundleSpec {
  /** How many roots may be trusted at once without a restart; default 4. */
  readonly slots?: number;
}

/** Roots of an authority whose certificates nobody makes here, and which of them count. */
export interface GivenRootsSpec {
  readonly roots: RootsSpec;
  /** Which generation its leaves chain to; default: the first. */
  readonly signsWith?: string;
  /** Which generations are trusted; default: all. */
  readonly trusted?: readonly string[];
  readonly clusterTrustBundle?: ClusterTrustBundleSpec;
}

/** The same with its defaults. */
export interface GivenRoots {
  /** The names of `roots`, in their order. */
  readonly generations: readonly string[];
  readonly roots: RootsSpec;
  readonly signsWith: string;
  readonly trusted: readonly string[];
  readonly clusterTrustBundle?: { readonly slots: number };
}
