import type { Severity } from "../../../src/prove/findings/finding.ts";
import type { HopName } from "../../../src/prove/trace.ts";
import type { Draft } from "../fixture.ts";

type Edit = (draft: Draft) => void;

/** Manifests that lead to a finding, and their twin that does not. */
export interface Case {
  readonly code: `TL${number}`;
  /** What is wrong in the bad manifests. */
  readonly title: string;
  /** Changes of the base that both have. */
  readonly given?: Edit;
  readonly bad: Edit;
  /** What is otherwise in the twin; absent: nothing on top of `given`. */
  readonly twin?: Edit;
  /** Of the finding; absent: that of the catalogue. */
  readonly severity?: Severity;
  /** For a finding of dials: the hops at which they end. */
  readonly hops?: readonly HopName[];
  /** The value to change, as `Kind name path`. */
  readonly at: string;
  /** Other findings that the bad manifests have, besides. */
  readonly also?: readonly `TL${number}`[];
  /** Findings of the twin; absent: none. */
  readonly twinHas?: readonly `TL${number}`[];
}
