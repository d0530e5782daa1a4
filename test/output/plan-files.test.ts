import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { filePath } from "../../src/output/file-path.ts";
import { readIndex } from "../../src/output/index-file.ts";
import { planFiles } from "../../src/output/plan-files.ts";
import type { KubeObject } from "../../src/terms/kube-object.ts";
import { configMap, environment, topologyOf } from "./manifests.ts";

function pathOf(apiVersion: string, kind: string, name: string, namespace?: string): string {
  const object: KubeObject = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
  return filePath(configMap("any", {}, { object }));
}

describe("the path of an object", () => {
  test.each([
    ["v1", "ConfigMap", "orders", "kurrent", "east/orders/kurrent/configmap-orders.yaml"],
    ["apps/v1", "StatefulSet", "orders", "kurrent", "east/orders/kurrent/statefulset.apps-orders.yaml"],
    ["v1", "Namespace", "kurrent", undefined, "east/orders/_cluster/namespace-kurrent.yaml"],
    ["cert-manager.io/v1", "Certificate", "a.b", "kurrent", "east/orders/kurrent/certificate.cert-manager.io-a.b.yaml"],
    [
      "rbac.authorization.k8s.io/v1",
      "ClusterRole",
      "system:auth/x y",
      undefined,
      "east/orders/_cluster/clusterrole.rbac.authorization.k8s.io-system%3Aauth%2Fx%20y.yaml",
    ],
    ["v1", "ConfigMap", "é_", "..", "east/orders/%2E%2E/configmap-%C3%A9%5F.yaml"],
  ])("%s %s %s", (apiVersion, kind, name, namespace, expected) => {
    expect(pathOf(apiVersion, kind, name, namespace)).toBe(expected);
  });

  test("two long names that begin alike get two short file names", () => {
    const [a, b] = [`${"x".repeat(252)}a`, `${"x".repeat(252)}b`].map((name) =>
      pathOf("cert-manager.io/v1", "Certificate", name, "kurrent"),
    );
    expect(a).not.toBe(b);
    // File systems take 255 bytes.
    expect(a?.split("/").at(-1)?.length).toBeLessThanOrEqual(255);
  });
});

describe("the plan", () => {
  test("an index a topology, with the hash of each of its files, sorted", () => {
    const files = planFiles([configMap("b"), configMap("a")], [environment()], topologyOf);
    expect([...files.keys()]).toEqual([
      "east/orders/kurrent/configmap-a.yaml",
      "east/orders/kurrent/configmap-b.yaml",
      ".trueline/orders.json",
    ]);
    const index = JSON.parse(files.get(".trueline/orders.json") ?? "");
    expect(index).toMatchObject({ version: 1, kind: "trueline", environment: environment() });
    expect(Object.keys(index.files)).toEqual(["east/orders/kurrent/configmap-a.yaml", "east/orders/kurrent/configmap-b.yaml"]);
    const text = files.get("east/orders/kurrent/configmap-a.yaml") ?? "";
    expect(index.files["east/orders/kurrent/configmap-a.yaml"]).toBe(createHash("sha256").update(text).digest("hex"));
  });

  test("the same bytes whatever the order of manifests and topologies", () => {
    const manifests = [configMap("b"), configMap("a"), configMap("c", {}, {}, "shop")];
    const there = planFiles(manifests, [environment(), environment("shop")], topologyOf);
    const back = planFiles(manifests.toReversed(), [environment("shop"), environment()], topologyOf);
    expect([...back]).toEqual([...there]);
  });

  test("an object of two topologies is one file in both indexes", () => {
    const files = planFiles([configMap("a"), configMap("a", {}, {}, "shop")], [environment(), environment("shop")], topologyOf);
    expect(files.size).toBe(3);
    for (const path of [".trueline/orders.json", ".trueline/shop.json"]) expect(files.get(path)).toContain("configmap-a.yaml");
  });

  test("two different objects on one path are a bug", () => {
    expect(() => planFiles([configMap("a", { x: "1" }), configMap("a", { x: "2" })], [environment()], topologyOf)).toThrow(/configmap-a/);
  });

  test("an owner without an Environment is a bug", () => {
    expect(() => planFiles([configMap("a", {}, {}, "shop")], [environment()], topologyOf)).toThrow(/"shop"/);
  });
});

describe("reading an index", () => {
  const hash = "0".repeat(64);
  const index = (files: object, over: object = {}) => JSON.stringify({ version: 1, kind: "trueline", files, ...over }, undefined, 2);

  test("its files, without those outside of dist/", () => {
    const read = readIndex(
      index({ "a/b.yaml": hash, "../x.yaml": hash, "/etc/x.yaml": hash, "a/../../x.yaml": hash, "a\\b.yaml": hash, "a/b.txt": hash }),
    );
    expect(read).toEqual({ kind: "index", files: new Map([["a/b.yaml", hash]]) });
  });

  test.each([
    "{",
    "[]",
    "null",
    "{}",
    index({}, { version: 2 }),
    index({}, { kind: "other" }),
    JSON.stringify({ version: 1, kind: "trueline" }),
  ])("refuses %s", (text) => {
    expect(readIndex(text).kind).toBe("unreadable");
  });

  test("with conflict markers it says what both sides own, and no hash where they differ", () => {
    const [x, y] = ["1".repeat(64), "2".repeat(64)];
    const text = index({ "a.yaml": hash, "b.yaml": hash }).replace(
      `"b.yaml": "${hash}"`,
      `"b.yaml": "${hash}",\n<<<<<<< HEAD\n    "c.yaml": "${x}",\n=======\n    "c.yaml": "${y}",\n    "d.yaml": "${y}"\n>>>>>>> other`,
    );
    const files = new Map([
      ["a.yaml", hash],
      ["b.yaml", hash],
      ["c.yaml", ""],
      ["d.yaml", y],
    ]);
    expect(readIndex(text)).toEqual({ kind: "index", files });
  });
});
