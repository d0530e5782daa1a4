import { describe, expect, test } from "vitest";
import { explainCode } from "../../src/report/explain-code.ts";
import { explainDial } from "../../src/report/explain-dial.ts";
import { problemsText } from "../../src/report/problems-text.ts";
import type { Rule } from "../../src/terms/evidence.ts";
import { dial, goodProof, process, proof, trace } from "./proofs.ts";

describe("explain dial", () => {
  test("one pod to another: every hop with the rule that decides it", () => {
    const { kind, text } = explainDial(goodProof(), "orders-0", "orders-1");
    expect(kind).toBe("explained");
    expect(text).toBe(
      [
        "  orders-0 dials orders-1.example.com:2113 (gossip)",
        "    resolve  orders-1.example.com → pod orders-1, DNS sidecar of orders-0",
        "             source: KurrentDB 26.0",
        "    route    pod network, direct                          source: KurrentDB 26.0",
        "    accept   orders-1:2113                                source: KurrentDB 26.0",
        "    verify   orders-node-tls holds it                     source: KurrentDB 26.0",
        "  proven (source)",
        "",
      ].join("\n"),
    );
  });

  test("what else a dial relies on comes below its hops, each rule once, the weakest first", () => {
    const node = process("orders-0");
    const made = trace(dial(node.id, "orders-1.example.com"), "proven", "lab");
    const lookup: Rule = { id: "resolver/search", evidence: "documentation", source: "resolv.conf(5)" };
    const listen: Rule = { id: "kernel/listen", evidence: "lab", source: "listen(2); seen in test/lab" };
    const steps = made.steps.map((step) => ({ ...step, rules: [step.rules[0], listen, lookup] as const }));
    const { text } = explainDial(proof([node], [{ ...made, steps, evidence: "documentation" }]), "orders-0", "orders-1.example.com");
    expect(text.split("\n").slice(-6)).toEqual([
      "    relies also on",
      "      documentation: resolv.conf(5)",
      "      source: KurrentDB 26.0",
      "      lab: listen(2); seen in test/lab",
      "  proven (documentation)",
      "",
    ]);
  });

  test.each([
    ["orders-0", "orders-1.example.com", 1],
    ["orders-0", "orders-1.example.com:2113", 1],
    ["east/kurrent/orders-0/kurrentdb", "orders-2", 1],
    ["orders", "orders", 6],
    ["shop", "orders-0", 1],
  ])("%s to %s: %i", (from, to, amount) => {
    const { kind, text } = explainDial(goodProof(), from, to);
    expect(kind).toBe("explained");
    expect(text.match(/ dials /g)).toHaveLength(amount);
  });

  test("a dial that broke is found by the name it was to", () => {
    const nodes = [process("orders-0"), process("orders-1", { listeners: [] })];
    const broken = trace(dial(nodes[0]?.id ?? "", "orders-1.example.com"), "name-mismatch");
    expect(explainDial(proof(nodes, [broken]), "orders-0", "orders-1.example.com").text).toContain("broken: name mismatch");
  });

  test("says what there is where it finds nothing", () => {
    const nodes = ["orders-0", "orders-1"].map((label) => process(label));
    const made = proof(nodes, [
      trace(dial(nodes[0]?.id ?? "", "orders-1.example.com"), "proven", "source", { reached: [nodes[1]?.id ?? ""] }),
    ]);
    expect(explainDial(made, "order-0", "orders-1")).toEqual({
      kind: "no-such",
      text: 'No process "order-0". Did you mean "orders-0"? Known: orders-0, orders-1.\n',
    });
    expect(explainDial(made, "orders-0", "nowhere.example.com").text).toContain('No process or dialled host "nowhere.example.com".');
    expect(explainDial(made, "orders-1", "orders-0").text).toContain("orders-1 does not dial orders-0. orders-1 dials nobody.");
  });
});

describe("explain code", () => {
  test.each(["TL4103", "tl4103", "4103"])("%s", (code) => {
    expect(explainCode(code)).toMatchObject({
      kind: "explained",
      text: expect.stringContaining("TL4103  the certificate does not hold the name"),
    });
  });

  test("an unknown one names its neighbour", () => {
    expect(explainCode("TL4193")).toMatchObject({ kind: "no-such", text: expect.stringMatching(/Did you mean TL41\d3\?/) });
  });
});

describe("wrong specs", () => {
  test("place, message, hint", () => {
    const text = problemsText([
      {
        file: "specs/orders.ts",
        line: 18,
        column: 14,
        message: 'security.authority: no authority "ordersNode".',
        hint: 'Did you mean "ordersNodes"? Known: ordersNodes, public.',
      },
      { file: "specs/shop.ts", message: "exports nothing by default.", near: false },
      { file: "specs/shop.ts", line: 1, column: 1, near: true, sourceLine: "  a: 1,", message: "is wrong." },
    ]);
    expect(text).toBe(
      [
        'specs/orders.ts:18:14  security.authority: no authority "ordersNode".',
        '  Did you mean "ordersNodes"? Known: ordersNodes, public.',
        "specs/shop.ts  exports nothing by default.",
        "specs/shop.ts:1:1 (near)  is wrong.",
        "    a: 1,",
        "",
      ].join("\n"),
    );
  });
});
