import { beforeAll, describe, expect, test } from "vitest";
import { compareServed, UPTAKE_BOUND } from "../../src/probe/compare.ts";
import type { Difference } from "../../src/probe/difference.ts";
import type { Listening } from "../../src/probe/expectation.ts";
import type { Circumstances, Outcome } from "../../src/probe/outcome.ts";
import { objectIdOf } from "../../src/terms/kube-object.ts";
import { place } from "../../src/terms/place.ts";
import type { Certificate, KeyId } from "../../src/world/tls.ts";
import type { X509 } from "../../src/x509/certificate.ts";
import { CLIENT_AUTH, DAY, type Made, make, SERVER_AUTH, type Wanted } from "../live/pki.ts";

const NOW = Date.parse("2026-05-01T00:00:00Z");
const HOST = "orders-0.example.com";

/** What was compiled: 90 days, renewed 30 days before the end, signed by `CN=ordersNodes g1`. */
const compiled: Certificate = {
  kind: "certificate",
  place: place(objectIdOf("east", "cert-manager.io", "Certificate", "kurrent", "orders-node-tls")),
  key: "secret:leaf" as KeyId,
  signedBy: "secret:g1" as KeyId,
  commonName: "orders.kurrent",
  dnsNames: [HOST, "orders-1.example.com"],
  ips: [],
  usages: ["digital signature", "server auth", "client auth"],
  algorithm: "ECDSA",
  ca: false,
  lifetime: { durationSeconds: (90 * DAY) / 1000, renewBeforeSeconds: (30 * DAY) / 1000 },
  label: "orders-node-tls",
  rule: { id: "test", evidence: "source", source: "test" },
};
const intermediateCompiled: Certificate = { ...compiled, key: "secret:sub" as KeyId, signedBy: "secret:g1" as KeyId, ca: true };

const listening: Listening = {
  id: "east/kurrent/orders-0/kurrentdb:2113",
  process: "orders-0",
  workload: "orders",
  cluster: "east",
  port: 2113,
  chain: [compiled],
  issuer: "ordersNodes g1",
  publicly: false,
  certificate: { namespace: "kurrent", name: "orders-node-tls" },
  uptake: "signal",
  hosts: [HOST],
  endpoints: [],
  trust: [],
};

let g1: Made;
let g2: Made;
let sub: Made;
const SUBJECT = "CN=orders.kurrent";

function leaf(over: Wanted = {}): Promise<Made> {
  return make({ subject: SUBJECT, dnsNames: compiled.dnsNames, by: g1, from: NOW - 10 * DAY, to: NOW + 80 * DAY, ...over });
}

beforeAll(async () => {
  const long = { ca: true, from: NOW - 100 * DAY, to: NOW + 3000 * DAY };
  g1 = await make({ subject: "CN=ordersNodes g1", ...long });
  g2 = await make({ subject: "CN=ordersNodes g2", ...long });
  sub = await make({ subject: "CN=sub", by: g1, ...long });
});

function served(...chain: readonly Made[]): Outcome {
  return { kind: "served", chain: chain.map((each) => each.x509) };
}

function kinds(
  outcome: Outcome,
  given: Partial<Circumstances> = {},
  over: Partial<Listening> = {},
  hosts = [HOST],
): readonly Difference["kind"][] {
  return compareServed({ ...listening, ...over }, outcome, hosts, { asOf: NOW, roots: [], ...given }).differences.map(({ kind }) => kind);
}

const rootsOf = (...made: readonly Made[]): Circumstances["roots"] => [{ of: "shop", certificates: made.map((each) => each.x509) }];
const currently = (made: Made): { current: readonly X509[] } => ({ current: [made.x509] });

test("what was compiled gives no difference, and says when it is renewed", async () => {
  const made = await leaf();
  const compared = compareServed(listening, served(made), [HOST], { asOf: NOW, roots: rootsOf(g1), ...currently(made) });
  expect(compared).toEqual({ differences: [], leaf: made.x509, renewalAt: NOW + 50 * DAY });
});

