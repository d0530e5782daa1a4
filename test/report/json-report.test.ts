import { expect, test } from "vitest";
import { jsonProblems, jsonReport } from "../../src/report/json-report.ts";
import type { Report } from "../../src/report/report.ts";
import { placeKey } from "../../src/terms/place.ts";
import { dial, finding, goodProof, process, proof, STATEFUL_SET, trace } from "./proofs.ts";

const report = (over: Partial<Report>): Report => ({
  kind: "check",
  proof: goodProof(),
  positions: new Map(),
  strict: false,
  dist: "dist",
  ...over,
});

test("a clean run has all fields too", () => {
  expect(JSON.parse(jsonReport(report({})))).toEqual({
    version: 1,
    kind: "check",
    ok: true,
    summary: {
      errors: 0,
      warnings: 0,
      notes: 0,
      dials: { proven: { lab: 1, source: 6, documentation: 0 }, assumed: 0, unknown: 0, broken: 0, hairpins: 1 },
      workloads: [
        {
          workload: "orders",
          cluster: "east",
          pods: 3,
          proven: { lab: 0, source: 6, documentation: 0 },
          assumed: 0,
          unknown: 0,
          broken: 0,
          hairpins: 0,
        },
        {
          workload: "shop",
          cluster: "east",
          pods: 0,
          proven: { lab: 1, source: 0, documentation: 0 },
          assumed: 0,
          unknown: 0,
          broken: 0,
          hairpins: 1,
        },
      ],
    },
    findings: [],
    problems: [],
  });
});

test("a finding has its cause with position, and all of its dials hop by hop", () => {
  const node = process("orders-0");
  const traces = [
    trace(dial(node.id, "orders-1.example.com"), "name-mismatch"),
    trace(dial(node.id, "orders-2.example.com"), "name-mismatch"),
  ];
  const positions = new Map([[placeKey(finding([]).cause), { file: "specs/orders.ts", line: 21, column: 9, near: false }]]);
  const data = JSON.parse(jsonReport(report({ proof: proof([node], traces, [finding(traces)]), positions })));
  expect(data.ok).toBe(false);
  expect(data.findings).toHaveLength(1);
  expect(data.findings[0]).toMatchObject({
    code: "TL4103",
    severity: "error",
    title: "the certificate does not hold the name that members dial",
    cause: {
      object: STATEFUL_SET,
      path: "spec.template.spec.containers[0].env[3].value",
      file: "specs/orders.ts",
      line: 21,
      column: 9,
      near: false,
    },
    related: [],
  });
  expect(data.findings[0].traces).toHaveLength(2);
  const rule = { id: "kurrentdb/source", evidence: "source", source: "KurrentDB 26.0" };
  expect(data.findings[0].traces[0].steps.at(-1)).toEqual({
    hop: "verify",
    ok: false,
    text: "orders-node-tls holds *.orders.kurrent.svc.cluster.local, not orders-1.example.com",
    failure: "name-not-on-certificate",
    rule,
    rules: [rule],
  });
});

test("a stale dist/ is a finding with its files", () => {
  const stale = { missing: ["a.yaml"], changed: [], extra: ["b.yaml"], conflicts: [] };
  const data = JSON.parse(jsonReport(report({ stale })));
  expect(data).toMatchObject({ ok: false, summary: { errors: 1, stale: { missing: ["a.yaml"], extra: ["b.yaml"] } } });
  expect(data.findings).toEqual([
    expect.objectContaining({
      code: "TL8001",
      cause: { file: "dist", near: true },
      related: [
        { file: "dist/a.yaml", near: false },
        { file: "dist/b.yaml", near: false },
      ],
    }),
  ]);
});

test("wrong specs have the same fields", () => {
  const problems = [{ file: "specs/orders.ts", line: 1, column: 2, message: "no." }];
  expect(JSON.parse(jsonProblems("synth", problems))).toEqual({
    version: 1,
    kind: "synth",
    ok: false,
    summary: null,
    findings: [],
    problems,
  });
});
