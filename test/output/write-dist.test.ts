import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareDist } from "../../src/output/compare-dist.ts";
import { OutputError } from "../../src/output/output-error.ts";
import { planFiles } from "../../src/output/plan-files.ts";
import { writeDist } from "../../src/output/write-dist.ts";
import type { Manifest } from "../../src/terms/manifest.ts";
import { configMap, environment, topologyOf } from "./manifests.ts";

let root: string;
let dist: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "trueline-dist-"));
  dist = join(root, "dist");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plan(manifests: readonly Manifest[], topologies: readonly string[] = ["orders"]) {
  return planFiles(manifests, topologies.map(environment), topologyOf);
}

/** All files below dist/ with their content. */
function onDisk(): Record<string, string> {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(dist, path)).isFile());
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(dist, path), "utf8")]));
}

const A = "east/orders/kurrent/configmap-a.yaml";
const B = "east/orders/kurrent/configmap-b.yaml";
const INDEX = ".trueline/orders.json";

describe("writing", () => {
  test("a first time: all files, byte for byte", () => {
    const files = plan([configMap("a"), configMap("b")]);
    const result = writeDist(dist, files);
    expect(result).toMatchObject({ kind: "written", written: [A, B, INDEX], removed: [], unchanged: [] });
    expect(onDisk()).toEqual(Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1))));
  });

  test("again: nothing is written, not even touched", () => {
    const files = plan([configMap("a")]);
    writeDist(dist, files);
    const before = statSync(join(dist, A));
    expect(writeDist(dist, files)).toMatchObject({ written: [], removed: [], unchanged: [A, INDEX] });
    expect(statSync(join(dist, A)).ino).toBe(before.ino);
    expect(statSync(join(dist, A)).mtimeMs).toBe(before.mtimeMs);
  });

  test("only what changed, and what nobody wants any longer goes, with its empty folder", () => {
    const gone = configMap("c", {}, { unit: "gone" });
    writeDist(dist, plan([configMap("a"), configMap("b"), gone]));
    const result = writeDist(dist, plan([configMap("a"), configMap("b", { x: "1" })]));
    expect(result).toMatchObject({ written: [B, INDEX], removed: ["east/gone/kurrent/configmap-c.yaml"], unchanged: [A], handEdited: [] });
    expect(existsSync(join(dist, "east/gone"))).toBe(false);
    expect(existsSync(join(dist, "east/orders"))).toBe(true);
  });

  test("foreign files are left alone, and keep their folder", () => {
    writeDist(dist, plan([configMap("a"), configMap("c", {}, { unit: "gone" })]));
    writeFileSync(join(dist, "east/gone/kurrent/README.md"), "mine");
    writeFileSync(join(dist, "kustomization.yaml"), "mine");
    const result = writeDist(dist, plan([configMap("a")]));
    expect(result).toMatchObject({
      removed: ["east/gone/kurrent/configmap-c.yaml"],
      foreign: ["east/gone/kurrent/README.md", "kustomization.yaml"],
    });
    expect(readFileSync(join(dist, "east/gone/kurrent/README.md"), "utf8")).toBe("mine");
  });

  test("hand-edited files are overwritten and named, others are not", () => {
    writeDist(dist, plan([configMap("a"), configMap("b"), configMap("c")]));
    writeFileSync(join(dist, A), "edited: true\n");
    writeFileSync(join(dist, "east/orders/kurrent/configmap-c.yaml"), "edited: true\n");
    const result = writeDist(dist, plan([configMap("a"), configMap("b", { x: "1" })]));
    expect(result).toMatchObject({ written: [A, B, INDEX], handEdited: [A, "east/orders/kurrent/configmap-c.yaml"] });
  });

  test("the index of a deleted spec takes its files along, but not those that others emit too", () => {
    const shared = [configMap("a"), configMap("a", {}, {}, "shop")];
    writeDist(dist, plan([...shared, configMap("b", {}, {}, "shop")], ["orders", "shop"]));
    const result = writeDist(dist, plan([configMap("a")]));
    expect(result).toMatchObject({ removed: [".trueline/shop.json", B], unchanged: [A, INDEX] });
  });

  test("when only some specs are named, the files of the others stay", () => {
    writeDist(dist, plan([configMap("a"), configMap("b", {}, {}, "shop")], ["orders", "shop"]));
    const result = writeDist(dist, plan([configMap("a", { x: "1" })]), "named");
    expect(result).toMatchObject({ written: [A, INDEX], removed: [] });
    expect(existsSync(join(dist, B))).toBe(true);
  });

  test("when only some specs are named, a shared object may not change; unchanged it may stay", () => {
    writeDist(dist, plan([configMap("a"), configMap("a", {}, {}, "shop")], ["orders", "shop"]));
    expect(writeDist(dist, plan([configMap("a")]), "named").kind).toBe("written");
    const result = writeDist(dist, plan([configMap("a", { x: "1" })]), "named");
    expect(result).toMatchObject({ kind: "refused", reasons: [expect.stringContaining('topology "shop"')] });
  });

  test("without its index an equal file is taken over", () => {
    writeDist(dist, plan([configMap("a")]));
    rmSync(join(dist, ".trueline"), { recursive: true });
    expect(writeDist(dist, plan([configMap("a")]))).toMatchObject({ written: [INDEX], unchanged: [A] });
  });

  test("what a killed run left over goes", () => {
    writeDist(dist, plan([configMap("a")]));
    writeFileSync(join(dist, `${A}.trueline-tmp`), "half");
    expect(writeDist(dist, plan([configMap("a")])).kind).toBe("written");
    expect(existsSync(join(dist, `${A}.trueline-tmp`))).toBe(false);
  });
});

