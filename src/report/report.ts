import type { Finding } from "../prove/findings/finding.ts";
import type { Proof } from "../prove/proof.ts";
import type { Positions } from "./positions.ts";
import { countDials } from "./summary.ts";

/** Files by path below `dist/`, after writing. */
export interface FilesWritten {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  readonly foreign: readonly string[];
  readonly handEdited: readonly string[];
}

/** How a `dist/` differs from what the specs compile to, by path below it. */
export interface StaleFiles {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly extra: readonly string[];
  readonly conflicts: readonly string[];
}

/** What a run that came to a proof has to say. */
export interface Report {
  readonly kind: "check" | "synth";
  readonly proof: Proof;
  readonly positions: Positions;
  /** Warnings and unknown dials fail too. */
  readonly strict: boolean;
  /** The output folder as the person calls it. */
  readonly dist: string;
  /** For a check of specs: how `dist/` differs. Absent for a folder of anybody's manifests. */
  readonly stale?: StaleFiles;
  /** For a synth whose proof holds. */
  readonly files?: FilesWritten;
  /** Why a proven result was not written: full sentences. */
  readonly refusals?: readonly string[];
}

/** Whether all files are as they should be. */
export function isStale(stale: StaleFiles): boolean {
  return stale.missing.length + stale.changed.length + stale.extra.length + stale.conflicts.length > 0;
}

/** How many findings of each severity. A stale `dist/` is an error. */
export function countFindings(report: Report): { readonly errors: number; readonly warnings: number; readonly notes: number } {
  const of = (severity: Finding["severity"]): number => report.proof.findings.filter((finding) => finding.severity === severity).length;
  const stale = report.stale !== undefined && isStale(report.stale) ? 1 : 0;
  return { errors: of("error") + stale, warnings: of("warning"), notes: of("note") };
}

/** Whether the run found nothing that stops it: then the exit code is 0, else 1. */
export function isOk(report: Report): boolean {
  const { errors, warnings } = countFindings(report);
  if (errors > 0 || (report.refusals?.length ?? 0) > 0) return false;
  return !report.strict || (warnings === 0 && countDials(report.proof.traces).unknown === 0);
}
