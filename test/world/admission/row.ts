import type { Path } from "../../../src/terms/place.ts";

/** Part of an object's `spec`, put over a base that is fine. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A rule by which the API server never stores an object: the same object twice, of which one breaks the rule. They differ in
 * one value.
 */
export interface Row {
  /** The function in cert-manager's source that holds the rule, or `CRD` for the schema. */
  readonly from: string;
  readonly title: string;
  readonly bad: Fields;
  readonly good: Fields;
  /** Below `spec`, where the bad one is told of. */
  readonly path: Path;
}

/** A {@link Row} from its parts. */
export function row(from: string, title: string, bad: Fields, good: Fields, ...path: Path): Row {
  return { from, title, bad, good, path };
}
