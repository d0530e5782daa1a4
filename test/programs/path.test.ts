import { describe, expect, it } from "vitest";
import { chainToTrusted } from "../../src/programs/tls/chain.ts";
import { datesInWords, isValidAt } from "../../src/programs/tls/dates.ts";
import { violatedConstraint } from "../../src/programs/tls/name-constraints.ts";
import { verifiers } from "../../src/programs/verifiers.ts";
import type { Certificate, NameConstraints } from "../../src/world/tls.ts";
import { certificate, keyId, root, trusting } from "./support/container.ts";

const time = (day: string) => Date.parse(`${day}T00:00:00Z`);
const valid = (from: string, to: string) => ({ validity: { notBefore: time(from), notAfter: time(to) } });
const NOW = time("2026-06-01");
const OLD = valid("2014-01-01", "2025-01-01");
const CURRENT = valid("2024-01-01", "2044-01-01");

describe("dates", () => {
  it.each([
    [{}, true, ""],
    [CURRENT, true, ""],
    [OLD, false, "expired on 2025-01-01"],
    [valid("2027-01-01", "2028-01-01"), false, "is not valid before 2027-01-01"],
    [valid("2026-06-01", "2028-01-01"), true, ""],
    [valid("2024-01-01", "2026-06-01"), true, ""],
  ])("%o", (dates, ok, words) => {
    const made = certificate(dates);
    expect(isValidAt(made, NOW)).toBe(ok);
    if (!ok) expect(datesInWords(made, NOW)).toBe(words);
  });

  const middle = (more: Partial<Certificate>) =>
    certificate({ key: keyId("middle"), signedBy: root().key, ca: true, label: "middle", ...more });
  const leaf = (more: Partial<Certificate> = {}) => certificate({ ...CURRENT, ...more });
  const viaMiddle = leaf({ signedBy: keyId("middle") });
  const current = (): Certificate => ({ ...root(), ...CURRENT });
  const ended = (): Certificate => ({ ...root(), ...OLD });
  const host = "orders-0.kurrent.svc.cluster.local";

  it.each<[string, readonly Certificate[], readonly Certificate[], "leaf" | "intermediate" | "root" | undefined]>([
    ["all good", [leaf()], [current()], undefined],
    ["the leaf", [leaf(OLD)], [current()], "leaf"],
    ["the intermediate", [viaMiddle, middle(OLD)], [current()], "intermediate"],
    ["the root", [leaf()], [ended()], "root"],
    ["a root with a successor of its key", [leaf()], [ended(), current()], undefined],
    ["an intermediate with a successor of its key", [viaMiddle, middle(OLD), middle(CURRENT)], [current()], undefined],
    ["what the way does not need", [leaf(), middle(OLD)], [current(), { ...root("g2"), ...OLD }], undefined],
    ["dates that are not known", [certificate()], [root()], undefined],
  ])("%s", (_, chain, roots, bad) => {
    for (const [name, verifier] of Object.entries(verifiers)) {
      if (name === "none" || name === "proxy-without-verification") continue;
      const server = verifier.server({ chain, host, trust: trusting(...roots), asOf: NOW });
      expect([name, server.failure]).toEqual([name, bad && `server-${bad}-expired`]);
      if (["kurrentdb-client", "traefik", "gateway-api"].includes(name)) continue;
      // A caller sends its leaf alone: what is above it comes from the server's own bundle.
      const caller = verifier.client({ chain: chain.slice(0, 1), own: chain, trust: trusting(...roots), demands: undefined, asOf: NOW });
      expect([name, caller.failure]).toEqual([name, bad && `caller-${bad}-expired`]);
    }
    // Without a time, no dates.
    const undated = verifiers["kurrentdb-node"]?.server({ chain, host, trust: trusting(...roots) });
    expect(undated?.ok).toBe(true);
    expect(undated?.rules.map((rule) => rule.id)).not.toContain("kurrentdb/dates");
  });

  it("the text says whose dates, and of which certificate's way", () => {
    const verdict = verifiers["kurrentdb-node"]?.server({ chain: [viaMiddle, middle(OLD)], host, trust: trusting(current()), asOf: NOW });
    expect(verdict?.text).toBe("middle, the intermediate above orders-node-tls, expired on 2025-01-01");
  });

  it("the way is that of a valid certificate, where one leads to a root", () => {
    const result = chainToTrusted([viaMiddle, middle(OLD), middle(CURRENT)], trusting(ended(), current()), NOW);
    expect(result.trusted && result.path.map((each) => each.validity?.notAfter)).toEqual([
      CURRENT.validity.notAfter,
      CURRENT.validity.notAfter,
      CURRENT.validity.notAfter,
    ]);
  });
});

