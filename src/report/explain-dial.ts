import type { Proof } from "../prove/proof.ts";
import type { Trace } from "../prove/trace.ts";
import { EVIDENCE_ORDER } from "../terms/evidence.ts";
import type { World } from "../world/world.ts";
import { ruleInWords, traceLines } from "./finding-text.ts";
import { plain, type Style } from "./style.ts";
import { unknownName } from "./unknown-name.ts";
import { count, wrap } from "./wrap.ts";

/** What `explain dial` answers: the dials, or why there are none, as a text. */
export type Explained = { readonly kind: "explained"; readonly text: string } | { readonly kind: "no-such"; readonly text: string };

/**
 * All dials from one process to another, hop by hop, each with the rule that decides it, and what else the dial relies on.
 *
 * @param from a process: its label (a pod's name), id, or the unit it belongs to
 * @param to a process likewise, or a dialled host or host:port
 */
export function explainDial(proof: Proof, from: string, to: string, style: Style = plain): Explained {
  const { world, traces } = proof;
  const callers = processesCalled(world, from);
  if (callers.size === 0) return { kind: "no-such", text: unknownName("process", from, labels(proof)) };
  const callees = processesCalled(world, to);
  const hosts = new Set(traces.flatMap(({ dial }) => [dial.to.host, `${dial.to.host}:${dial.to.port}`]));
  if (callees.size === 0 && !hosts.has(to))
    return { kind: "no-such", text: unknownName("process or dialled host", to, [...labels(proof), ...hosts]) };
  const found = traces.filter((trace) => callers.has(trace.dial.from) && reaches(trace, to, callees, world));
  if (found.length === 0)
    return {
      kind: "no-such",
      text: noneText(
        from,
        to,
        traces.filter(({ dial }) => callers.has(dial.from)),
      ),
    };
  const blocks = found.map((trace) => [...traceLines(trace, world, style, true), ...furtherRules(trace), `  ${verdict(trace)}`].join("\n"));
  return { kind: "explained", text: `${blocks.join("\n\n")}\n` };
}

function processesCalled(world: World, name: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const process of world.processes.values()) {
    const unit = world.manifests.get(process.place.object)?.unit;
    if (process.id === name || process.label === name || unit === name || process.id === `outside/${name}`) ids.add(process.id);
  }
  return ids;
}

/** What people call the processes that dial or are dialled. */
function labels({ world, traces }: Proof): readonly string[] {
  const ids = new Set(traces.flatMap((trace) => [trace.dial.from, ...trace.reached]));
  return [...new Set([...ids].map((id) => world.processes.get(id)?.label ?? id))].sort();
}

/** Whether a dial goes there: it arrived there, or it is to a name under which something there is advertised. */
function reaches({ dial, reached }: Trace, to: string, callees: ReadonlySet<string>, world: World): boolean {
  if (dial.to.host === to || `${dial.to.host}:${dial.to.port}` === to) return true;
  if (reached.some((id) => callees.has(id))) return true;
  return [...callees].some((id) =>
    world.processes
      .get(id)
      ?.listeners.some((listener) =>
        listener.advertises.some(({ endpoint }) => endpoint.host === dial.to.host && endpoint.port === dial.to.port),
      ),
  );
}

/** Each rule once that the dial relies on, besides those that decide its hops, weakest first: the verdict is no stronger. */
function furtherRules({ dial, steps }: Trace): readonly string[] {
  const shown = new Set(steps.map((step) => step.rules[0]));
  const others = [...new Set([dial.rule, ...steps.flatMap((step) => step.rules)])].filter((rule) => !shown.has(rule));
  const weakestFirst = others.sort((a, b) => EVIDENCE_ORDER.indexOf(b.evidence) - EVIDENCE_ORDER.indexOf(a.evidence));
  return others.length === 0
    ? []
    : ["    relies also on", ...weakestFirst.flatMap((rule) => wrap(ruleInWords(rule), "      ", "        "))];
}

function verdict(trace: Trace): string {
  const path = trace.path === "direct" ? "" : `, ${trace.path}`;
  if (trace.disposition === "proven") return `proven (${trace.evidence})${path}`;
  return trace.disposition === "assumed"
    ? `assumed${path}`
    : `${trace.disposition === "unknown" ? "" : "broken: "}${trace.disposition.replaceAll("-", " ")}${path}`;
}

function noneText(from: string, to: string, dials: readonly Trace[]): string {
  const hosts = [...new Set(dials.map(({ dial }) => `${dial.to.host}:${dial.to.port}`))];
  const list =
    hosts.length === 0
      ? `${from} dials nobody.`
      : `${from} has ${count(dials.length, "dial")}: ${hosts.slice(0, 12).join(", ")}${hosts.length > 12 ? ", …" : ""}.`;
  return `${wrap(`${from} does not dial ${to}. ${list}`, "", "  ").join("\n")}\n`;
}
