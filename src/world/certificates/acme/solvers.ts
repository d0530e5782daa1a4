import { at, type Data, isRecord, list, record, textRecord, texts } from "../../data.ts";

/** A solver of an issuer, and its position. */
export interface PickedSolver {
  readonly index: number;
  readonly solver: Data;
  readonly challenge: "dns01" | "http01";
}

/** How specific a match is: a listed name, then the labels of the longest zone, then the number of required labels. */
type Rank = readonly [dnsNames: number, dnsZone: number, labels: number];

/**
 * The solver that cert-manager takes for a name of a Certificate, of those that can answer a challenge that the server offers:
 * for a wildcard that is dns01 alone, so that an http01 solver is passed over however specific it is. The most specific one
 * is taken, of equal ones the first. Undefined: the order waits for ever.
 * Source: cert-manager v1.21.2, pkg/util/solverpicker/solverpicker.go (Pick) and pkg/controller/acmeorders/selectors; the order has the
 * Certificate's labels (pkg/controller/certificates/requestmanager); RFC 8555 and Let's Encrypt's documentation, Challenge Types (wildcards).
 */
export function pickSolver(issuer: unknown, name: string, certificateLabels: unknown): PickedSolver | undefined {
  // The server tells names in lower case.
  const asked = name.toLowerCase();
  const labels = textRecord(certificateLabels);
  let best: { readonly picked: PickedSolver; readonly rank: Rank } | undefined;
  for (const [index, each] of list(at(issuer, "spec", "acme", "solvers")).entries()) {
    const solver = record(each);
    const challenge = challengeOf(solver, asked.startsWith("*."));
    const rank = challenge && rankOf(record(solver["selector"]), asked, labels);
    if (challenge && rank && (!best || isAbove(rank, best.rank))) best = { picked: { index, solver, challenge }, rank };
  }
  return best?.picked;
}

function challengeOf(solver: Data, wildcard: boolean): "dns01" | "http01" | undefined {
  if (isRecord(solver["dns01"])) return "dns01";
  return isRecord(solver["http01"]) && !wildcard ? "http01" : undefined;
}

/** Undefined where the selector does not match. */
function rankOf(selector: Data, name: string, labels: Readonly<Record<string, string>>): Rank | undefined {
  const required = Object.entries(textRecord(selector["matchLabels"]));
  if (!required.every(([key, value]) => labels[key] === value)) return undefined;
  const names = texts(selector["dnsNames"]).map((each) => each.text);
  if (names.length > 0 && !names.includes(name)) return undefined;
  const zones = texts(selector["dnsZones"]).map((each) => each.text);
  const longest = Math.max(0, ...zones.map((zone) => labelsInCommon(zone, name)));
  if (zones.length > 0 && longest === 0) return undefined;
  return [names.length > 0 ? 1 : 0, longest, required.length];
}

/** How many labels a zone has if a name is in it, else 0. A wildcard's `*` is a label like any other. */
function labelsInCommon(zone: string, name: string): number {
  const [labels, others] = [zone, name].map((each) => each.toLowerCase().replace(/\.$/, "").split(".")) as [string[], string[]];
  const inside = zone !== "" && labels.every((label, i) => label === others[others.length - labels.length + i]);
  return inside ? labels.length : 0;
}

function isAbove(one: Rank, other: Rank): boolean {
  const step = one.findIndex((value, i) => value !== other[i]);
  return step >= 0 && (one[step] ?? 0) > (other[step] ?? 0);
}
