/** A way that the spec is wrong, found by a kind after its schema: a path inside the workload, and a full sentence. */
export interface SpecProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What to do about it: `Did you mean "orders"? Known: orders, shop.` */
  readonly hint?: string;
}