describe("refusing, with the folder as it was", () => {
  function refuses(files: ReadonlyMap<string, string>, reason: RegExp): void {
    const before = onDisk();
    expect(writeDist(dist, files)).toMatchObject({ kind: "refused", reasons: [expect.stringMatching(reason)] });
    expect(onDisk()).toEqual(before);
  }

  test("a foreign file where ours belongs", () => {
    writeDist(dist, plan([configMap("a")]));
    writeFileSync(join(dist, B), "mine");
    refuses(plan([configMap("a", { x: "1" }), configMap("b")]), /configmap-b\.yaml is not ours/);
  });

  test("no objects at all", () => {
    writeDist(dist, plan([configMap("a")]));
    refuses(plan([]), /no objects/);
  });

  test("a link out of dist/, to a folder or in place of a file", () => {
    writeDist(dist, plan([configMap("a")]));
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(dist, "west"));
    refuses(plan([configMap("a"), configMap("b", {}, { cluster: "west" })]), /west is a symbolic link/);
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
    writeFileSync(join(root, "elsewhere/file"), "mine");
    symlinkSync(join(root, "elsewhere/file"), join(dist, B));
    refuses(plan([configMap("a"), configMap("b")]), /is a symbolic link/);
    expect(readFileSync(join(root, "elsewhere/file"), "utf8")).toBe("mine");
  });

  test("a link that no file of ours goes through is foreign", () => {
    mkdirSync(dist);
    symlinkSync(root, join(dist, "other"));
    expect(writeDist(dist, plan([configMap("a")])).kind).toBe("written");
  });

  test("a folder where a file belongs, a file where a folder belongs", () => {
    mkdirSync(join(dist, A), { recursive: true });
    refuses(plan([configMap("a")]), /a folder stands there/);
    rmSync(dist, { recursive: true });
    mkdirSync(dist);
    writeFileSync(join(dist, "east"), "mine");
    refuses(plan([configMap("a")]), /east is a file/);
  });

  test("an index that can't be read", () => {
    writeDist(dist, plan([configMap("a")]));
    writeFileSync(join(dist, INDEX), JSON.stringify({ version: 2, kind: "trueline" }));
    refuses(plan([configMap("a")]), /version 2/);
  });
});

describe("a folder that can't be written", () => {
  test("dist/ is a file", () => {
    writeFileSync(dist, "");
    expect(() => writeDist(dist, plan([configMap("a")]))).toThrow(OutputError);
    expect(() => writeDist(dist, plan([configMap("a")]))).toThrow(/dist can't be written: a file stands where a folder is needed/);
  });

  test("no permission, or a name the file system refuses: nothing is left half-written", () => {
    writeDist(dist, plan([configMap("a"), configMap("b")]));
    const before = onDisk();
    const files = new Map(plan([configMap("a", { x: "1" })]));
    files.set(`east/orders/new/${"x".repeat(300)}.yaml`, "a: 1\n");
    expect(() => writeDist(dist, files)).toThrow(OutputError);
    expect(onDisk()).toEqual(before);
    expect(existsSync(join(dist, "east/orders/new"))).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)("a read-only folder", () => {
    writeDist(dist, plan([configMap("a")]));
    chmodSync(join(dist, "east/orders/kurrent"), 0o555);
    expect(() => writeDist(dist, plan([configMap("a", { x: "1" })]))).toThrow(/permission denied/);
    chmodSync(join(dist, "east/orders/kurrent"), 0o755);
  });
});

test("comparing says what is missing, changed and extra, and writes nothing", () => {
  writeDist(dist, plan([configMap("a"), configMap("b")]));
  const same = compareDist(dist, plan([configMap("a"), configMap("b")]));
  expect(same).toMatchObject({ missing: [], changed: [], extra: [] });
  writeFileSync(join(dist, A), "edited");
  const before = onDisk();
  const difference = compareDist(dist, plan([configMap("a"), configMap("c")]));
  expect(difference).toMatchObject({ missing: ["east/orders/kurrent/configmap-c.yaml"], changed: [A, INDEX], extra: [B] });
  expect(onDisk()).toEqual(before);
});
