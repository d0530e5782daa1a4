import { describe, expect, test } from "vitest";
import { kinds } from "../../src/kinds/all.ts";
import { expand } from "../../src/kinds/expand.ts";
import { mergePatch } from "../../src/kinds/merge-patch.ts";
import type { OverrideSpec } from "../../src/spec/topology.ts";
import { specPathOf } from "../../src/terms/manifest.ts";
import { at, find } from "../fixtures/manifests.ts";
import { orders, shop, topology } from "../fixtures/topologies.ts";

const overridden = (...overrides: OverrideSpec[]) =>
  expand(topology([orders(), orders({ name: "carts", namespace: { name: "other", create: true } })], [shop()], { overrides }), kinds);
const ORDERS = { kind: "StatefulSet", name: "orders" };

describe("overrides", () => {
  test("merge into the one object that they name, and are where its fields come from", () => {
    const { manifests, problems } = overridden({
      target: ORDERS,
      patch: { spec: { revisionHistoryLimit: 3, template: { spec: { containers: [] } } } },
    });
    const { object, origin } = find(manifests, "StatefulSet", "orders");
    expect(problems).toEqual([]);
    expect(at(object, "spec", "revisionHistoryLimit")).toBe(3);
    expect(at(object, "spec", "serviceName")).toBe("orders");
    if (origin.kind !== "spec") throw new Error("an object that comes from no spec");
    expect(specPathOf(origin, ["spec", "revisionHistoryLimit"])).toEqual(["overrides", 0, "patch", "spec", "revisionHistoryLimit"]);
    // What was known about the old list says nothing about the new one.
    expect(specPathOf(origin, ["spec", "template", "spec", "containers", 0, "image"])).toEqual([
      "overrides",
      0,
      "patch",
      "spec",
      "template",
      "spec",
      "containers",
    ]);
    expect(specPathOf(origin, ["spec", "replicas"])).toEqual(["workloads", "orders", "replicas"]);
  });

  test("null removes a field; a later override sees the earlier one's result", () => {
    const { manifests } = overridden(
      { target: ORDERS, patch: { spec: { minReadySeconds: 5, podManagementPolicy: null } } },
      { target: ORDERS, patch: { spec: { minReadySeconds: 7 } } },
    );
    const { object } = find(manifests, "StatefulSet", "orders");
    expect(at(object, "spec", "minReadySeconds")).toBe(7);
    expect(Object.keys(at(object, "spec") as object)).not.toContain("podManagementPolicy");
  });

  test.each([
    [
      "an unknown kind",
      { target: { kind: "Deployment", name: "orders" }, patch: {} },
      ["overrides", 0, "target", "kind"],
      /no object of kind "Deployment"/,
      /Known: .*StatefulSet/,
    ],
    [
      "an unknown name",
      { target: { kind: "StatefulSet", name: "order" }, patch: {} },
      ["overrides", 0, "target", "name"],
      /no StatefulSet is called "order"/,
      /Did you mean "orders"/,
    ],
    [
      "another namespace",
      { target: { ...ORDERS, namespace: "shop" }, patch: {} },
      ["overrides", 0, "target"],
      /is elsewhere: in kurrent of cluster east/,
      /namespace/,
    ],
    [
      "several objects",
      { target: { kind: "Issuer", name: "orders-nodes-g1" }, patch: {} },
      ["overrides", 0, "target"],
      /fits 2 objects.*east\/kurrent, east\/other/,
      /namespace/,
    ],
    [
      "another identity",
      { target: ORDERS, patch: { metadata: { name: "x" } } },
      ["overrides", 0, "patch", "metadata"],
      /changes metadata.name of StatefulSet "orders"/,
      /Leave/,
    ],
  ])("%s is a problem", (_, override, path, message, hint) => {
    const { problems, manifests } = overridden(override);
    expect(problems).toEqual([
      { file: "specs/orders.ts", path, message: expect.stringMatching(message), hint: expect.stringMatching(hint) },
    ]);
    expect(manifests).toEqual(overridden().manifests);
  });

  test("what is ambiguous is not with a namespace", () => {
    expect(
      overridden({
        target: { kind: "Issuer", name: "orders-nodes-g1", namespace: "other" },
        patch: { metadata: { annotations: { a: "b" } } },
      }).problems,
    ).toEqual([]);
  });
});

test.each([
  [{ a: 1, b: { c: 2 } }, { b: { c: null, d: 3 } }, { a: 1, b: { d: 3 } }],
  [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
  [{ a: "text" }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
  ["text", { a: 1 }, { a: 1 }],
])("RFC 7386: %j with %j", (target, patch, expected) => {
  expect(mergePatch(target, patch)).toEqual(expected);
});
