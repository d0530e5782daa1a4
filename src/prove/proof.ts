import { placeKey } from "../terms/place.ts";
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
  const broken = findingsOfDials(world, traces);
  // What breaks dials is not said a second time as a truth about the same value.
  const said = new Set(broken.map((finding) => placeKey(finding.cause)));
  const truths = checks.flatMap((check) => check(world, traces)).filter((finding) => !said.has(placeKey(finding.cause)));
  const findings = sortFindings([...broken, ...truths], world);
  return { kind: "proof", world, traces, findings };
}
