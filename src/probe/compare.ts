import type { X509 } from "../x509/certificate.ts";
import { chainToRoot, standsFor } from "../x509/chain.ts";
import type { Compared, Difference } from "./difference.ts";
import type { Listening } from "./expectation.ts";
import type { Circumstances, Outcome } from "./outcome.ts";

/**
 * Seconds after which a renewed certificate should be in use: the kubelet brings it within its sync period and the delay
 * of its cache, about two minutes; programs that watch, or are signalled, follow within seconds.
 * Source: Kubernetes documentation, ConfigMaps, "Mounted ConfigMaps are updated automatically".
 */
export const UPTAKE_BOUND = 300;

/**
 * Compares what a listener serves with what was compiled for it, and with what the circumstances say. Pure.
 *
 * @param hosts the names by which callers verify it
 */
export function compareServed(expected: Listening, outcome: Outcome, hosts: readonly string[], given: Circumstances): Compared {
  if (outcome.kind === "unreachable") {
    return { differences: [{ kind: "unreachable", reason: outcome.reason, text: outcome.text }] };
  }
  const [leaf] = outcome.chain;
  if (!leaf) return { differences: [{ kind: "unreachable", reason: "no-certificate", text: "" }] };
  const renewalAt = renewalOf(leaf, expected);
  const age = ageDifferences(leaf, expected, given, renewalAt);
  // What an old certificate holds was right once; that it is old says it all.
  const isOld = age.some(({ kind }) => kind === "old-certificate");
  return {
    differences: [
      ...dateDifferences(outcome.chain, given.asOf),
      ...age,
      ...nameMismatch(leaf, hosts),
      ...(isOld ? [] : contentDifferences(leaf, expected)),
      ...chainDifferences(outcome.chain, expected, given),
    ],
    leaf,
    ...(renewalAt === undefined ? {} : { renewalAt }),
  };
}

/**
 * When cert-manager renews this very certificate: by the compiled renewBefore, or after two thirds of a life that is not
 * longer than that. Source: cert-manager v1.21.2, pkg/util/pki/renewaltime.go.
 */
function renewalOf(leaf: X509, { chain, certificate }: Listening): number | undefined {
  const lifetime = chain?.[0]?.lifetime;
  if (!lifetime || !certificate || chain[0]?.validity) return undefined;
  const life = leaf.notAfter - leaf.notBefore;
  const before = lifetime.renewBeforeSeconds * 1000;
  return leaf.notAfter - (before > 0 && before < life ? before : life / 3);
}

function dateDifferences(chain: readonly X509[], asOf: number): readonly Difference[] {
  return chain.flatMap((each, i): readonly Difference[] => {
    const which = i === 0 ? "" : each.subject;
    if (each.notAfter < asOf) return [{ kind: "expired", which, since: each.notAfter }];
    return each.notBefore > asOf ? [{ kind: "not-yet-valid", which, from: each.notBefore }] : [];
  });
}

/** Whether it is the current one, and whether there should be a newer one. */
function ageDifferences(leaf: X509, expected: Listening, given: Circumstances, renewalAt: number | undefined): readonly Difference[] {
  const { asOf, warnBeforeSeconds } = given;
  const [current] = given.current ?? [];
  if (current && current.fingerprint !== leaf.fingerprint) {
    if (leaf.notBefore > current.notBefore || !isLike(leaf, current)) return [{ kind: "wrong-certificate", served: leaf.subject }];
    const fresh = asOf - current.notBefore < UPTAKE_BOUND * 1000 && expected.uptake !== "start";
    return fresh ? [] : [{ kind: "old-certificate", renewedAt: current.notBefore, servedUntil: leaf.notAfter }];
  }
  if (leaf.notAfter < asOf) return [];
  if (renewalAt !== undefined && asOf - renewalAt > UPTAKE_BOUND * 1000) {
    return [{ kind: "renewal-overdue", since: renewalAt, end: leaf.notAfter, notRenewed: current !== undefined }];
  }
  const warnBefore = warnBeforeSeconds === undefined ? (leaf.notAfter - (renewalAt ?? leaf.notAfter)) / 2 : warnBeforeSeconds * 1000;
  const left = leaf.notAfter - asOf;
  return left < warnBefore ? [{ kind: "expires-soon", at: leaf.notAfter, inSeconds: left / 1000 }] : [];
}

