import type { Failure } from "../../prove/trace.ts";
import type { Rule, Rules } from "../../terms/evidence.ts";
import type { Place } from "../../terms/place.ts";
import type { Certificate, TrustStore } from "../../world/tls.ts";
import type { VerifierVerdict } from "./verifier.ts";

/** A verdict that ends the handshake. */
export function refused(
  failure: Failure,
  text: string,
  rules: Rules,
  places: readonly Place[],
  values: Readonly<Record<string, string>>,
): VerifierVerdict {
  return { ok: false, failure, text, rules, places, values };
}

/** By which rules a presented certificate is what it is, and a store holds what it holds. */
export function originsOf(leaf: Certificate | undefined, trust: TrustStore | undefined): readonly Rule[] {
  const stored = trust?.rules ?? [];
  return leaf && !stored.includes(leaf.rule) ? [leaf.rule, ...stored] : stored;
}

/** A rule that decides and others that count too, each once. */
export function distinct(first: Rule, others: Iterable<Rule>): Rules {
  const rest = new Set(others);
  rest.delete(first);
  return [first, ...rest];
}
