import { specPathOf } from "../../terms/manifest.ts";
import { formatPath, type Place, placeKey } from "../../terms/place.ts";
import type { World } from "../../world/world.ts";
import type { Finding, Severity } from "./finding.ts";

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * Orders findings for printing: errors first, those that break most dials first, then by code and place. Findings of
 * one code that the same value is to be changed for become one: the same place or, for compiled objects, the same
 * property of the spec.
 */
export function sortFindings(findings: readonly Finding[], world: World): readonly Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.severity} ${writtenAt(finding.cause, world)}`;
    const known = byKey.get(key);
    byKey.set(key, known ? merge(known, finding) : finding);
  }
  return [...byKey.entries()]
    .sort(([a, x], [b, y]) => ORDER[x.severity] - ORDER[y.severity] || y.traces.length - x.traces.length || (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
}

/** Where a person wrote the value that stands at a place. */
function writtenAt(cause: Place, world: World): string {
  const origin = world.manifests.get(cause.object)?.origin;
  return origin?.kind === "spec" ? `${origin.topology}:${formatPath(specPathOf(origin, cause.path))}` : placeKey(cause);
}

function merge(first: Finding, second: Finding): Finding {
  const [main, other] = first.traces.length >= second.traces.length ? [first, second] : [second, first];
  const places = new Map([...main.related, other.cause, ...other.related].map((each) => [placeKey(each), each]));
  places.delete(placeKey(main.cause));
  const traces = new Map([...main.traces, ...other.traces].map((trace) => [trace.dial.id, trace]));
  return { ...main, related: [...places.values()], traces: [...traces.values()] };
}
