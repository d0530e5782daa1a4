import { describe, expect, test } from "vitest";
import { breakProof, Project } from "./project.ts";

const explain = (project: Project, ...args: string[]) => project.run(["explain", "strategies", ...args]);

describe("explain strategies", () => {
  test("every workload of all specs, in at most 80 columns", () => {
    const { code, out, err } = explain(new Project());
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const heading of ["ledger  west  specs/ledger.ts", "notices  west  specs/notices.ts", "orders  east  specs/orders.ts"]) {
      expect(out.split("\n")).toContain(heading);
    }
    expect(Math.max(...out.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(out).toMatch(/^\* 1 {2}ServiceName {2}ServiceName {2}ordersNodes {3}21 {5}0 {9}0$/m);
    expect(out).toMatch(/^ {5}any {10}SplitDNS {5}any {11,}exit 2$/m);
    // Hundreds of proofs.
  }, 120_000);

  test("only one of them, as JSON", () => {
    const { code, out } = explain(new Project(), "ledger", "--format", "json");
    expect(code).toBe(0);
    const data = JSON.parse(out);
    expect(data).toMatchObject({ version: 1, kind: "strategies", workloads: [{ workload: "ledger", cluster: "west" }] });
    const [{ strategies, hairpins }] = data.workloads;
    expect(strategies).toHaveLength(27);
    expect(strategies[0]).toMatchObject({ rank: 1, verdict: { kind: "admissible" }, changes: [] });
    expect(strategies.filter((each: { current: boolean }) => each.current)).toHaveLength(1);
    expect(hairpins).toMatchObject([{ of: "clients", count: 4 }]);
  });

  test("as Markdown", () => {
    const { code, out } = explain(new Project(), "orders", "--format", "markdown");
    expect(code).toBe(0);
    expect(out).toMatch(/^## orders \(east\)\n\n\| \| servers \| clients \|/);
  });

  test("a workload that is broken as it is, is answered too", () => {
    const project = new Project();
    breakProof(project);
    const { code, out } = explain(project, "orders");
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}Refused {2}\(\* what the spec says now\)\n\* {4}any {10}ServiceName {2}ordersNodes {3}TL4107$/m);
  });

  test("a name that means nothing, a format that there is not, and a wrong spec are exit 2", () => {
    const project = new Project();
    expect(explain(project, "order")).toMatchObject({ code: 2, out: "", err: expect.stringContaining('Did you mean "orders"?') });
    expect(explain(project, "--format", "sarif")).toMatchObject({ code: 2, out: "" });
    project.edit("specs/orders.ts", 'cluster: "east"', 'cluster: "eats"');
    expect(explain(project)).toMatchObject({ code: 2, out: "", err: expect.stringContaining("specs/orders.ts:") });
  });

  test("it writes nothing, and says the same twice", () => {
    const project = new Project();
    const before = project.files(".");
    const { out } = explain(project, "orders");
    expect(explain(project, "orders").out).toBe(out);
    expect(project.files(".")).toEqual(before);
  });
});
