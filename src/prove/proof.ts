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

/** Truths that are moot where dials break by the same value: what the first says, the second says with its evidence. */
const MOOT_BESIDE: Readonly<Record<string, string>> = { TL5102: "TL3101" };

/** Proves the state of a World. Pure. */
export function prove(world: World): Proof {
  const traces = proveState(world);
  const broken = findingsOfDials(world, traces);
  const said = new Set(broken.map((finding) => `${finding.code} ${placeKey(finding.cause)}`));
  const isSaid = ({ code, cause }: Finding) =>
    said.has(`${code} ${placeKey(cause)}`) || said.has(`${MOOT_BESIDE[code]} ${placeKey(cause)}`);
  const truths = checks.flatMap((check) => check(world, traces)).filter((finding) => !isSaid(finding));
  const findings = sortFindings([...broken, ...truths], world);
  return { kind: "proof", world, traces, findings };
}
