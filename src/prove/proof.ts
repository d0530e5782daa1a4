import type { World } from "../world/world.ts";
import { checks } from "./checks/all.ts";
import type { Finding } from "./findings/finding.ts";
import { findingsOfDials } from "./findings/of-dials.ts";
import { sortFindings } from "./findings/sort.ts";
import { proveState } from "./state.ts";
import type { Trace } from "./trace.ts";

/** What the proof of a World found: every dial, followed, and all that is wrong. */
export interface Proof {
  readonly kind: "proof";
  readonly world: World;
  readonly traces: readonly Trace[];
  readonly findings: readonly Finding[];
}

/** Proves the state of a World. Pure. */
export function prove(world: World): Proof {
  const traces = proveState(world);
  const findings = sortFindings([...findingsOfDials(world, traces), ...checks.flatMap((check) => check(world, traces))], world);
  return { kind: "proof", world, traces, findings };
}
