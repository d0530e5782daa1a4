import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/prove/findings/catalogue.ts";
import type { Positions } from "../../src/report/positions.ts";
import { isOk, type Report } from "../../src/report/report.ts";
import { coloured } from "../../src/report/style.ts";
import { textReport } from "../../src/report/text-report.ts";
import { place, placeKey } from "../../src/terms/place.ts";
import { dial, finding, goodProof, process, proof, STATEFUL_SET, trace } from "./proofs.ts";

const FRESH = { missing: [], changed: [], extra: [], conflicts: [] };
const WRITTEN = { written: ["a", "b"], removed: ["c"], unchanged: ["d"], foreign: [], handEdited: [] };

function report(over: Partial<Report> = {}): Report {
  return { kind: "check", proof: goodProof(), positions: new Map(), strict: false, dist: "dist", stale: FRESH, ...over };
}

function broken(dials = 2): Report["proof"] {
  const node = process("orders-0");
  const traces = Array.from({ length: dials }, (_, index) => trace(dial(node.id, `orders-${index + 1}.example.com`), "name-mismatch"));
  return proof([node], traces, [finding(traces)]);
}

const positions: Positions = new Map([
  [placeKey(finding([]).cause), { file: "specs/orders.ts", line: 21, column: 9, near: false, text: 'fqdnTemplate: "{podName}.{domain}"' }],
]);

describe("a good run", () => {
  test("check", () => {
    expect(textReport(report())).toBe(
      [
        " orders   east   3 pods   6 dials proven (6 source)",
        " shop     east   client   1 dial proven (1 lab), 1 hairpin",
        "0 errors, 0 warnings. 7 proven (1 lab, 6 source), 0 assumed, 0 unknown. dist/ is",
        "what the specs compile to.",
        "",
      ].join("\n"),
    );
  });

  test("synth", () => {
    const { stale: _, ...rest } = report({ kind: "synth", files: WRITTEN });
    expect(textReport(rest, undefined, 0.42).split("\n").at(-2)).toBe(" wrote 2, removed 1, unchanged 1 files in dist/  (0.4 s)");
    expect(textReport(rest)).not.toContain("edited by hand");
  });

  test("synth names what was edited by hand", () => {
    const text = textReport(report({ kind: "synth", files: { ...WRITTEN, handEdited: ["a"] } }));
    expect(text).toContain("1 of them was edited by hand, and that is gone:\n   dist/a\n");
  });
});

