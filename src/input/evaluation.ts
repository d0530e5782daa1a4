/** What the parent and the child process that evaluates specs say to each other, as JSON. */

/** One bundled spec. */
export interface EvaluationJob {
  /** The spec's file, relative to the project. */
  readonly file: string;
  /** An IIFE that leaves the module's exports in the global `__trueline_spec`. */
  readonly code: string;
  /** Paths into the default export whose positions are wanted; needs an instrumented bundle. */
  readonly locate?: readonly (readonly (string | number)[])[];
}

/** What the child reads from its standard input. */
export interface EvaluationRequest {
  readonly jobs: readonly EvaluationJob[];
  /** Of each spec. */
  readonly timeLimitSeconds: number;
  /** For instrumented bundles: the literals by their ids. */
  readonly literals?: Readonly<Record<string, Literal>>;
}

/** A stretch of source: module, and offsets in UTF-16 units. */
export interface Span {
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

/** An object or array literal as it stands in the source. */
export interface Literal extends Span {
  readonly array: boolean;
  readonly entries: readonly LiteralEntry[];
}

/** A property, element or spread of a literal. `key` is absent for computed keys, spreads, elements and holes. */
export interface LiteralEntry {
  readonly kind: "property" | "computed" | "spread" | "element" | "hole";
  readonly key?: string;
  readonly start: number;
  readonly end: number;
}

/** Where a value was found: `near` when only something that encloses or makes it is known. */
export interface FoundSpan extends Span {
  readonly near: boolean;
}

/** A value in a spec's result that is no plain data. */
export interface DataProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** One line of the child's standard output per job, in the jobs' order. */
export type EvaluationAnswer =
  | { readonly kind: "nothing" }
  | { readonly kind: "data"; readonly data: unknown; readonly found?: readonly (FoundSpan | null)[] }
  | { readonly kind: "notData"; readonly problems: readonly DataProblem[]; readonly found?: readonly (FoundSpan | null)[] }
  | { readonly kind: "timeout" }
  | {
      readonly kind: "threw";
      readonly message: string;
      /** Positions in the bundle, innermost first: line and column from 1. */
      readonly frames: readonly { readonly line: number; readonly column: number }[];
    };
