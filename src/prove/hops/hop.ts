import type { Rules } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { Stop } from "../../world/program.ts";
import type { Disposition, Failure, HopName, Step } from "../trace.ts";

/** A hop that went well, with what it found, or one that ends the dial. */
export type Hop<T> =
  | { readonly ok: true; readonly step: Step; readonly value: T }
  | { readonly ok: false; readonly step: Step; readonly disposition: Disposition };

/** A hop that goes on with `value`. `rules`: all that it relies on, first what decides the text. */
export function passed<T>(
  hop: HopName,
  text: string,
  rules: Rules,
  places: readonly Place[],
  value: T,
  values: Readonly<Record<string, string>> = {},
): Hop<T> {
  return { ok: true, step: { hop, ok: true, text, places, values, rules }, value };
}

/** A hop that ends the dial. `rules`: first the one that it breaks by. `places`: nearest cause first. */
export function failed(
  hop: HopName,
  disposition: Disposition,
  failure: Failure,
  text: string,
  rules: Rules,
  places: readonly Place[],
  values: Readonly<Record<string, string>> = {},
  stop?: Stop,
): Hop<never> {
  const step: Step = { hop, ok: false, text, failure, places, values, rules, ...(stop ? { stop } : {}) };
  return { ok: false, step, disposition };
}

/** A hop that ends a dial since a pod never becomes ready: for the reason that another hop fails. */
export function neverReady(hop: HopName, disposition: Disposition, text: string, rules: Rules, why: Step): Hop<never> {
  const { failure = "callee-not-started", places, values, stop } = why;
  return failed(hop, disposition, failure, `${text}, which it never is: ${why.text}`, rules, places, values, stop);
}
