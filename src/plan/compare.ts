import type { Compiled } from "../compile.ts";
import type { ProveOptions } from "../prove/proof.ts";
import type { Choice, Facts, Strategy, WorkloadStrategies } from "../report/strategies/strategies.ts";
import { candidates } from "./candidates.ts";
import { compareFacts } from "./compare-facts.ts";
import { hairpinsOf } from "./cures.ts";
import type { Given } from "./given.ts";
import { reasons } from "./reasons.ts";
import { type Try, tryingFor } from "./try.ts";

/** Every combination that a workload could choose, compiled and proven: the admissible ones best first, then the others. */
export async function compareStrategies(given: Given, compiled: Compiled, options: ProveOptions = {}): Promise<WorkloadStrategies> {
  const attempt = tryingFor(given, compiled, options);
  const tried: Strategy[] = [];
  for (const { choice, current, changes } of candidates(given)) tried.push({ choice, current, changes, ...(await attempt(changes)) });
  const { workload, cluster, spec, clients } = given;
  return {
    workload: workload.name,
    cluster: cluster.name,
    file: spec.file,
    clients: clients.length,
    strategies: ranked(tried),
    hairpins: await hairpinsOfBoth(given, attempt),
  };
}

async function hairpinsOfBoth(given: Given, attempt: Try): Promise<WorkloadStrategies["hairpins"]> {
  const both = [await hairpinsOf(given, "servers", attempt), await hairpinsOf(given, "clients", attempt)];
  return both.filter(({ count }) => count > 0);
}

function ranked(tried: readonly Strategy[]): readonly Strategy[] {
  const admissible = tried.flatMap((strategy) => (strategy.facts ? [{ strategy, facts: strategy.facts }] : []));
  const order = admissible.sort((a, b) => compareRows(a.strategy, a.facts, b.strategy, b.facts));
  const rows = order.map(({ strategy, facts }, index): Strategy => ({ ...strategy, rank: index + 1, reasons: reasons(facts) }));
  return [...rows, ...tried.filter(({ facts }) => facts === undefined)];
}

/** By facts; of two that are equal in them, what can be had as it stands, what is there already, what runs fewer programs, what changes less. */
function compareRows(a: Strategy, factsOfA: Facts, b: Strategy, factsOfB: Facts): number {
  return (
    compareFacts(factsOfA, factsOfB) ||
    toSay(a) - toSay(b) ||
    Number(b.current) - Number(a.current) ||
    factsOfA.programs - factsOfB.programs ||
    a.changes.length - b.changes.length ||
    text(a.choice).localeCompare(text(b.choice))
  );
}

function toSay({ changes }: Strategy): number {
  return changes.filter((change) => change.toSay !== undefined).length;
}

function text({ internode, clients, certificates }: Choice): string {
  return `${certificates.by} ${internode} ${clients}`;
}
