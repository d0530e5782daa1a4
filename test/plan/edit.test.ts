import { describe, expect, test } from "vitest";
import { valueAt, withValue } from "../../src/plan/edit.ts";

const data = { a: { b: 1, c: [{ d: 2 }, 3] }, e: 4 };

describe("withValue", () => {
  test.each([
    ["sets a field", ["a", "b"], 9, { a: { b: 9, c: [{ d: 2 }, 3] }, e: 4 }],
    ["makes objects on the way", ["x", "y"], 9, { ...data, x: { y: 9 } }],
    ["sets an element of a list", ["a", "c", 1], 9, { a: { b: 1, c: [{ d: 2 }, 9] }, e: 4 }],
    ["reaches into a list", ["a", "c", 0, "d"], 9, { a: { b: 1, c: [{ d: 9 }, 3] }, e: 4 }],
    ["leaves a field out", ["a", "b"], undefined, { a: { c: [{ d: 2 }, 3] }, e: 4 }],
    ["leaves out what is not there", ["z"], undefined, data],
  ] as const)("%s", (_, path, value, expected) => {
    const before = JSON.stringify(data);
    expect(withValue(data, path, value)).toEqual(expected);
    expect(JSON.stringify(data)).toBe(before);
  });

  test("keeps the order of fields", () => {
    expect(Object.keys(withValue(data, ["a"], 9) as object)).toEqual(["a", "e"]);
  });
});

test("valueAt", () => {
  expect(valueAt(data, ["a", "c", 0, "d"])).toBe(2);
  expect(valueAt(data, ["a", "x", "y"])).toBeUndefined();
  expect(valueAt(data, [])).toBe(data);
});