describe("dates", () => {
  test.each([
    ["expired", { from: NOW - 90 * DAY, to: NOW - 1000 }, ["expired"]],
    ["in its last seconds it is overdue", { from: NOW - 90 * DAY, to: NOW + 1000 }, ["renewal-overdue"]],
    ["not yet valid", { from: NOW + 1000, to: NOW + 90 * DAY }, ["not-yet-valid"]],
    ["valid since now", { from: NOW, to: NOW + 90 * DAY }, []],
    [
      "past its renewal by more than the bound",
      { from: NOW - 60 * DAY - (UPTAKE_BOUND + 1) * 1000, to: NOW + 30 * DAY - (UPTAKE_BOUND + 1) * 1000 },
      ["renewal-overdue"],
    ],
    ["past its renewal by less", { from: NOW - 60 * DAY - 1000, to: NOW + 30 * DAY - 1000 }, []],
    ["a life shorter than renewBefore is renewed at two thirds: before", { from: NOW - 10 * DAY, to: NOW + 10 * DAY }, []],
    ["a life shorter than renewBefore is renewed at two thirds: after", { from: NOW - 15 * DAY, to: NOW + 5 * DAY }, ["renewal-overdue"]],
  ] as const)("%s", async (_, dates, expected) => {
    expect(kinds(served(await leaf(dates)))).toEqual(expected);
  });

  test("a threshold of one's own, and one that is not reached", async () => {
    const made = await leaf();
    expect(kinds(served(made), { warnBeforeSeconds: (81 * DAY) / 1000 })).toEqual(["expires-soon"]);
    expect(kinds(served(made), { warnBeforeSeconds: (79 * DAY) / 1000 })).toEqual([]);
  });

  test("an intermediate that has ended is named; one that has not is well", async () => {
    const ended = await make({ subject: "CN=sub", by: g1, ca: true, from: 0, to: NOW - 1000, keys: sub.keys });
    const made = await leaf({ by: sub });
    const over = { issuer: "sub", chain: [compiled, intermediateCompiled] };
    const compared = compareServed({ ...listening, ...over }, served(made, ended), [HOST], { asOf: NOW, roots: [] });
    expect(compared.differences).toEqual([{ kind: "expired", which: "CN=sub", since: ended.x509.notAfter }]);
    expect(kinds(served(made, sub), {}, over)).toEqual([]);
  });

  test("a brought certificate is renewed by nobody: only its end counts", async () => {
    const { certificate: _, ...brought } = listening;
    const compared = compareServed(brought, served(await leaf({ from: NOW - 89 * DAY, to: NOW + DAY })), [HOST], { asOf: NOW, roots: [] });
    expect(compared.differences).toEqual([]);
  });
});

