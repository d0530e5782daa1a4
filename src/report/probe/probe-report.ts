import type { Compared } from "../../probe/difference.ts";
import type { Listening } from "../../probe/expectation.ts";

/** What dialling the listeners of compiled workloads found. */
export interface ProbeReport {
  readonly kind: "probe";
  /** When it was looked, in milliseconds since 1970. */
  readonly asOf: number;
  readonly results: readonly ProbeResult[];
  /** Listeners that nobody could dial from here. */
  readonly skipped: readonly Listening[];
  /** What was not looked at for lack of rights, in sentences. */
  readonly notes: readonly string[];
}

export interface ProbeResult {
  readonly listening: Listening;
  /** What was dialled: `orders-0.example.com:2113`, or `orders-0:2113` through the cluster. */
  readonly dialled: string;
  /** The cluster through which it was dialled; absent for straight ones. */
  readonly through?: string;
  /** `TLSv1.3`, where a handshake went through. */
  readonly protocol?: string;
  readonly compared: Compared;
}

/** Whether all that was dialled serves what was compiled. */
export function isAsCompiled({ results }: ProbeReport): boolean {
  return results.every(({ compared }) => compared.differences.length === 0);
}
