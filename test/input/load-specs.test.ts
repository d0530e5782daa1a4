import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSpecs } from "../../src/input/load-specs.ts";
import type { Problem } from "../../src/input/problem.ts";
import { project } from "./project.ts";

const good = (inside = "", before = ""): string =>
  `import { defineTopology } from "trueline";\n${before}\nexport default defineTopology({ clusters: {}, workloads: {}, ${inside} } as never);\n`;

/** The problems of a project whose only spec has the given text. */
async function problemsOf(text: string, more: Readonly<Record<string, string>> = {}, timeLimitSeconds = 10): Promise<readonly Problem[]> {
  const result = await loadSpecs({ root: project({ "specs/a.ts": text, ...more }), timeLimitSeconds });
  return result.kind === "refused" ? result.problems : [];
}

describe("what is loaded", () => {
  test("a topology as data, with its name and the files it is made of", async () => {
    const root = project({
      "specs/east/orders.ts": `import { size } from "../sizes.ts";\nimport extra from "../../data/extra.json" with { type: "json" };\n${good("size, extra, gone: undefined")}`,
      "specs/sizes.ts": 'export const size: string = "1Gi";',
      "data/extra.json": '{ "a": [1, null] }',
      "specs/types.d.ts": "declare const x: string;",
    });
    const result = await loadSpecs({ root });
    expect(result).toEqual({
      kind: "loaded",
      specs: [
        {
          file: "specs/east/orders.ts",
          name: "orders",
          data: { kind: "topology", clusters: {}, workloads: {}, size: "1Gi", extra: { a: [1, null] } },
          inputs: ["data/extra.json", "specs/east/orders.ts", "specs/sizes.ts"],
        },
      ],
    });
  });

  test("all specs in the order of their names, and no shared modules", async () => {
    const root = project({
      "specs/b.ts": good(),
      "specs/a.ts": good(),
      "specs/helper.ts": "export default () => 1;",
      "specs/c/d.ts": "export const one = 1;",
    });
    const result = await loadSpecs({ root });
    expect(result.kind === "loaded" && result.specs.map((spec) => spec.file)).toEqual(["specs/a.ts", "specs/b.ts"]);
  });

  test("only the named files, absolute or relative", async () => {
    const root = project({ "specs/b.ts": good(), "specs/a.ts": "throw new Error()" });
    for (const file of ["specs/b.ts", join(root, "specs/b.ts")]) {
      const result = await loadSpecs({ root, files: [file] });
      expect(result.kind === "loaded" && result.specs.map((spec) => spec.file)).toEqual(["specs/b.ts"]);
    }
  });

  test("what the language makes, with its kind tags", async () => {
    const text = `import { acme, argocd, defineTopology, flux, kurrentdb, privateCA } from "trueline";
      export default defineTopology({ all: [acme({}), argocd({}), flux({}), kurrentdb({}), privateCA({})] } as never);`;
    const result = await loadSpecs({ root: project({ "specs/a.ts": text }) });
    const kinds = ["acme", "argocd", "flux", "kurrentdb", "privateCA"].map((kind) => ({ kind }));
    expect(result.kind === "loaded" && result.specs[0]?.data).toEqual({ kind: "topology", all: kinds });
  });

  test("dates written out, typed helpers and enums are fine", async () => {
    const before = 'enum Size { Small = "1Gi" }\nconst year: number = new Date("2026-01-01").getUTCFullYear();';
    const result = await loadSpecs({ root: project({ "specs/a.ts": good("year, size: Size.Small", before) }) });
    expect(result.kind === "loaded" && result.specs[0]?.data).toMatchObject({ year: 2026, size: "1Gi" });
  });
});