describe("old certificates, where the cluster says which is the current one", () => {
  test("an old one is still served", async () => {
    const [old, current] = [await leaf(), await leaf({ from: NOW - DAY, to: NOW + 89 * DAY })];
    expect(kinds(served(old), currently(current))).toEqual(["old-certificate"]);
    expect(kinds(served(current), currently(current))).toEqual([]);
  });

  test("within the bound nobody has to have taken it in, but who reads at start never will", async () => {
    const [old, current] = [await leaf(), await leaf({ from: NOW - (UPTAKE_BOUND - 10) * 1000 })];
    expect(kinds(served(old), currently(current))).toEqual([]);
    expect(kinds(served(old), currently(current), { uptake: "start" })).toEqual(["old-certificate"]);
  });

  test("that it is old says it all: other names and issuers were right once", async () => {
    const old = await leaf({ dnsNames: [HOST], by: g2 });
    const current = await leaf({ from: NOW - DAY });
    expect(kinds(served(old), currently(current))).toEqual(["old-certificate"]);
    expect(kinds(served(old), currently(old))).toEqual(["wrong-names", "wrong-issuer"]);
  });

  test("one that is no older edition of it is another one", async () => {
    const current = await leaf({ from: NOW - DAY });
    const other = await make({ subject: "CN=other", dnsNames: ["other.example.com"], by: g1, from: NOW - 10 * DAY, to: NOW + 80 * DAY });
    expect(kinds(served(other), currently(current))).toContain("wrong-certificate");
    expect(kinds(served(await leaf({ from: NOW - 1000, to: NOW + 90 * DAY })), currently(current))).toEqual(["wrong-certificate"]);
  });

  test("overdue, and the cluster has no newer one", async () => {
    const overdue = await leaf({ from: NOW - 70 * DAY, to: NOW + 20 * DAY });
    const at = { asOf: NOW, roots: [] };
    expect(compareServed(listening, served(overdue), [HOST], { ...at, ...currently(overdue) }).differences).toMatchObject([
      { kind: "renewal-overdue", notRenewed: true },
    ]);
    expect(compareServed(listening, served(overdue), [HOST], at).differences).toMatchObject([
      { kind: "renewal-overdue", notRenewed: false },
    ]);
  });
});

describe("what it holds", () => {
  test.each([
    ["a name too few", { dnsNames: [HOST] }, ["wrong-names"]],
    ["a name too many", { dnsNames: [...compiled.dnsNames, "x.example.com"] }, ["wrong-names"]],
    ["the same names in another order and case", { dnsNames: ["Orders-1.example.com", HOST] }, []],
    ["another common name", { subject: "CN=other" }, ["wrong-common-name"]],
    ["no common name", { subject: "O=Example" }, ["wrong-common-name"]],
    ["the same with more in the subject", { subject: "CN=orders.kurrent, O=Example" }, []],
    ["no client auth", { usages: [SERVER_AUTH] }, ["wrong-usages"]],
    ["both", { usages: [CLIENT_AUTH, SERVER_AUTH] }, []],
    ["no extended usages at all, which allows any", { usages: [] }, []],
    ["any usage", { usages: ["2.5.29.37.0"] }, []],
  ] as const)("%s", async (_, over, expected) => {
    expect(kinds(served(await leaf(over)))).toEqual(expected);
  });

  test("another issuer, and one that nobody knows", async () => {
    const made = await leaf({ by: g2 });
    expect(kinds(served(made))).toEqual(["wrong-issuer"]);
    const { issuer: _, ...unknown } = listening;
    expect(compareServed(unknown, served(made), [HOST], { asOf: NOW, roots: [] }).differences).toEqual([]);
  });

  test("another kind of key", async () => {
    expect(kinds(served(await leaf()), {}, { chain: [{ ...compiled, algorithm: "RSA" }] })).toEqual(["wrong-key"]);
  });

  test("nothing is asked of one whose content nobody knows, but its dates and names", async () => {
    const { chain: _, certificate: __, issuer: ___, ...unread } = listening;
    const other = await make({ subject: "CN=x", dnsNames: ["x.example.com"], from: NOW - DAY });
    expect(compareServed(unread, served(other), [HOST], { asOf: NOW, roots: [] }).differences.map(({ kind }) => kind)).toEqual([
      "name-mismatch",
    ]);
  });

  test("addresses are the same in any spelling", async () => {
    const made = await leaf({ ips: ["2001:db8::1"] });
    expect(kinds(served(made), {}, { chain: [{ ...compiled, ips: ["2001:DB8:0:0::1"] }] })).toEqual([]);
    expect(kinds(served(made), {}, { chain: [{ ...compiled, ips: ["2001:db8::2"] }] })).toEqual(["wrong-names"]);
  });
});

