import { placeKey } from "../terms/place.ts";
import { writtenPlace } from "../world/operators/derived.ts";
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
const MOOT_BESIDE: Readonly<Record<string, string>> = { TL5102: "TL3101", TL4507: "TL4203" };

/** What a proof takes besides a World. */
export interface ProveOptions {
  /** When it is, in milliseconds since 1970: what certificates read from PEM are valid then. Absent: their dates are not looked at. */
  readonly asOf?: number;
}

/** A finding with the values that a person can change, where operators make the objects that it was found in. */
function atWrittenPlaces(finding: Finding, { derived }: World): Finding {
  if (derived.size === 0) return finding;
  const written = new Map(finding.related.map((each) => writtenPlace(each, derived)).map((each) => [placeKey(each), each]));
  const cause = writtenPlace(finding.cause, derived);
  written.delete(placeKey(cause));
  return { ...finding, cause, related: [...written.values()] };
}

/** Proves the state of a World. Pure. */
export function prove(world: World, options: ProveOptions = {}): Proof {
  const traces = proveState(world, options.asOf);
  const broken = findingsOfDials(world, traces);
  const said = new Set(broken.map((finding) => `${finding.code} ${placeKey(finding.cause)}`));
  const isSaid = ({ code, cause }: Finding) =>
    said.has(`${code} ${placeKey(cause)}`) || said.has(`${MOOT_BESIDE[code]} ${placeKey(cause)}`);
  const truths = checks.flatMap((check) => check(world, traces, options)).filter((finding) => !isSaid(finding));
  const findings = sortFindings(
    [...broken, ...truths].map((finding) => atWrittenPlaces(finding, world)),
    world,
  );
  return { kind: "proof", world, traces, findings };
}
