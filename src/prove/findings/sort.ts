import { placeKey } from "../../terms/place.ts";
import type { Finding, Severity } from "./finding.ts";

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Orders findings for printing (errors first, then by code and place) and drops those that say the same twice. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.code} ${placeKey(finding.cause)}`;
    const known = byKey.get(key);
    if (!known || finding.traces.length > known.traces.length) byKey.set(key, finding);
  }
  return [...byKey.entries()]
    .sort(([a, x], [b, y]) => ORDER[x.severity] - ORDER[y.severity] || y.traces.length - x.traces.length || (a < b ? -1 : a > b ? 1 : 0))
    .map(([, finding]) => finding);
}