describe("a finding", () => {
  test("with its position, the first dial and the number of others", () => {
    const text = textReport(report({ proof: broken(3), positions }));
    expect(text).toBe(
      [
        "error TL4103  the certificate does not hold the name that members dial",
        '  specs/orders.ts:21:9   fqdnTemplate: "{podName}.{domain}"',
        "  orders-0 dials orders-1.example.com:2113 (gossip)",
        "    resolve  orders-1.example.com → pod orders-1, DNS sidecar of orders-0",
        "    route    pod network, direct",
        "    accept   orders-1:2113",
        "    verify   ✗ orders-node-tls holds *.orders.kurrent.svc.cluster.local, not",
        "               orders-1.example.com                       source: KurrentDB 26.0",
        "  and 2 more dials.",
        "  Change: Let the certificate hold the dialled name: list names by the",
        "  fqdnTemplate, or dial by a name that it holds.    trueline explain code TL4103",
        "",
        "1 error, 0 warnings. 0 proven, 0 assumed, 0 unknown, 3 broken. Nothing was",
        "written.",
        "",
      ].join("\n"),
    );
  });

  test("without a position prints object and path; near ones say so", () => {
    const object = "in StatefulSet kurrent/orders of cluster east";
    expect(textReport(report({ proof: broken() })).replace(/\s+/g, " ")).toContain(object);
    const text = textReport(
      report({
        proof: broken(),
        positions: new Map([[placeKey(finding([]).cause), { file: "specs/orders.ts", line: 3, column: 1, near: true }]]),
      }),
    );
    expect(text).toContain("  specs/orders.ts:3:1 (near)\n");
    expect(text).not.toContain(object);
  });

  test("without a dial says why it matters, and where its other halves stand", () => {
    const related = [place(STATEFUL_SET, "spec", "serviceName"), place(STATEFUL_SET, "spec", "replicas")];
    const lone = finding([], { related });
    const more = new Map([
      ...positions,
      [
        placeKey(place(STATEFUL_SET, "spec", "replicas")),
        { file: "specs/orders.ts", line: 30, column: 2, near: false, text: "replicas: 3" },
      ],
    ]);
    const text = textReport(report({ proof: proof([process("orders-0")], [], [lone]), positions: more }));
    expect(text).toContain("  see StatefulSet kurrent/orders of cluster east: spec.serviceName\n");
    expect(text).toContain("  see specs/orders.ts:30:2   replicas: 3\n");
    expect(text.replace(/\s+/g, " ")).toContain(catalogue["TL4103"]?.why({}) ?? "?");
  });

  test("colour only adds: the words are the same", () => {
    const result = report({ proof: broken(), positions, stale: { ...FRESH, missing: ["a"] } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colour is.
    expect(textReport(result, coloured).replace(/\u001b\[\d+m/g, "")).toBe(textReport(result));
    expect(textReport(result, coloured)).not.toBe(textReport(result));
  });

  test("no line is wider than 80 columns, for every row of the catalogue", () => {
    for (const { code, severity } of Object.values(catalogue)) {
      const traces = broken(2).traces;
      const result = report({
        proof: proof([process("orders-0")], traces, [finding(traces, { code, severity }), finding([], { code, severity })]),
        positions,
      });
      for (const line of textReport(result).split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });
});

test("notes of one code are printed three times, then counted", () => {
  const notes = Array.from({ length: 5 }, (_, index) => finding([], { severity: "note", cause: place(STATEFUL_SET, "spec", index) }));
  const text = textReport(report({ proof: proof([process("orders-0")], [], notes) }));
  expect(text.match(/^note TL4103 {2}the/gm)).toHaveLength(3);
  expect(text).toContain("note TL4103  2 more of these");
  expect(text).toContain("0 errors, 0 warnings, 5 notes.");
});

describe("a stale dist/", () => {
  test("lists ten files and counts the rest", () => {
    const missing = Array.from({ length: 9 }, (_, index) => `east/m${index}.yaml`);
    const stale = { missing, changed: ["east/c.yaml"], extra: ["east/x.yaml", "east/y.yaml"], conflicts: [] };
    const text = textReport(report({ stale }));
    expect(text).toContain("error TL8001  dist/ is not what the specs compile to\n  missing  dist/east/m0.yaml\n");
    expect(text).toContain("  differs  dist/east/c.yaml\n  and 2 more files.\n");
    expect(text).toMatch(/^1 error, 0 warnings\./m);
  });

  test("names what stands in the way", () => {
    const text = textReport(report({ stale: { ...FRESH, conflicts: ["dist/a is not ours."] } }));
    expect(text).toContain("  dist/a is not ours.\n");
  });
});

describe("what fails", () => {
  const [warning, unknown] = [finding([], { severity: "warning" }), trace(dial(process("orders-0").id, "x.example.com"), "unknown")];
  test.each<[string, Partial<Report>, boolean]>([
    ["all well", {}, true],
    ["an error", { proof: broken() }, false],
    ["a stale dist/", { stale: { ...FRESH, extra: ["a"] } }, false],
    ["a refusal to write", { refusals: ["No."] }, false],
    ["a warning", { proof: proof([], [], [warning]) }, true],
    ["a warning, strictly", { proof: proof([], [], [warning]), strict: true }, false],
    ["an unknown dial that is no error", { proof: proof([process("orders-0")], [unknown]) }, true],
    ["an unknown dial, strictly", { proof: proof([process("orders-0")], [unknown]), strict: true }, false],
    ["all well, strictly", { strict: true }, true],
  ])("%s", (_, over, ok) => {
    expect(isOk(report(over))).toBe(ok);
  });
});