describe("what is refused, with its place", () => {
  test.each<[string, string, Partial<Problem> & { text: string }]>([
    ["a syntax error", "export default {\n  a: 1;\n};", { line: 2, column: 7, text: 'Expected "}" but found ";"' }],
    ["a thrown error", good("", '\nthrow new Error("no such thing");'), { line: 3, column: 7, text: "threw an error: no such thing" }],
    ["a thrown text", good("", 'throw "no such thing";'), { text: "threw an error: no such thing" }],
    ["a type error", good("", "const a: any = undefined;\na.b();"), { line: 3, column: 3, text: "Cannot read properties of undefined" }],
    ["endless recursion", good("", "const f = (): number => f() + 1;\nf();"), { line: 2, text: "calls itself without an end" }],
    ["the clock", good("at: Date.now()"), { line: 3, text: "Date.now() gives another result each time" }],
    ["a date of now", good("at: new Date().getFullYear()"), { line: 3, text: "the same result every time" }],
    ["Date as a function", good("at: Date()"), { line: 3, text: "the same result every time" }],
    ["randomness", good("at: Math.random()"), { line: 3, text: "Math.random() gives another result each time" }],
    ["crypto", good("at: crypto.randomUUID()"), { line: 3, text: "the same result every time" }],
    ["performance", good("at: performance.now()"), { line: 3, text: "the same result every time" }],
    [
      "a file read",
      `import { readFileSync } from "node:fs";\n${good('a: readFileSync("x", "utf8")')}`,
      { line: 1, column: 30, text: 'imports Node\'s module "node:fs"' },
    ],
    ["a file read without the prefix", `import fs from "fs/promises";\n${good("fs")}`, { line: 1, column: 16, text: "can't read files" }],
    ["the environment", good("a: process.env.HOME"), { line: 3, text: "process is not there" }],
    ["require", good('a: require("node:fs")'), { text: "node:fs" }],
    ["the network", good("", 'fetch("https://example.com");'), { line: 2, text: "fetch is not there" }],
    ["a timer", good("", "setTimeout(() => {}, 1);"), { line: 2, text: "can't wait" }],
    ["top-level await", good("a: await Promise.resolve(1)"), { line: 3, text: "awaits at the top level" }],
    [
      "a module that is not there",
      `import { x } from "./nope.ts";\n${good("x")}`,
      { line: 1, column: 19, text: 'imports "./nope.ts", which is not there' },
    ],
    [
      "a file outside of the project",
      `import x from "../../outside.json";\n${good("x")}`,
      { line: 1, column: 15, text: "outside of the project" },
    ],
    ["code from a text", good("", 'new Function("return 1")();'), { line: 2, text: "EvalError" }],
    ["a topology without defineTopology", "export default { clusters: {}, workloads: {} };", { text: "no topology" }],
    ["a function in the result", good("f: () => 1"), { line: 3, text: "f is a function" }],
    ["a Date in the result", good('a: { b: [new Date("2026-01-01")] }'), { line: 3, near: false, text: "a.b[0] is a Date" }],
    ["a Map", good("a: new Map()"), { line: 3, text: "a is a Map" }],
    ["a Set", good("a: new Set()"), { line: 3, text: "a is a Set" }],
    ["a class instance", good("a: new Thing()", "class Thing {}"), { line: 3, text: "a is an instance of the class Thing" }],
    ["a Promise", good("a: Promise.resolve(1)"), { line: 3, text: "a is a Promise" }],
    ["NaN", good("a: NaN"), { line: 3, text: "a NaN is no number" }],
    ["infinity", good("a: 1 / 0"), { line: 3, text: "a Infinity is no number" }],
    ["a BigInt", good("a: 1n"), { line: 3, text: "a is a BigInt" }],
    ["a symbol", good('a: Symbol("x")'), { line: 3, text: "a is a symbol" }],
    ["undefined in a list", good("a: [1, undefined]"), { line: 3, text: "a[1] is undefined" }],
    ["a cycle", good("loop", "const loop: any = {};\nloop.self = loop;"), { text: "loop.self contains itself" }],
  ])("%s", async (_, text, { text: message, ...place }) => {
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]).toMatchObject({ file: "specs/a.ts", ...place });
  });

  test("an error in a helper points into the helper", async () => {
    const helper = "export function size(n: number) {\n  if (n > 3) throw new Error(`too large: ${n}`);\n  return n;\n}\n";
    const problems = await problemsOf(`import { size } from "./lib/helper.ts";\n${good("a: size(4)")}`, { "specs/lib/helper.ts": helper });
    expect(problems[0]).toMatchObject({ file: "specs/lib/helper.ts", line: 2, message: "threw an error: too large: 4" });
    expect(problems[0]?.sourceLine).toContain("if (n > 3) throw");
    const fine = await problemsOf(`import { size } from "./lib/helper.ts";\n${good("a: size(3)")}`, { "specs/lib/helper.ts": helper });
    expect(fine).toEqual([]);
  });

  test("a spec that never ends names the limit and spares no other spec's time", async () => {
    const started = performance.now();
    const problems = await problemsOf(
      good("", "while (true) {}"),
      { "specs/b.ts": good("", "const f = async () => { for (;;) await null; };\nf();") },
      0.3,
    );
    expect(problems.map((problem) => problem.file)).toEqual(["specs/a.ts", "specs/b.ts"]);
    for (const problem of problems) expect(problem.message).toBe("did not end within 0.3 seconds.");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("a result that never ends is ended from outside", async () => {
    const problems = await problemsOf(good("get a() { for (;;); }"), {}, 0.1);
    expect(problems).toMatchObject([{ file: "specs/a.ts", message: "did not end within 0.1 seconds." }]);
  });

  test("every wrong spec is reported, not only the first", async () => {
    const problems = await problemsOf(good("", 'throw new Error("one");'), { "specs/b.ts": good("", 'throw new Error("two");') });
    expect(problems.map((problem) => problem.message)).toEqual(["threw an error: one", "threw an error: two"]);
  });

  test("named files that can't be specs", async () => {
    const root = project({ "specs/shared.ts": "export const a = 1;", "specs/a.json": "{}" });
    const refused = async (file: string): Promise<unknown> => {
      const result = await loadSpecs({ root, files: [file] });
      return result.kind === "refused" && result.problems[0]?.message;
    };
    expect(await refused("specs/shared.ts")).toBe("exports nothing by default.");
    expect(await refused("specs/gone.ts")).toBe("is not there.");
    expect(await refused("specs/a.json")).toBe("is no TypeScript file.");
    expect(await refused("../a.ts")).toContain("outside of the project");
  });

  test("an empty folder, no folder, and a folder without a topology", async () => {
    const refused = async (root: string): Promise<unknown> => {
      const result = await loadSpecs({ root });
      return result.kind === "refused" && result.problems.map((problem) => problem.message);
    };
    expect(await refused(project({ "package.json": "{}" }))).toEqual([expect.stringContaining("there is no folder specs/")]);
    const empty = project({ "package.json": "{}" });
    mkdirSync(join(empty, "specs"));
    expect(await refused(empty)).toEqual(["the folder specs/ holds no TypeScript file."]);
    expect(await refused(project({ "specs/shared.ts": "export const a = 1;" }))).toEqual([
      expect.stringContaining("no file in specs/ default-exports a topology"),
    ]);
  });
});
