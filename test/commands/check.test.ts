import { cpSync, mkdirSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { pki } from "../fixtures/pki.ts";
import { breakProof, ORDERS, Project } from "./project.ts";

const CERTIFICATE = "east/orders/kurrent/certificate.cert-manager.io-orders-node-tls.yaml";

describe("check", () => {
  test("sums up what is proven, and writes nothing", () => {
    const project = new Project();
    project.run(["synth"]);
    const before = project.files(".");
    const { code, out, err } = project.run(["check"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^0 errors, \d+ warnings?(, \d+ notes?)?\. \d+ proven \([^)]+\), 0 assumed, 0\s+unknown\./m);
    expect(project.files(".")).toEqual(before);
    const data = JSON.parse(project.run(["check", "--format", "json"]).out);
    expect(data).toMatchObject({
      version: 1,
      kind: "check",
      ok: true,
      summary: { errors: 0, dials: { unknown: 0, broken: 0 } },
      problems: [],
    });
  });

  test("a stale dist/ fails: missing, differing and left-over files", () => {
    const project = new Project();
    project.run(["synth"]);
    project.edit(ORDERS, "replicas: 3", "replicas: 5");
    rmSync(project.path("dist/east/orders/kurrent/service-orders.yaml"));
    const { code, out } = project.run(["check"]);
    expect(code).toBe(1);
    expect(out).toContain(
      "error TL8001  dist/ is not what the specs compile to\n  missing  dist/east/orders/kurrent/service-orders.yaml\n",
    );
    expect(out).toContain(`  differs  ${ORDERS}\n`);
    project.run(["synth"]);
    expect(project.run(["check"]).code).toBe(0);
    rmSync(project.path("specs/ledger.ts"));
    expect(project.run(["check"]).out).toContain("  extra    dist/.trueline/ledger.json\n");
  });

  test("a broken dial fails, in text and JSON", () => {
    const project = new Project();
    breakProof(project);
    project.run(["synth"]);
    const { code, out } = project.run(["check"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^error TL4\d{3} {2}/);
    const data = JSON.parse(project.run(["check", "--format", "json"]).out);
    const [first] = data.findings;
    expect(first).toMatchObject({
      severity: "error",
      cause: { file: "specs/orders.ts", line: expect.any(Number), column: expect.any(Number) },
    });
    expect(first.traces.length).toBeGreaterThan(0);
  });

  test("a wrong spec is exit 2", () => {
    const project = new Project();
    project.edit("specs/orders.ts", 'cluster: "east"', 'cluster: "eats"');
    expect(project.run(["check"])).toMatchObject({ code: 2, out: expect.stringMatching(/specs\/orders\.ts:\d+:\d+ [\s\S]*"east"/) });
  });
});

describe("check --manifests", () => {
  function folder(): Project {
    const project = new Project();
    project.run(["synth"]);
    cpSync(project.path("dist"), project.path("copy"), { recursive: true });
    rmSync(project.path("specs"), { recursive: true });
    return project;
  }

  test("proves the folder alone, without specs", () => {
    const project = folder();
    const { code, out } = project.run(["check", "--manifests", "copy"]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/\d+ proven \([^)]+\), 0 assumed, 0\s+unknown\.\n$/) });
  });

  test("finds a changed value, in its file", () => {
    const project = folder();
    project.edit(`copy/${CERTIFICATE}`, "    - client auth\n", "");
    const { code, out } = project.run(["check", "--manifests", "copy"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^error TL4105 /);
    expect(out).toContain(`  copy/${CERTIFICATE}:`);
  });

  test("a credential is named by its place, and never printed", () => {
    const project = folder();
    const token = `glpat-${"aB3".repeat(7)}`;
    project.edit(`copy/${CERTIFICATE}`, "metadata:\n", `metadata:\n  annotations:\n    ci: ${token}\n`);
    const text = project.run(["check", "--manifests", "copy"]);
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/^error TL5204 {2}a GitLab token would be written to git\n {2}copy\/\S+:\d+:\d+\n/);
    const { out } = project.run(["check", "--manifests", "copy", "--format", "json"]);
    expect(JSON.parse(out).findings[0]).toMatchObject({ code: "TL5204", cause: { line: expect.any(Number) } });
    expect([text.out, out].filter((each) => each.includes("glpat"))).toEqual([]);
  });

  test("a harmless change stays silent", () => {
    const project = folder();
    project.edit(`copy/${CERTIFICATE}`, "    - client auth\n", "    - client auth\n    - data encipherment\n");
    expect(project.run(["check", "--manifests", "copy"])).toMatchObject({ code: 0 });
  });

  test("a folder that is not there, empty, or holds what can't be read is exit 2", () => {
    const project = folder();
    expect(project.run(["check", "--manifests", "nowhere"])).toMatchObject({ code: 2, out: "nowhere  there is no such folder.\n" });
    mkdirSync(project.path("empty"));
    expect(project.run(["check", "--manifests", "empty"])).toMatchObject({
      code: 2,
      out: expect.stringContaining("no file in this folder holds"),
    });
    project.write("copy/broken.yaml", "a: [\n");
    expect(project.run(["check", "--manifests", "copy"])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^copy\/broken\.yaml:\d+:\d+ /),
    });
  });
});

describe("--as-of", () => {
  const warnings = (project: Project, ...args: readonly string[]): readonly string[] => {
    const { out, err } = project.run(["check", "--manifests", "m", "--format", "json", ...args]);
    expect(err).toBe("");
    const { findings }: { findings: readonly { code: string; title: string }[] } = JSON.parse(out);
    return findings.filter(({ code }) => code === "TL4506").map(({ title }) => title);
  };

  test("says for when certificates are looked at", () => {
    const project = new Project();
    const data = JSON.stringify({ "ca.crt": pki("corp-root") });
    project.write("m/roots.yaml", `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: roots, namespace: shop }\ndata: ${data}\n`);
    expect(warnings(project, "--as-of", "2043-12-20")).toEqual(["Corp root ends on 2044-01-01, in 12 days"]);
    expect(warnings(project, "--as-of", "2043-12-31T18:00Z")).toEqual(["Corp root ends on 2044-01-01, in 0 days"]);
    expect(warnings(project, "--as-of", "2043-12-31T23:30:00+01:00")).toHaveLength(1);
    expect(warnings(project, "--as-of", "2043-11-01")).toEqual([]);
    expect(warnings(project)).toEqual([]);
  });

  test.each(["tomorrow", "2026-02-31", "2026-13-01", "1767225600", "2026-1-1", "2026-01-01T25:00Z"])("takes %s for no date", (text) => {
    const { code, out, err } = new Project().run(["check", "--as-of", text]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("2026-12-31");
  });

  test("never changes what is written, and explain takes it too", () => {
    const project = new Project();
    const written = ["2027-01-01", "2035-01-01"].map((day) => {
      expect(project.run(["synth", "--as-of", day]).code).toBe(0);
      return project.files("dist");
    });
    expect(written[0]).toEqual(written[1]);
    expect(project.run(["explain", "dial", "orders-0", "orders-1", "--as-of", "2099-01-01"]).code).toBe(0);
  });
});
