import type { Place } from "../../terms/place.ts";
import type { World } from "../../world/world.ts";
import type { ProveOptions } from "../proof.ts";
import type { Trace } from "../trace.ts";

export type Severity = "error" | "warning" | "note";

/** Values for a finding's message, by name. */
export type Values = Readonly<Record<string, string>>;

/** A thing that is wrong, with its one cause and, where dials break, the evidence. */
export interface Finding {
  readonly code: `TL${number}`;
  readonly severity: Severity;
  /** The value to change. */
  readonly cause: Place;
  readonly related: readonly Place[];
  readonly values: Values;
  /** The dials that break by it, shortest explanation first. */
  readonly traces: readonly Trace[];
}

/** A truth about a World that is no dial; some look at how the dials went. */
export type Check = (world: World, traces: readonly Trace[], options: ProveOptions) => readonly Finding[];