/** Whether one may be an older edition of the other: the same subject, or a name in common. */
function isLike(one: X509, other: X509): boolean {
  return (one.subject !== "" && one.subject === other.subject) || one.dnsNames.some((name) => other.dnsNames.includes(name));
}

function nameMismatch(leaf: X509, hosts: readonly string[]): readonly Difference[] {
  const refused = hosts.filter((host) => !standsFor(leaf, host));
  return refused.length === 0 ? [] : [{ kind: "name-mismatch", hosts: refused, holds: [...leaf.dnsNames, ...leaf.ips] }];
}

function contentDifferences(leaf: X509, { chain, issuer }: Listening): readonly Difference[] {
  const [compiled] = chain ?? [];
  if (!compiled) return [];
  const differences: Difference[] = [];
  const wanted = [...compiled.dnsNames.map((name) => name.toLowerCase()), ...compiled.ips.map(plainAddress)];
  const served = [...leaf.dnsNames, ...leaf.ips.map(plainAddress)];
  const missing = wanted.filter((name) => !served.includes(name));
  const extra = served.filter((name) => !wanted.includes(name));
  if (missing.length + extra.length > 0) differences.push({ kind: "wrong-names", missing, extra });
  const { commonName, algorithm, usages } = compiled;
  if (commonName !== undefined && commonName !== leaf.commonName) {
    differences.push({ kind: "wrong-common-name", served: leaf.commonName ?? "", compiled: commonName });
  }
  if (issuer !== undefined && issuer !== leaf.issuerCommonName) {
    differences.push({ kind: "wrong-issuer", served: leaf.issuerCommonName ?? leaf.issuer, compiled: issuer });
  }
  if (algorithm !== leaf.algorithm) differences.push({ kind: "wrong-key", served: leaf.algorithm, compiled: algorithm });
  const { extendedUsages } = leaf;
  // Without the extension, or with "any", every usage is allowed (RFC 5280, 4.2.1.12).
  const lacking = usages.filter((usage) => (usage === "server auth" || usage === "client auth") && !extendedUsages?.includes(usage));
  if (extendedUsages && !extendedUsages.includes("any") && lacking.length > 0) differences.push({ kind: "wrong-usages", missing: lacking });
  return differences;
}

/** An address in a form in which equal ones are equal: IPv6 as the URL standard writes it. */
function plainAddress(ip: string): string {
  return ip.includes(":") && URL.canParse(`http://[${ip}]`) ? new URL(`http://[${ip}]`).hostname.slice(1, -1) : ip;
}

function chainDifferences(served: readonly X509[], { chain, publicly }: Listening, { roots }: Circumstances): readonly Difference[] {
  const refusing = new Map<string, { by: string[]; last: X509 }>();
  for (const { of, certificates } of roots) {
    const end = chainToRoot(served, certificates);
    if (end?.kind !== "untrusted") continue;
    const known = refusing.get(end.last.fingerprint);
    if (known) known.by.push(of);
    else refusing.set(end.last.fingerprint, { by: [of], last: end.last });
  }
  // A public authority never signs leaves by its root; of a private one the compiled chain says what goes along.
  const intermediates = publicly ? 1 : (chain ?? []).filter((each) => each.signedBy !== each.key).length - 1;
  const end = chainToRoot(served, []);
  if (intermediates > 0 && end?.kind === "untrusted" && end.last.issuer !== end.last.subject) {
    const steps = served.filter((each) => each.issuer !== each.subject).length - 1;
    const trusted = roots.length > 0 && refusing.size === 0;
    if (steps < intermediates && !trusted) return [{ kind: "missing-intermediate", signer: end.last.issuer }];
  }
  return [...refusing.values()].map(({ by, last }) => ({
    kind: "untrusted",
    by,
    signer: last.issuer === last.subject ? last.subject : last.issuer,
  }));
}
