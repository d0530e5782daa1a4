import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportFailure } from "../../src/commands/exit-with.ts";
import { withProgress } from "../../src/commands/progress.ts";
import type { Terminal } from "../../src/commands/terminal.ts";
import { OutputError } from "../../src/output/output-error.ts";
import { plain } from "../../src/report/style.ts";
import { root } from "../modules.ts";
import { Project } from "./project.ts";

describe("usage", () => {
  test.each<[args: readonly string[], says: RegExp]>([
    [["snyth"], /unknown command 'snyth'[\s\S]*synth/],
    [["check", "--strct"], /unknown option '--strct'[\s\S]*--strict/],
    [["check", "--format", "xml"], /text, json/],
    [["synth", "--time-limit", "0"], /seconds above 0/],
    [["explain", "dial", "orders-0"], /missing required argument 'to'/],
    [["explain", "cod"], /unknown command 'cod'[\s\S]*code/],
    [[], /Usage: trueline/],
  ])("%j is exit 2", (args, says) => {
    const { code, out, err } = new Project().run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(says);
  });

  test("--version and --help are results", () => {
    const project = new Project();
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(project.run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
    expect(project.run(["check", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--manifests"), err: "" });
  });
});

describe("explain", () => {
  test("dial", () => {
    const project = new Project();
    const { code, out } = project.run(["explain", "dial", "orders-0", "orders-1"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}orders-0 dials \S+:2113 \(gossip\)\n {4}resolve /);
    expect(project.run(["explain", "dial", "order-0", "orders-1"])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining('Did you mean "orders-0"?'),
    });
  });

  test("code", () => {
    const project = new Project();
    expect(project.run(["explain", "code", "TL4103"])).toMatchObject({ code: 0, out: expect.stringContaining("Change: ") });
    expect(project.run(["explain", "code", "TL0000"])).toMatchObject({ code: 2, out: "" });
  });
});

function terminal(over: Partial<Terminal> = {}): Terminal & { readonly said: string[] } {
  const said: string[] = [];
  const base = { root: ".", style: plain, interactive: false, cdk8sOutdir: undefined, debug: false };
  return { ...base, out: (text) => said.push(text), err: (text) => said.push(text), said, ...over };
}

describe("a failure", () => {
  test("of ours says so, with what to report, and the stack only when asked for", () => {
    const quiet = terminal();
    expect(reportFailure(new Error("x is not y"), "1.2.3", "trueline check", quiet)).toBe(3);
    const text = quiet.said.join("");
    expect(text).toMatch(/This is a bug in Trueline/);
    for (const part of ["x is not y", "trueline check", "trueline 1.2.3", "TRUELINE_DEBUG=1"]) expect(text).toContain(part);
    expect(text).not.toContain("    at ");
    const loud = terminal({ debug: true });
    reportFailure(new Error("x is not y"), "1.2.3", "trueline check", loud);
    expect(loud.said.join("")).toContain("    at ");
  });

  test("of the machine names the folder and is no bug", () => {
    const quiet = terminal();
    expect(reportFailure(new OutputError("dist", "permission denied"), "1.2.3", "trueline synth", quiet)).toBe(3);
    expect(quiet.said.join("")).toBe("dist can't be written: permission denied. Nothing was changed.\n");
  });
});

describe("progress", () => {
  const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve(1), 1200));
  test("is shown after a second, where somebody looks, and taken away", async () => {
    const looking = terminal({ interactive: true });
    expect(await withProgress(looking, "proving", slow)).toBe(1);
    expect(looking.said).toEqual(["proving …", "\r\u001b[K"]);
  });

  test("is not shown for what is quick, nor in a pipe", async () => {
    const looking = terminal({ interactive: true });
    await withProgress(looking, "proving", async () => 1);
    const pipe = terminal();
    await withProgress(pipe, "proving", slow);
    expect([...looking.said, ...pipe.said]).toEqual([]);
  });
});
