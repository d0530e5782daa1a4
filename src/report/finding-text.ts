import { rowOf } from "../prove/findings/catalogue.ts";
import type { Finding } from "../prove/findings/finding.ts";
import type { Step, Trace } from "../prove/trace.ts";
import type { Rule } from "../terms/evidence.ts";
import { parseObjectId } from "../terms/kube-object.ts";
import { formatPath, type Place, placeKey } from "../terms/place.ts";
import type { World } from "../world/world.ts";
import { formatPosition, type Position, type Positions, RELATED_SHOWN } from "./positions.ts";
import type { Style } from "./style.ts";
import { count, cut, WIDTH, withRemark, wrap } from "./wrap.ts";

/** A finding as lines: what is wrong, the line to change, the dial as evidence, the change. */
export function findingLines(finding: Finding, world: World, positions: Positions, style: Style): readonly string[] {
  const row = rowOf(finding.code);
  const position = positions.get(placeKey(finding.cause));
  const [trace, ...others] = finding.traces;
  const head = `${finding.severity} ${finding.code}  `;
  const title = wrap(row.title(finding.values), head, " ".repeat(head.length)).map((line, index) =>
    index > 0 ? line : `${severityWord(finding, style)} ${style.strong(finding.code)}${line.slice(head.length - 2)}`,
  );
  const lines = [...title];
  if (position) lines.push(positionLine("  ", position, style));
  if (!position || !trace) lines.push(...wrap(placeInWords(finding.cause), "  in ", "     "));
  if (trace) lines.push(...traceLines(trace, world, style));
  else lines.push(...relatedLines(finding, positions, style), ...wrap(row.why(finding.values), "  "));
  if (others.length > 0) lines.push(`  and ${others.length === 1 ? "1 more dial" : `${others.length} more dials`}.`);
  lines.push(...withRemark(wrap(`Change: ${row.change(finding.values)}`, "  "), `trueline explain code ${finding.code}`, "  "));
  return lines;
}

function severityWord(finding: Finding, style: Style): string {
  if (finding.severity === "error") return style.bad("error");
  return finding.severity === "warning" ? style.careful("warning") : style.quiet("note");
}

/** `specs/orders.ts:21:9   fqdnTemplate: "{podName}.{domain}"`, the source cut to what fits. */
function positionLine(indent: string, position: Position, style: Style): string {
  const at = formatPosition(position);
  const room = WIDTH - indent.length - at.length - 3;
  const source = position.text === undefined || room < 10 ? "" : `   ${cut(position.text, room)}`;
  return `${indent}${style.place(at)}${source}`;
}

/** `StatefulSet kurrent/orders of cluster east: spec.serviceName` */
function placeInWords(place: Place): string {
  const { cluster, kind, namespace, name } = parseObjectId(place.object);
  const path = place.path.length === 0 ? "" : `: ${formatPath(place.path)}`;
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`} of cluster ${cluster}${path}`;
}

/** Where the other values stand that are part of it; those on the same line as the cause say nothing new. */
function relatedLines(finding: Finding, positions: Positions, style: Style): readonly string[] {
  const cause = positions.get(placeKey(finding.cause));
  const shown = new Set(cause ? [formatPosition(cause)] : []);
  return finding.related.slice(0, RELATED_SHOWN).flatMap((place) => {
    const position = positions.get(placeKey(place));
    const text = position ? formatPosition(position) : placeInWords(place);
    if (shown.has(text)) return [];
    shown.add(text);
    return position ? [positionLine("  see ", position, style)] : wrap(text, "  see ", "      ");
  });
}

/** A dial and its hops, the broken one with the rule that it breaks by. `everyRule`: each hop with the rule that decides it. */
export function traceLines(trace: Trace, world: World, style: Style, everyRule = false): readonly string[] {
  const column = 4 + Math.max(...trace.steps.map(({ hop }) => hop.length), "resolve".length) + 2;
  return [...wrap(dialInWords(trace, world), "  ", "    "), ...trace.steps.flatMap((step) => stepLines(step, column, style, everyRule))];
}

/** `orders-0 dials orders-1.example.com:2113 (gossip)` */
function dialInWords({ dial }: Trace, world: World): string {
  return `${world.processes.get(dial.from)?.label ?? dial.from} dials ${dial.to.host}:${dial.to.port} (${dial.purpose})`;
}

function stepLines(step: Step, column: number, style: Style, everyRule: boolean): readonly string[] {
  const first = `    ${step.hop}`.padEnd(column);
  const rest = " ".repeat(step.ok ? column : column + 2);
  const text = wrap(step.text, step.ok ? first : `${first}✗ `, rest);
  const lines = everyRule || !step.ok ? withRemark(text, ruleInWords(step.rules[0]), rest) : text;
  return step.ok ? lines : lines.map((line, index) => (index === 0 ? line.replace("✗", style.bad("✗")) : line));
}

/** `source: github.com/coredns/coredns, plugin/rewrite/name.go` */
export function ruleInWords({ evidence, source }: Rule): string {
  return `${evidence}: ${source}`;
}

/** `1 error, 2 warnings`, and notes where there are any. */
export function countsInWords(counts: { readonly errors: number; readonly warnings: number; readonly notes: number }): string {
  const notes = counts.notes === 0 ? "" : `, ${count(counts.notes, "note")}`;
  return `${count(counts.errors, "error")}, ${count(counts.warnings, "warning")}${notes}`;
}
