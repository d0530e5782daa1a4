import type { Failure } from "../../prove/trace.ts";
import type { Rule } from "../../terms/evidence.ts";
import type { Certificate, TrustStore } from "../../world/tls.ts";
import { chainToTrusted } from "./chain.ts";
import { datesInWords, day, isValidAt } from "./dates.ts";
import { violatedConstraint } from "./name-constraints.ts";
import { originsOf, refused } from "./refused.ts";
import { rules as common } from "./rules.ts";
import type { VerifierVerdict } from "./verifier.ts";

/** By which rules a program looks at the certificates between a leaf and its root. */
export interface PathRules {
  /** It refuses a path on which one is not valid at the time. */
  readonly dates: Rule;
  /** It refuses names that the constraints of a CA on the path leave out, those of the root included. */
  readonly constraints: Rule;
}

type Side = "server" | "caller";

/**
 * A chain that leads to a trusted root, by all that the certificates on the way ask themselves: why it is refused, or the rules that it
 * relies on besides. For one that leads to none there is nothing to ask.
 */
export function checkPath(
  side: Side,
  chain: readonly Certificate[],
  trust: TrustStore | undefined,
  asOf: number | undefined,
  rules: PathRules,
): VerifierVerdict | readonly Rule[] {
  const followed = chainToTrusted(chain, trust, asOf);
  if (!followed.trusted) return [];
  const { path } = followed;
  const dated = asOf !== undefined && path.some((each) => each.validity);
  if (asOf !== undefined) {
    const position = path.findIndex((each) => !isValidAt(each, asOf));
    const bad = path[position];
    if (bad) return badDates(side, path, position, bad, trust, asOf, rules.dates);
  }
  const violation = violatedConstraint(path);
  if (violation) {
    const { certificate, name, ca } = violation;
    const text = `${certificate.label} holds ${name}, which ${ca.label} may not sign for`;
    const values = { certificate: certificate.label, name, ca: ca.label };
    return refused("name-constraints", text, [rules.constraints, ...originsOf(path[0], trust)], [certificate.place, ca.place], values);
  }
  const constrained = path.filter((each) => each.nameConstraints);
  const unread = constrained.some((each) => each.nameConstraints?.unread);
  return [
    ...(dated ? [rules.dates] : []),
    ...(constrained.length > 0 ? [rules.constraints, ...constrained.map((each) => each.rule)] : []),
    ...(unread ? [common.unreadConstraints] : []),
  ];
}

function badDates(
  side: Side,
  path: readonly Certificate[],
  position: number,
  bad: Certificate,
  trust: TrustStore | undefined,
  asOf: number,
  rule: Rule,
): VerifierVerdict {
  const [leaf] = path;
  const part = position === 0 ? "leaf" : bad.signedBy === bad.key ? "root" : "intermediate";
  const failure: Failure = `${side}-${part}-expired`;
  const when = datesInWords(bad, asOf);
  const role = position === 0 ? "" : `, the ${part} above ${leaf?.label ?? "the certificate"},`;
  const places = [bad.place, ...(position > 0 && leaf ? [leaf.place] : [])];
  const values = { certificate: bad.label, when, asOf: day(asOf), leaf: leaf?.label ?? "" };
  return refused(failure, `${bad.label}${role} ${when}`, [rule, ...originsOf(leaf, trust)], places, values);
}
