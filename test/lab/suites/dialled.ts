import type { Trace } from "../../../src/prove/trace.ts";
import type { World } from "../../../src/world/world.ts";
import { readBehind } from "../dials/behind.ts";
import { compareProcess } from "../dials/compare.ts";
import type { ProgramsOptions } from "../dials/run-programs.ts";
import { runPrograms } from "../dials/run-programs.ts";
import type { SeenEnd } from "../dials/seen-ends.ts";
import { endsOf } from "../dials/seen-ends.ts";
import { throughProxies } from "../dials/through-proxy.ts";
import { readWays } from "../dials/ways.ts";
import { unwitnessed } from "../dials/witness.ts";
import type { Surroundings } from "../network/surroundings.ts";
import type { Row } from "./applied.ts";

/** What suite 2 works with. */
export interface DialledOptions extends Omit<ProgramsOptions, "world" | "calm"> {
  readonly name: string;
  readonly surroundings: Surroundings;
  /** The world that the prover read from the same objects, and what it says of each dial. */
  readonly proof: { readonly world: World; readonly traces: readonly Trace[] };
  readonly say: (line: string) => void;
}

/** What suite 2 found: rows for the table, and the traces that lab and prover agree on. */
export interface Dialled {
  readonly rows: readonly Row[];
  readonly agreed: readonly Trace[];
  /** How each dial ended and which way it took, by its id, whatever the prover says. */
  readonly ends: ReadonlyMap<string, SeenEnd>;
}

/** The programs that dial, by the prover's name for them, and what the lab runs in their place. */
const PROGRAMS: readonly (readonly [program: string, ran: string])[] = [
  ["kurrentdb", "KurrentDB's stand-in (source)"],
  ["kurrentdb-client", "the real client"],
];

/**
 * Suite 2: lets every program dial whom it dials, and compares with the prover: the list of dials, and how and where each ended.
 * The objects are applied already, and the pods run.
 */
export async function dialled(options: DialledOptions): Promise<Dialled> {
  const { name, proof, say, clusters, surroundings } = options;
  const started = performance.now();
  await Promise.all(clusters.map(({ clusterNetwork }) => clusterNetwork.clusterDNS.takeIn()));
  const { programs: seen, unsettled } = await runPrograms({
    ...options,
    world: proof.world,
    calm: () => surroundings.calm(options.patience),
  });
  const programs = new Map(
    [...seen].map(([id, program]) => [id, { ...program, seen: throughProxies(program.seen, surroundings.upstreamOf) }]),
  );
  const seconds = (performance.now() - started) / 1000;
  const behind = await readBehind({ clusters, surroundings });
  const wayTo = await readWays({ clusters, surroundings });
  const answers = [...clusters.flatMap((each) => each.clusterNetwork.clusterDNS.answers()), ...surroundings.answers()];
  const hostOf = (host: string): string => {
    const [, cluster, namespace = "", pod = ""] = /^pod:([^/]*)\/([^/]*)\/(.*)$/.exec(host) ?? [];
    return clusters.find((each) => each.name === cluster)?.kubelet.pods.get(`${namespace}/${pod}`)?.address ?? host;
  };
  const rows: Row[] = [];
  const agreed: Trace[] = [];
  const traced = groupBy(proof.traces, (trace) => trace.dial.from);
  const ids = [...new Set([...programs.keys(), ...traced.keys()])];
  for (const [program, ran] of PROGRAMS) {
    const listing: string[] = [];
    const ending: string[] = [];
    const same: Trace[] = [];
    let total = 0;
    for (const id of ids.filter((each) => proof.world.processes.get(each)?.program === program)) {
      const traces = traced.get(id) ?? [];
      total += traces.length;
      const found = programs.get(id);
      if (found === undefined) {
        listing.push(`${id}: the prover lists ${traces.length} dials of it, and the lab does not run it`);
        continue;
      }
      const compared = compareProcess(id, traces, found.seen, behind(found.cluster), hostOf, wayTo(found.cluster));
      listing.push(...compared.listing);
      ending.push(...compared.ending, ...unwitnessed(found.seen, found.address, answers, found.rewritten));
      same.push(...compared.agreed.map(({ trace }) => trace));
    }
    if (total === 0 && listing.length === 0) continue;
    agreed.push(...same);
    const row = (check: string, problems: readonly string[]): Row => {
      const of = Math.max(total, problems.length);
      return { world: name, check, held: of - problems.length, of, problems, seconds: 0 };
    };
    // The time that all took is told once.
    rows.push({ ...row(`dials that ${ran} makes, and no others`, [...unsettled, ...listing]), seconds: rows.length === 0 ? seconds : 0 });
    rows.push({ ...row(`dials of ${ran} end as the prover says`, ending), dials: countByEvidence(same) });
  }
  const others = ids.filter((id) => PROGRAMS.every(([program]) => proof.world.processes.get(id)?.program !== program));
  if (others.length > 0) throw new Error(`programs that dial, and that the lab does not run: ${others.join(", ")}`);
  for (const row of rows) say(`${name}: ${row.check}: ${row.held} of ${row.of}`);
  const ends = new Map([...programs].flatMap(([id, { seen, cluster }]) => [...endsOf(id, seen, behind(cluster), wayTo(cluster))]));
  return { rows, agreed, ends };
}

/** How many dials rest on which evidence. */
export function countByEvidence(traces: readonly Trace[]): NonNullable<Row["dials"]> {
  return Object.fromEntries([...groupBy(traces, (trace) => trace.evidence)].map(([evidence, all]) => [evidence, all.length]));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