describe("the dialled name", () => {
  test.each([
    ["held", ["orders-0.example.com"], []],
    ["in another case", ["ORDERS-0.example.com"], []],
    ["not held", ["orders-0.kurrent.svc"], ["name-mismatch"]],
    ["one of two is not", ["orders-0.example.com", "10.0.0.1"], ["name-mismatch"]],
  ] as const)("%s", async (_, hosts, expected) => {
    expect(kinds(served(await leaf()), {}, {}, [...hosts])).toEqual(expected);
  });

  test("a wildcard stands for one label, and a common name for none", async () => {
    const wildcard = await leaf({ dnsNames: ["*.example.com"] });
    const over = { chain: [{ ...compiled, dnsNames: ["*.example.com"] }] };
    expect(kinds(served(wildcard), {}, over)).toEqual([]);
    expect(kinds(served(wildcard), {}, over, ["a.b.example.com"])).toEqual(["name-mismatch"]);
    expect(kinds(served(await leaf()), {}, {}, ["orders.kurrent"])).toEqual(["name-mismatch"]);
  });
});

describe("the chain", () => {
  const over = { chain: [compiled, intermediateCompiled], issuer: "sub" };

  test("to a root that callers have, and to one that they do not", async () => {
    const made = await leaf();
    expect(kinds(served(made), { roots: rootsOf(g1) })).toEqual([]);
    expect(kinds(served(made), { roots: rootsOf(g2, g1) })).toEqual([]);
    expect(kinds(served(made), { roots: rootsOf(g2) })).toEqual(["untrusted"]);
    expect(kinds(served(made), { roots: rootsOf() })).toEqual(["untrusted"]);
  });

  test("each set of roots counts, and those that lack the same root are named together", async () => {
    const roots = [...rootsOf(g1), { of: "billing", certificates: [g2.x509] }, { of: "laptops", certificates: [] }];
    const compared = compareServed(listening, served(await leaf()), [HOST], { asOf: NOW, roots });
    expect(compared.differences).toEqual([{ kind: "untrusted", by: ["billing", "laptops"], signer: "CN=ordersNodes g1" }]);
  });

  test("a root of the same name with another key is another root", async () => {
    const impostor = await make({ subject: "CN=ordersNodes g1", ca: true, from: NOW - DAY, to: NOW + DAY });
    expect(kinds(served(await leaf()), { roots: rootsOf(impostor) })).toEqual(["untrusted"]);
  });

  test("a renewed root with the same key is the same root", async () => {
    const renewed = await make({ subject: "CN=ordersNodes g1", ca: true, from: NOW - DAY, to: NOW + 4000 * DAY, keys: g1.keys });
    expect(kinds(served(await leaf()), { roots: rootsOf(renewed) })).toEqual([]);
  });

  test("a missing intermediate, also where no roots are known", async () => {
    const made = await leaf({ by: sub });
    expect(kinds(served(made, sub), { roots: rootsOf(g1) }, over)).toEqual([]);
    expect(kinds(served(made), { roots: rootsOf(g1) }, over)).toEqual(["missing-intermediate"]);
    expect(kinds(served(made), {}, over)).toEqual(["missing-intermediate"]);
    expect(kinds(served(made, sub), {}, over)).toEqual([]);
    expect(kinds(served(made, sub, g1), {}, over)).toEqual([]);
  });

  test("of a public authority an intermediate has to come along", async () => {
    const publicly = { publicly: true, issuer: "sub" };
    expect(kinds(served(await leaf({ by: sub })), { roots: rootsOf(g1) }, publicly)).toEqual(["missing-intermediate"]);
    expect(kinds(served(await leaf({ by: sub }), sub), { roots: rootsOf(g1) }, publicly)).toEqual([]);
  });
});

test("what can't be dialled is one difference", () => {
  const outcome: Outcome = { kind: "unreachable", reason: "refused", text: "nobody listens there" };
  expect(compareServed(listening, outcome, [HOST], { asOf: NOW, roots: [] })).toEqual({
    differences: [{ kind: "unreachable", reason: "refused", text: "nobody listens there" }],
  });
});
