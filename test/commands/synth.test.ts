import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../modules.ts";
import { breakProof, cli, ORDERS, Project } from "./project.ts";

describe("synth", () => {
  test("writes what is proven, the same each time", () => {
    const project = new Project();
    const first = project.run(["synth"]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/^ orders +east +3 pods +\d+ dials proven/m);
    expect(first.out).toMatch(/^ wrote \d+, removed 0, unchanged 0 files in dist\/ {2}\(\d+\.\d s\)$/m);
    const files = project.files("dist");
    expect(project.run(["synth"]).out).toMatch(/ wrote 0, removed 0, unchanged \d+ files/);
    rmSync(project.path("dist"), { recursive: true });
    project.run(["synth"]);
    expect(project.files("dist")).toEqual(files);
  });

  test("writes nothing when a dial breaks, and says where to change what", () => {
    const project = new Project();
    project.run(["synth"]);
    const before = project.files("dist");
    breakProof(project);
    const { code, out, err } = project.run(["synth"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(/^error TL4\d{3} {2}/);
    expect(out).toMatch(/^ {2}specs\/orders\.ts:\d+:\d+/m);
    expect(out).toMatch(/Nothing was\s+written\.\n$/);
    expect(project.files("dist")).toEqual(before);
    expect(JSON.parse(project.run(["synth", "--format", "json"]).out)).toMatchObject({ version: 1, kind: "synth", ok: false });
  });

  test("writes nothing for a wrong spec: exit 2 with the place", () => {
    const project = new Project();
    project.edit("specs/orders.ts", "replicas: 3", "replicas: 2");
    const { code, out } = project.run(["synth"]);
    expect(code).toBe(2);
    expect(out).toMatch(/^specs\/orders\.ts:\d+:\d+ {2}/);
    expect(existsSync(project.path("dist"))).toBe(false);
    expect(JSON.parse(project.run(["synth", "--format", "json"]).out)).toMatchObject({
      ok: false,
      findings: [],
      problems: expect.arrayContaining([
        expect.objectContaining({ file: "specs/orders.ts", line: expect.any(Number), column: expect.any(Number) }),
      ]),
    });
  });

  test("an empty specs folder is exit 2 and leaves dist/ alone", () => {
    const project = new Project();
    project.run(["synth"]);
    const before = project.files("dist");
    rmSync(project.path("specs"), { recursive: true });
    expect(project.run(["synth"]).code).toBe(2);
    expect(project.files("dist")).toEqual(before);
  });

  test("a deleted spec takes its files along; one that was only not named does not", () => {
    const project = new Project();
    project.run(["synth"]);
    expect(project.run(["synth", "specs/orders.ts"])).toMatchObject({ code: 0, out: expect.stringContaining("removed 0") });
    expect(existsSync(project.path("dist/.trueline/ledger.json"))).toBe(true);
    rmSync(project.path("specs/ledger.ts"));
    expect(project.run(["synth"]).code).toBe(0);
    expect(existsSync(project.path("dist/west/ledger"))).toBe(false);
    expect(existsSync(project.path("dist/west/notices"))).toBe(true);
    expect(existsSync(project.path("dist/.trueline/ledger.json"))).toBe(false);
    expect(existsSync(project.path(ORDERS))).toBe(true);
  });

  test("names hand-edited files that it overwrites, and refuses to overwrite foreign ones", () => {
    const project = new Project();
    project.run(["synth"]);
    project.edit(ORDERS, "replicas: 3", "replicas: 5");
    expect(project.run(["synth"]).out).toContain(`1 of them was edited by hand, and that is gone:\n   ${ORDERS}\n`);
    rmSync(project.path("dist/.trueline"), { recursive: true });
    project.edit(ORDERS, "replicas: 3", "replicas: 5");
    const { code, out } = project.run(["synth"]);
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain(`${ORDERS} is not ours`);
    expect(project.read(ORDERS)).toContain("replicas: 5");
  });

  test("--dist writes elsewhere", () => {
    const project = new Project();
    expect(project.run(["synth", "--dist", "out/manifests"]).out).toContain("files in out/manifests/");
    expect(existsSync(project.path("out/manifests/.trueline/orders.json"))).toBe(true);
  });

  test("a dist/ that can't be written is exit 3, with folder and reason", () => {
    const project = new Project();
    writeFileSync(project.path("dist"), "");
    const { code, err } = project.run(["synth"]);
    expect(code).toBe(3);
    expect(err.replace(/\s+/g, " ")).toMatch(/dist can't be written: a file stands where a folder is needed\. Nothing was changed\./);
    expect(err).not.toContain("bug");
  });

  test.skipIf(process.getuid?.() === 0)("a read-only dist/ is exit 3", () => {
    const project = new Project();
    project.write("dist/keep", "");
    chmodSync(project.path("dist"), 0o555);
    expect(project.run(["synth"])).toMatchObject({ code: 3, err: expect.stringContaining("permission denied") });
    chmodSync(project.path("dist"), 0o755);
  });
});

describe("npx cdk8s synth", () => {
  const cdk8s = join(root, "node_modules/.bin/cdk8s");
  function project(): Project {
    const made = new Project();
    made.write("cdk8s.yaml", `language: typescript\napp: ${process.execPath} ${cli} synth\noutput: dist\n`);
    made.run(["synth"]);
    made.write("dist/README.md", "mine");
    made.commit();
    return made;
  }

  test("gives the same dist/, foreign files included", () => {
    const made = project();
    const before = made.files("dist");
    expect(made.runProgram(cdk8s, ["synth", "--no-check-upgrade"]).code).toBe(0);
    expect(made.files("dist")).toEqual(before);
    expect(made.git("status", "--porcelain")).toBe("");
  });

  test("puts dist/ back when the proof fails, and says so", () => {
    const made = project();
    const before = made.files("dist");
    breakProof(made);
    const { code, out, err } = made.runProgram(cdk8s, ["synth", "--no-check-upgrade"]);
    expect(code).not.toBe(0);
    expect(out + err).toContain("The cdk8s CLI had emptied");
    expect(made.files("dist")).toEqual(before);
  });

  test("says what is lost where nothing is committed", () => {
    const made = new Project();
    breakProof(made);
    const { code, err } = made.run(["synth"], { CDK8S_OUTDIR: "dist" });
    expect(code).toBe(1);
    expect(err.replace(/\s+/g, " ")).toContain("can't be put back: it is in no git repository");
  });

  test("another output folder works too", () => {
    const made = project();
    expect(made.runProgram(cdk8s, ["synth", "--no-check-upgrade", "--output", "other"]).code).toBe(0);
    const { "README.md": _, ...own } = made.files("dist");
    expect(made.files("other")).toEqual(own);
  });
});
