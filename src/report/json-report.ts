import type { Problem } from "../input/problem.ts";
import { rowOf } from "../prove/findings/catalogue.ts";
import type { Finding } from "../prove/findings/finding.ts";
import type { Trace } from "../prove/trace.ts";
import { formatPath, type Place, placeKey } from "../terms/place.ts";
import type { Positions } from "./positions.ts";
import { countFindings, isOk, isStale, type Report, type StaleFiles } from "./report.ts";
import { countDials, summarise } from "./summary.ts";

/** A run's result for programs: `version: 1`. Fields are added, never changed, within a version. */
export function jsonReport(report: Report): string {
  const { proof, positions, files, stale } = report;
  return text({
    version: 1,
    kind: report.kind,
    ok: isOk(report),
    summary: {
      ...countFindings(report),
      dials: countDials(proof.traces),
      workloads: summarise(proof),
      ...(files ? { files } : {}),
      ...(stale ? { stale: { missing: stale.missing, changed: stale.changed, extra: stale.extra } } : {}),
    },
    findings: [
      ...proof.findings.map((finding) => findingData(finding, positions)),
      ...(stale && isStale(stale) ? [staleData(stale, report.dist)] : []),
    ],
    problems: (report.refusals ?? []).map((message) => ({ file: report.dist, message })),
  });
}

/** Wrong specs for programs. Has the same fields as every other result. */
export function jsonProblems(kind: Report["kind"], problems: readonly Problem[]): string {
  return text({ version: 1, kind, ok: false, summary: null, findings: [], problems });
}

function text(data: unknown): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function findingData(finding: Finding, positions: Positions): object {
  const row = rowOf(finding.code);
  return {
    code: finding.code,
    severity: finding.severity,
    title: row.title(finding.values),
    why: row.why(finding.values),
    change: row.change(finding.values),
    cause: placeData(finding.cause, positions),
    related: finding.related.map((place) => placeData(place, positions)),
    traces: finding.traces.map(traceData),
  };
}

function placeData(place: Place, positions: Positions): object {
  return { object: place.object, path: formatPath(place.path), ...positions.get(placeKey(place)) };
}

function staleData(stale: StaleFiles, dist: string): object {
  const row = rowOf("TL8001");
  return {
    code: row.code,
    severity: row.severity,
    title: row.title({}),
    why: row.why({}),
    change: row.change({}),
    cause: { file: dist, near: true },
    related: [...stale.missing, ...stale.changed, ...stale.extra].map((path) => ({ file: `${dist}/${path}`, near: false })),
    traces: [],
    conflicts: stale.conflicts,
  };
}

/** A dial and its hops as data. */
function traceData({ dial, disposition, evidence, path, reached, steps }: Trace): object {
  return {
    dial: { id: dial.id, from: dial.from, to: { host: dial.to.host, port: dial.to.port }, protocol: dial.protocol, purpose: dial.purpose },
    disposition,
    evidence,
    path,
    reached,
    steps: steps.map(({ hop, ok, text: words, failure, rules }) => ({
      hop,
      ok,
      text: words,
      ...(failure ? { failure } : {}),
      rule: rules[0],
      rules,
    })),
  };
}