describe("name constraints", () => {
  const ca = (constraints: Partial<NameConstraints>, more: Partial<Certificate> = {}): Certificate => ({
    ...root(),
    nameConstraints: { permitted: {}, excluded: {}, ...constraints },
    ...more,
  });
  const dns = (...dnsDomains: string[]) => ({ dnsDomains });
  const ips = (...ipRanges: string[]) => ({ ipRanges });

  it.each<[string, Partial<Certificate>, Partial<NameConstraints>, string | undefined]>([
    ["none", { dnsNames: ["a.b"] }, {}, undefined],
    ["a domain below", { dnsNames: ["x.y.a.b"] }, { permitted: dns("a.b") }, undefined],
    ["the domain itself", { dnsNames: ["a.b"] }, { permitted: dns("a.b") }, undefined],
    ["in any case", { dnsNames: ["X.A.b"] }, { permitted: dns("a.B") }, undefined],
    ["a domain that ends alike", { dnsNames: ["xa.b"] }, { permitted: dns("a.b") }, "xa.b"],
    ["a leading dot: below", { dnsNames: ["x.a.b"] }, { permitted: dns(".a.b") }, undefined],
    ["a leading dot: not itself", { dnsNames: ["a.b"] }, { permitted: dns(".a.b") }, "a.b"],
    ["an empty domain is all", { dnsNames: ["a.b"] }, { permitted: dns("") }, undefined],
    ["an empty domain, excluded", { dnsNames: ["a.b"] }, { excluded: dns("") }, "a.b"],
    ["one of several", { dnsNames: ["x.a.b", "x.c.d"] }, { permitted: dns("a.b", "c.d") }, undefined],
    ["one name of several", { dnsNames: ["x.a.b", "x.c.d"] }, { permitted: dns("a.b") }, "x.c.d"],
    ["excluded goes before permitted", { dnsNames: ["x.a.b"] }, { permitted: dns("a.b"), excluded: dns("x.a.b") }, "x.a.b"],
    ["a wildcard below", { dnsNames: ["*.a.b"] }, { permitted: dns("a.b") }, undefined],
    ["a wildcard above", { dnsNames: ["*.b"] }, { permitted: dns("a.b") }, "*.b"],
    ["addresses where only domains are", { dnsNames: [], commonName: "node", ips: ["10.0.0.1"] }, { permitted: dns("a.b") }, undefined],
    ["an address within", { dnsNames: [], ips: ["10.1.0.1"] }, { permitted: ips("10.0.0.0/8") }, undefined],
    ["an address without", { dnsNames: [], ips: ["11.1.0.1"] }, { permitted: ips("10.0.0.0/8") }, "11.1.0.1"],
    ["an address of the other kind", { dnsNames: [], ips: ["fd00::1"] }, { permitted: ips("10.0.0.0/8") }, "fd00::1"],
    ["an address of both kinds of range", { dnsNames: [], ips: ["fd00::1"] }, { permitted: ips("10.0.0.0/8", "fd00::/8") }, undefined],
    ["an excluded address", { dnsNames: [], ips: ["10.0.0.9"] }, { excluded: ips("10.0.0.9/32") }, "10.0.0.9"],
    ["a common name beside names", { dnsNames: ["x.a.b"], commonName: "c.d" }, { permitted: dns("a.b") }, undefined],
    ["a common name without names", { dnsNames: [], commonName: "c.d" }, { permitted: dns("a.b") }, "c.d"],
    ["a common name that is no DNS name", { dnsNames: [], commonName: "kurrentdb-node" }, { permitted: dns("a.b") }, undefined],
    ["a common name of several words", { dnsNames: [], commonName: "Corp v1.2 node" }, { permitted: dns("a.b") }, undefined],
  ])("%s", (_, leaf, constraints, name) => {
    expect(violatedConstraint([certificate(leaf), ca(constraints)])?.name).toBe(name);
  });

  it("bind all below: leaf and CAs, but no CA that signed itself", () => {
    const outer = ca({ permitted: dns("a.b") });
    const middle = certificate({ key: keyId("middle"), signedBy: outer.key, ca: true, dnsNames: ["c.d"], label: "middle" });
    const leaf = certificate({ dnsNames: ["x.a.b"], signedBy: middle.key });
    expect(violatedConstraint([leaf, middle, outer])?.certificate).toBe(middle);
    expect(violatedConstraint([leaf, { ...middle, dnsNames: [] }, outer])).toBeUndefined();
    const itself = { ...middle, signedBy: middle.key };
    expect(violatedConstraint([leaf, itself, outer])).toBeUndefined();
    // Its own constraints do not bind a CA.
    expect(
      violatedConstraint([
        { ...leaf, dnsNames: ["x.c.d"] },
        { ...middle, nameConstraints: { permitted: dns("c.d"), excluded: {} } },
      ]),
    ).toBeUndefined();
  });

  it("that are not looked at leave a verdict assumed", () => {
    const [leaf, host] = [certificate(), "orders-0.kurrent.svc.cluster.local"];
    const verdict = (nameConstraints: NameConstraints) =>
      verifiers["kurrentdb-client"]?.server({ chain: [leaf], host, trust: trusting({ ...root(), nameConstraints }) });
    const [read, unread] = [verdict({ permitted: {}, excluded: {} }), verdict({ permitted: {}, excluded: {}, unread: ["directory name"] })];
    expect([read, unread].map((each) => [each?.ok, each?.rules.some((rule) => rule.evidence === "assumed")])).toEqual([
      [true, false],
      [true, true],
    ]);
  });
});
