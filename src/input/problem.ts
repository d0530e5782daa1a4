/** A way that the input is wrong, with its place in a file where it has one. */
export interface Problem {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** Whether the position is only the nearest that is known. */
  readonly near?: boolean;
  /** The text at the position. */
  readonly sourceLine?: string;
  readonly message: string;
  readonly hint?: string;
}
