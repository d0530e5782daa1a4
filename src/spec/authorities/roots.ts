/**
 * Roots as PEM texts by generation, public certificates only: `{ g1: ordersG1 }` with
 * `import ordersG1 from "../pki/orders-g1.pem"`. `trueline import-ca` fetches them.
 */
export type RootsSpec = Readonly<Record<string, string>>;

/** Roots of an authority whose certificates nobody makes here, and which of them count. */
export interface GivenRootsSpec {
  readonly roots: RootsSpec;
  /** Which generation its leaves chain to; default: the first. */
  readonly signsWith?: string;
  /** Which generations are trusted; default: all. */
  readonly trusted?: readonly string[];
}

/** The same with its defaults. */
export interface GivenRoots {
  /** The names of `roots`, in their order. */
  readonly generations: readonly string[];
  readonly roots: RootsSpec;
  readonly signsWith: string;
  readonly trusted: readonly string[];
}
