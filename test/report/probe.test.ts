import { describe, expect, test } from "vitest";
import type { Difference } from "../../src/probe/difference.ts";
import type { Listening } from "../../src/probe/expectation.ts";
import { probeJson } from "../../src/report/probe/probe-json.ts";
import type { ProbeReport, ProbeResult } from "../../src/report/probe/probe-report.ts";
import { probeText } from "../../src/report/probe/probe-text.ts";
import { coloured } from "../../src/report/style.ts";

const NOW = Date.parse("2026-05-01T00:00:00Z");
const DAY = 86_400_000;

function listening(process: string, over: Partial<Listening> = {}): Listening {
  return {
    id: `east/kurrent/${process}/kurrentdb:2113`,
    process,
    workload: "orders",
    cluster: "east",
    port: 2113,
    publicly: false,
    certificate: { namespace: "kurrent", name: "orders-node-tls" },
    uptake: "signal",
    hosts: [],
    endpoints: [],
    trust: [],
    ...over,
  };
}

function result(process: string, differences: readonly Difference[], over: Partial<Listening> = {}): ProbeResult {
  return { listening: listening(process, over), dialled: `${process}:2113`, through: "east", compared: { differences } };
}

function report(results: readonly ProbeResult[], over: Partial<ProbeReport> = {}): ProbeReport {
  return { kind: "probe", asOf: NOW, results, skipped: [], notes: [], ...over };
}

const old: Difference = { kind: "old-certificate", renewedAt: NOW - 3 * DAY, servedUntil: NOW + 27 * DAY };
const name = `${"x".repeat(60)}.example.com`;
const differences: readonly Difference[] = [
  { kind: "unreachable", reason: "refused", text: "the connection is refused: nobody listens there" },
  { kind: "unreachable", reason: "no-certificate", text: "" },
  { kind: "expired", which: "", since: NOW - DAY },
  { kind: "expired", which: "CN=sub", since: NOW - DAY },
  { kind: "not-yet-valid", which: "", from: NOW + DAY },
  { kind: "expires-soon", at: NOW + DAY, inSeconds: 86_400 },
  old,
  { kind: "renewal-overdue", since: NOW - DAY, end: NOW + DAY, notRenewed: true },
  { kind: "renewal-overdue", since: NOW - DAY, end: NOW + DAY, notRenewed: false },
  { kind: "wrong-certificate", served: "" },
  { kind: "name-mismatch", hosts: [name], holds: [] },
  { kind: "wrong-names", missing: [name], extra: ["a"] },
  { kind: "wrong-common-name", served: "", compiled: "orders.kurrent" },
  { kind: "wrong-issuer", served: "CN=x", compiled: "ordersNodes g1" },
  { kind: "wrong-key", served: "ECDSA", compiled: "RSA" },
  { kind: "wrong-usages", missing: ["server auth", "client auth"] },
  { kind: "missing-intermediate", signer: "CN=sub" },
  { kind: "untrusted", by: ["shop (ConfigMap shop/roots)"], signer: "CN=x" },
];

test.each(differences.map((each) => [each.kind, each] as const))("%s is said in full sentences of at most 80 columns", (_, difference) => {
  const text = probeText(report([result("orders-0", [difference])]));
  expect(text).toMatch(/^differs {2}orders-0:2113 in east /);
  expect(text).toMatch(/\n {2}Change: [A-Z][\s\S]*\.\n\n1 dial: 0 as compiled, 1 differs\.\n$/);
  expect(text).not.toMatch(/undefined|NaN|Invalid|\[object/);
  for (const line of text.split("\n")) if (!line.includes(name)) expect(line.length).toBeLessThanOrEqual(80);
  const [data] = JSON.parse(probeJson(report([result("orders-0", [difference])]))).dials[0].differences;
  expect(data).toEqual({
    kind: difference.kind,
    title: expect.any(String),
    detail: expect.any(String),
    change: expect.stringMatching(/\.$/),
  });
});

describe("an old certificate", () => {
  test("how it is taken in, is what to look at", () => {
    const change = (uptake: Listening["uptake"]): string => probeText(report([result("orders-0", [old], { uptake })])).replace(/\s+/g, " ");
    expect(change("start")).toContain("Change: Restart orders-0: it reads its certificate only at start.");
    expect(change("signal")).toContain("Change: See whether orders-0 was signalled");
    expect(change("watch")).toContain("Change: See in the log of orders-0");
  });

  test("at several listeners is said once", () => {
    expect(probeText(report([result("orders-0", [old]), result("orders-1", []), result("orders-2", [old], { uptake: "start" })]))).toBe(
      [
        "differs  each of 2 listeners still serves its old certificate",
        "  orders-0:2113 in east",
        "  orders-2:2113 in east",
        "  It was renewed 3 days ago (2026-04-28 00:00 UTC); the old one ends at",
        "  2026-05-28 00:00 UTC.",
        "  Change: See whether each of them was signalled (the log of its reload",
        "  container), or restart it.",
        "",
        " orders-1:2113   as compiled",
        "3 dials: 1 as compiled, 2 differ.",
        "",
      ].join("\n"),
    );
  });
});

test("what was not looked at is counted, and why", () => {
  const text = probeText(
    report([result("orders-0", [])], { skipped: [listening("a"), listening("b")], notes: ["The kubeconfig may not read x: no"] }),
  );
  expect(text).toBe(
    [
      " orders-0:2113   as compiled",
      "note: The kubeconfig may not read x: no",
      "1 dial: 1 as compiled, 0 differ. 2 listeners not dialled: only a cluster's pods",
      "get there. With --kubeconfig they are dialled through its API.",
      "",
    ].join("\n"),
  );
});

test("colour only adds", () => {
  const all = report([result("orders-0", differences), result("orders-1", [])]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  expect(probeText(all, coloured).replace(/\u001b\[\d+m/g, "")).toBe(probeText(all));
});
