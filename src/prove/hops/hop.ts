import type { Rule } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { Stop } from "../../world/program.ts";
import type { Disposition, Failure, HopName, Step } from "../trace.ts";

/** A hop that went well, with what it found, or one that ends the dial. */
export type Hop<T> =
  | { readonly ok: true; readonly step: Step; readonly value: T }
  | { readonly ok: false; readonly step: Step; readonly disposition: Disposition };

/** A hop that goes on with `value`. */
export function passed<T>(hop: HopName, text: string, rule: Rule, places: readonly Place[], value: T): Hop<T> {
  return { ok: true, step: { hop, ok: true, text, places, values: {}, rule }, value };
}

/** A hop that ends the dial. `places`: nearest cause first. */
export function failed(
  hop: HopName,
  disposition: Disposition,
  failure: Failure,
  text: string,
  rule: Rule,
  places: readonly Place[],
  values: Readonly<Record<string, string>> = {},
  stop?: Stop,
): Hop<never> {
  const step: Step = { hop, ok: false, text, failure, places, values, rule, ...(stop ? { stop } : {}) };
  return { ok: false, step, disposition };
}
