import type { Severity, Values } from "./finding.ts";

/** One row of the catalogue of findings. */
export interface CatalogueRow {
  readonly code: `TL${number}`;
  readonly severity: Severity;
  /** One line: what is wrong, in the user's words. Lower case, without a full stop. */
  readonly title: (values: Values) => string;
  /** Why it matters: one to three sentences. */
  readonly why: (values: Values) => string;
  /** What to change: a sentence or two. */
  readonly change: (values: Values) => string;
}

/** A catalogue row. */
export function row(
  code: `TL${number}`,
  severity: Severity,
  title: string | ((values: Values) => string),
  why: string | ((values: Values) => string),
  change: string | ((values: Values) => string),
): CatalogueRow {
  const text = (value: string | ((values: Values) => string)) => (typeof value === "string" ? () => value : value);
  return { code, severity, title: text(title), why: text(why), change: text(change) };
}
