import type { Proof } from "../prove/proof.ts";
import type { Trace } from "../prove/trace.ts";
import { EVIDENCE_ORDER, type Evidence } from "../terms/evidence.ts";
import { parseObjectId } from "../terms/kube-object.ts";
import type { Place } from "../terms/place.ts";
import type { Pod } from "../world/program.ts";
import type { World } from "../world/world.ts";
import { count } from "./wrap.ts";

/** How many dials ended how. `proven` by the weakest evidence of each. */
export interface DialCount {
  readonly proven: Readonly<Record<Exclude<Evidence, "assumed">, number>>;
  readonly assumed: number;
  readonly unknown: number;
  readonly broken: number;
  /** Of all, those that leave the cluster only to come back. */
  readonly hairpins: number;
}

/** One row of a summary: a unit of objects with the dials of its processes, or a process that no object runs. */
export interface Summary extends DialCount {
  readonly workload: string;
  /** `outside` for processes outside of all clusters. */
  readonly cluster: string;
  readonly pods: number;
}

/** Counts dials by how they ended. */
export function countDials(traces: readonly Trace[]): DialCount {
  const proven = { lab: 0, source: 0, documentation: 0 };
  const total = { assumed: 0, unknown: 0, broken: 0, hairpins: 0 };
  for (const { disposition, evidence, path } of traces) {
    if (path === "hairpin") total.hairpins++;
    if (disposition === "proven" && evidence !== "assumed") proven[evidence]++;
    else if (disposition === "proven" || disposition === "assumed") total.assumed++;
    else if (disposition === "unknown") total.unknown++;
    else total.broken++;
  }
  return { proven, ...total };
}

/** A row for each unit whose processes dial, in the World's order. */
export function summarise(proof: Proof): readonly Summary[] {
  const rows = new Map<string, { workload: string; cluster: string; traces: Trace[] }>();
  for (const trace of proof.traces) {
    const { workload, cluster } = rowOf(trace, proof.world);
    const key = `${cluster}/${workload}`;
    const row = rows.get(key);
    if (row) row.traces.push(trace);
    else rows.set(key, { workload, cluster, traces: [trace] });
  }
  return [...rows.values()].map(({ workload, cluster, traces }) => ({
    workload,
    cluster,
    pods: proof.world.pods.filter((pod) => pod.cluster === cluster && stays(pod) && unitOf(pod.place, proof.world) === workload).length,
    ...countDials(traces),
  }));
}

/** Whether a pod runs all the time: one of a Job ends. */
function stays({ place }: Pod): boolean {
  const { kind } = parseObjectId(place.object);
  return kind !== "Job" && kind !== "CronJob";
}

function rowOf(trace: Trace, world: World): { workload: string; cluster: string } {
  const process = world.processes.get(trace.dial.from);
  const unit = process && unitOf(process.place, world);
  return { workload: (process?.address === undefined ? process?.label : unit) ?? trace.dial.from, cluster: process?.cluster ?? "outside" };
}

function unitOf(place: Place, world: World): string | undefined {
  return world.manifests.get(place.object)?.unit;
}

/** `41 proven (12 lab, 29 source), 2 assumed, 0 unknown`; what is broken is added where there is any. */
export function dialsInWords(dials: DialCount): string {
  const broken = dials.broken === 0 ? "" : `, ${dials.broken} broken`;
  return `${provenTotal(dials)} proven${evidenceInWords(dials)}, ${dials.assumed} assumed, ${dials.unknown} unknown${broken}`;
}

/** The rows as aligned lines. */
export function summaryLines(rows: readonly Summary[]): readonly string[] {
  const pods = rows.map((row) => (row.pods === 0 ? "client" : count(row.pods, "pod")));
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const [names, clusters, sizes] = [widest(rows.map((row) => row.workload)), widest(rows.map((row) => row.cluster)), widest(pods)];
  const dials = widest(rows.map((row) => String(provenTotal(row))));
  return rows.map((row, index) => {
    const start = ` ${row.workload.padEnd(names)}   ${row.cluster.padEnd(clusters)}   ${(pods[index] ?? "").padEnd(sizes)}   `;
    const proven = `${String(provenTotal(row)).padStart(dials)} ${provenTotal(row) === 1 ? "dial" : "dials"} proven${evidenceInWords(row)}`;
    const rest = [
      row.hairpins > 0 ? count(row.hairpins, "hairpin") : "",
      row.assumed > 0 ? `${row.assumed} assumed` : "",
      row.unknown > 0 ? `${row.unknown} unknown` : "",
      row.broken > 0 ? `${row.broken} broken` : "",
    ].filter((text) => text !== "");
    return start + [proven, ...rest].join(", ");
  });
}

/** All proven dials, whatever the evidence. */
function provenTotal(dials: DialCount): number {
  return dials.proven.lab + dials.proven.source + dials.proven.documentation;
}

function evidenceInWords(dials: DialCount): string {
  const parts = EVIDENCE_ORDER.flatMap((level) =>
    level !== "assumed" && dials.proven[level] > 0 ? [`${dials.proven[level]} ${level}`] : [],
  );
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
