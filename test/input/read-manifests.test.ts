import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseManifestFile, placeInFile } from "../../src/input/parse-manifest-file.ts";
import { readManifests } from "../../src/input/read-manifests.ts";

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), "trueline-manifests-"));
  made.push(dir);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const environment = {
  kind: "environment",
  version: 1,
  topology: "t",
  test: false,
  clusters: {},
  processes: [],
  brought: [],
  assumptions: [],
};

describe("a folder of manifests", () => {
  it("is one cluster with a unit for each first folder", () => {
    const { manifests, environments, problems } = readManifests(
      folder({
        "z.yaml": configMap("z"),
        "app/deep/a.yml": `${configMap("a")}---\n# nothing\n---\n${configMap("b")}`,
        "app/list.json": JSON.stringify({
          apiVersion: "v1",
          kind: "List",
          items: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } }],
        }),
        "app/values.yaml": "replicas: 3\n",
        "app/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
        "app/readme.md": "apiVersion: v1",
        ".git/x.yaml": configMap("hidden"),
      }),
    );
    expect(problems).toEqual([]);
    expect(environments).toEqual([]);
    expect(manifests.map(({ cluster, unit, object, origin }) => [cluster, unit, object.kind, object.metadata.name, origin])).toEqual([
      ["cluster", "app", "ConfigMap", "a", { kind: "file", file: "app/deep/a.yml", document: 0 }],
      ["cluster", "app", "ConfigMap", "b", { kind: "file", file: "app/deep/a.yml", document: 2 }],
      ["cluster", "app", "Secret", "s", { kind: "file", file: "app/list.json", document: 0, within: ["items", 0] }],
      ["cluster", ".", "ConfigMap", "z", { kind: "file", file: "z.yaml", document: 0 }],
    ]);
  });

  it("that Trueline wrote has clusters, units and Environments", () => {
    const index = JSON.stringify({ version: 1, environment, files: [] });
    const { manifests, environments, problems } = readManifests(
      folder({ ".trueline/t.json": index, "east/orders/kurrent/configmap-a.yaml": configMap("a") }),
    );
    expect(problems).toEqual([]);
    expect(environments).toEqual([environment]);
    expect(manifests.map(({ cluster, unit }) => [cluster, unit])).toEqual([["east", "orders"]]);
  });

  it.each([
    ["a later format", { ".trueline/t.json": JSON.stringify({ version: 2, environment }) }, { file: ".trueline/t.json" }],
    ["no Environment", { ".trueline/t.json": JSON.stringify({ version: 1 }) }, { file: ".trueline/t.json" }],
    ["no JSON", { ".trueline/t.json": "{\n oops" }, { file: ".trueline/t.json", line: 2, column: 2 }],
    ["no YAML", { "a.yaml": "ok: 1\nkey: [1,\nother: }\n" }, { file: "a.yaml", line: 3 }],
    ["no name", { "a.yaml": "\napiVersion: v1\nkind: Secret\n" }, { file: "a.yaml", line: 2, column: 1 }],
  ])("with %s is a problem", (_, files, expected) => {
    expect(readManifests(folder(files)).problems).toMatchObject([expected]);
  });

  it("keeps what can be read", () => {
    const read = readManifests(folder({ "a.yaml": "x: [\n", "b.yaml": configMap("b") }));
    expect(read.manifests.map((each) => each.object.metadata.name)).toEqual(["b"]);
    expect(read.problems.map((each) => each.file)).toEqual(["a.yaml"]);
  });
});

describe("YAML as Kubernetes tools read it", () => {
  it.each([
    ["yes", true],
    ["off", false],
    ["'yes'", "yes"],
    ["2024-01-01", "2024-01-01"],
    ["1:30", "1:30"],
    ["0777", 511],
    ["1e3", 1000],
    ["~", null],
    ["text", "text"],
  ])("%s", (text, expected) => expect(parseManifestFile(`x: ${text}\n`, "a.yaml").documents[0]?.value).toEqual({ x: expected }));
});

describe("places in a file", () => {
  const text = "a: 1\n---\nspec:\n  ports:\n    - port: 1\n    - name: x\n      port: 2\n  1: one\n";
  it.each([
    [["spec", "ports", 1, "port"], { line: 7, column: 7 }],
    [["spec", "ports", 1], { line: 6, column: 7 }],
    [["spec", "ports", 5], { line: 4, column: 3 }],
    [["spec", "1"], { line: 8, column: 3 }],
    [[], { line: 3, column: 1 }],
  ])("%j", (path, expected) => expect(placeInFile(text, 1, path)).toEqual(expected));
  it("are none in a document that is not there", () => expect(placeInFile(text, 2, [])).toBeUndefined());
  it("are found in JSON too", () => expect(placeInFile('{\n  "a": [1,\n   2]\n}', 0, ["a", 1])).toEqual({ line: 3, column: 4 }));
});
