import { type Compiled, compileSpecs, type SpecData } from "../compile.ts";
import { rowOf } from "../prove/findings/catalogue.ts";
import type { Finding } from "../prove/findings/finding.ts";
import type { ProveOptions } from "../prove/proof.ts";
import type { Change, Facts, Verdict } from "../report/strategies/strategies.ts";
import { placeKey } from "../terms/place.ts";
import { withValue } from "./edit.ts";
import { factsOf } from "./facts.ts";
import type { Given } from "./given.ts";
import { concerns, scopeOf } from "./scope.ts";

/** What changes to a spec come to. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Where it is admissible. */
  readonly facts?: Facts;
}

/** Compiles and proves specs with changes, each set of changes once. */
export type Try = (changes: readonly Change[]) => Promise<Outcome>;

/**
 * Tries changes to the spec of a workload: all specs are compiled and proven again, as if somebody had written them so.
 * An error counts if it is about the workload or its clients, or if it is not there without the changes.
 */
export function tryingFor(given: Given, compiled: Compiled, options: ProveOptions): Try {
  const known = new Map<string, Promise<Outcome>>();
  const before = new Set(errorsOf(compiled).map(keyOf));
  return (changes) => {
    const key = JSON.stringify(changes);
    const found = known.get(key) ?? tryChanges(given, compiled, changes, before, options);
    known.set(key, found);
    return found;
  };
}

async function tryChanges(
  given: Given,
  base: Compiled,
  changes: readonly Change[],
  before: ReadonlySet<string>,
  options: ProveOptions,
): Promise<Outcome> {
  const specs = base.specs.map((spec) => changed(spec, changes, spec === given.spec));
  const compiled = changes.length === 0 ? base : await compileSpecs(specs, options);
  if (compiled.kind === "wrong") {
    const [{ path, message, hint }] = compiled.problems as readonly [(typeof compiled.problems)[number]];
    return { verdict: { kind: "refused", path, message, ...(hint === undefined ? {} : { hint }) } };
  }
  const scope = scopeOf(given, compiled.proof.world, compiled.topologies);
  const own = compiled.proof.findings.filter((finding) => concerns(finding, scope));
  const errors = errorsOf(compiled).filter((finding) => own.includes(finding) || !before.has(keyOf(finding)));
  if (errors.length > 0) return { verdict: brokenBy(errors, compiled) };
  const warnings = own.filter(({ severity }) => severity === "warning").map(({ code }) => code);
  return { verdict: { kind: "admissible" }, facts: factsOf(compiled.proof, scope, [...new Set(warnings)]) };
}

/** Clusters may be shared by several specs, which then have to agree. */
function changed(spec: SpecData, changes: readonly Change[], own: boolean): SpecData {
  const mine = changes.filter(({ path: [field, name] }) => own || (field === "clusters" && hasCluster(spec, name)));
  if (mine.length === 0) return spec;
  const { file, name } = spec;
  return { file, name, data: mine.reduce<unknown>((data, { path, after }) => withValue(data, path, after), spec.data) };
}

function hasCluster({ data }: SpecData, name: string | number | undefined): boolean {
  const { clusters } = data as { clusters?: Readonly<Record<string, unknown>> };
  return name !== undefined && clusters?.[name] !== undefined;
}

function errorsOf({ proof }: Compiled): readonly Finding[] {
  return proof.findings.filter(({ severity }) => severity === "error");
}

function keyOf({ code, cause }: Finding): string {
  return `${code} ${placeKey(cause)}`;
}

function brokenBy(errors: readonly Finding[], { proof }: Compiled): Verdict {
  const [first, ...others] = errors as readonly [Finding, ...Finding[]];
  const [trace] = first.traces;
  const dial = trace && {
    from: proof.world.processes.get(trace.dial.from)?.label ?? trace.dial.from,
    to: `${trace.dial.to.host}:${trace.dial.to.port}`,
    purpose: trace.dial.purpose,
  };
  return {
    kind: "broken",
    code: first.code,
    title: rowOf(first.code).title(first.values),
    ...(dial ? { dial } : {}),
    dials: first.traces.length,
    others: [...new Set(others.map(({ code }) => code))],
  };
}
