import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { stringify } from "../../src/output/stringify.ts";

function read(text: string, version: "1.1" | "1.2"): unknown {
  const document = parseDocument(text, { version });
  expect(document.errors).toEqual([]);
  expect(document.warnings).toEqual([]);
  return document.toJS();
}

function bothRead(data: unknown): void {
  const text = stringify(data);
  expect(read(text, "1.1")).toEqual(data);
  expect(read(text, "1.2")).toEqual(data);
}

describe("strings that readers disagree about", () => {
  // biome-ignore format: a list
  const awkward = [
    "", " ", "y", "Y", "n", "yes", "Yes", "no", "on", "On", "OFF", "off", "true", "False", "null", "Null", "~", "1e3", "1E3", "E8", "e", "e-1", "_1", "_", "1e+3", "0o7",
    "07", "08", "0x1f", "0b1", "1_000", "1:30", "190:20:30", "12:30:45", ".inf", "-.INF", ".nan", "2026-11-22", "2026-11-22T10:00:00Z", "=", "<<",
    " lead", "trail ", "- a", "-", "--", "---", "...", "? a", "?", ": a", ":", "a: b", "a:", "a #b", "#b", "a:b", "&a", "*a", "*.example.com", "!a", "%a",
    "@a", "`a", "{a}", "[a]", "a,b", "'a'", '"a"', "a\"b'c", "\\", "|", ">", "1", "1.5", "-1", "+1", ".5", "10.96.0.10", "1.33", "100Gi", "2160h0m0s",
    "1h30m", "1d", "\t", "a\tb", "é", "a\u0085b", "a\u2028b", "a\u2029b", "\ufeffa", "😀", "\u0000", "\u001b[0m", "\u007f", "a\rb", "a\r\nb",
    "a\nb", "a\nb\n", "a\nb\n\n", "\n", "\n\n", "\na", " a\nb", "a \nb", "a\nb ", "a\n  b\n\n\nc\n", "a\n---\nb\n", "a\n# b\n", "a\n\tb\n", "- a\n- b\n",
    "x".repeat(500), `${"word ".repeat(100)}end`, "__proto__x",
  ];
  test.each(awkward)("%j as a value, in a list and as a key", (text) => {
    bothRead({ value: text, list: [text, [text], { value: text }], [text]: 1, after: "x" });
    bothRead([text]);
    bothRead(text);
  });
});

test("strings that all readers take for strings are plain", () => {
  for (const plain of [
    "apps/v1",
    "orders-0.orders.kurrent.svc.cluster.local",
    "docker.io/a/b:26.0.1",
    "100Gi",
    "2160h0m0s",
    "digital signature",
  ]) {
    expect(stringify({ value: plain })).toBe(`value: ${plain}\n`);
  }
});

test("multi-line strings are literal blocks, long ones are not folded", () => {
  expect(stringify({ script: "set -e\n\nrun\n", end: "a\nb" })).toBe("script: |\n  set -e\n\n  run\nend: |-\n  a\n  b\n");
  expect(stringify({ long: "word ".repeat(60).trim() }).split("\n")).toHaveLength(2);
});

test("apiVersion, kind and metadata come first, the rest as it comes; undefined is left out", () => {
  const text = stringify({
    spec: { b: 1, a: undefined, metadata: 1, kind: 2 },
    metadata: { name: "a" },
    kind: "Pod",
    apiVersion: "v1",
    gone: undefined,
  });
  expect(text).toBe("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  b: 1\n  metadata: 1\n  kind: 2\n");
});

test("empty maps and lists, also those with undefined only", () => {
  expect(stringify({ a: {}, b: [], c: { d: undefined }, f: [{}, []] })).toBe("a: {}\nb: []\nc: {}\nf:\n  - {}\n  - []\n");
});

test.each([NaN, Infinity, -Infinity, () => 1, 1n, new Date(0), new Map(), Symbol("a"), "\ud800", "a\n\ud800", "x\udc00"])(
  "refuses %s",
  (value) => {
    expect(() => stringify({ value })).toThrow();
  },
);

test("a list with undefined is refused, a map is not", () => {
  expect(() => stringify([undefined])).toThrow();
  expect(stringify({ a: undefined })).toBe("{}\n");
});

test.each([0, -1, 1.5, 1e21, 1e-7, -2.5e-10, 1e300, 123456789012, 0.1])("the number %d", (value) => {
  bothRead({ value });
  // PyYAML and go-yaml v2 read an exponent as a number only with a point and a sign.
  if (stringify(value).includes("e")) expect(stringify(value)).toMatch(/^-?\d+\.\d+e[+-]\d+\n$/);
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.string({ unit: fc.constantFrom(..." \n\n\t:#-?'\"[]{}&*!|>%@`~=<.,0123456789eExXoOynNYaz_+\u0085\u2028\ufeff\r"), maxLength: 10 }),
  fc.lorem({ maxCount: 40 }),
);
const key = text.filter((value) => value !== "__proto__");
const data = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

test("whatever plain data: readers of 1.1 and 1.2 give it back", () => {
  fc.assert(fc.property(data, bothRead), { numRuns: 1000 });
});
