/** How strongly a rule about foreign software is known. A verdict is as strong as its weakest rule. */
export type Evidence = "lab" | "source" | "documentation" | "assumed";

/** Strongest first. */
export const EVIDENCE_ORDER: readonly Evidence[] = ["lab", "source", "documentation", "assumed"];

/** A statement about foreign software that the proof relies on, and where it was found. */
export interface Rule {
  /** Stable, for example `kurrentdb/reserved-cn`. */
  readonly id: string;
  readonly evidence: Evidence;
  /** Document, source file or lab test, as a person would look it up. */
  readonly source: string;
}

/** All rules that a statement relies on, first the one that decides it. */
export type Rules = readonly [Rule, ...Rule[]];

/** The weakest of the given levels; `lab` when none is given. */
export function weakest(levels: Iterable<Evidence>): Evidence {
  let worst = 0;
  for (const level of levels) worst = Math.max(worst, EVIDENCE_ORDER.indexOf(level));
  return EVIDENCE_ORDER[worst] ?? "assumed";
}
