import { describe, expect, test } from "vitest";
import { locate } from "../../src/input/locate.ts";
import { project } from "./project.ts";

const HELPER = `import { kurrentdb } from "trueline";
export const network = { domain: "example.com", ports: { http: 2113 } };
export const make = (cluster: string, replicas: number) =>
  kurrentdb({ cluster, replicas, storage: { size: "1Gi" } } as never);
export function build() {
  const result: Record<string, unknown> = { kind: "built" };
  result.late = 1;
  return result;
}
`;

const SPEC = `import { defineTopology, kurrentdb } from "trueline";
import { build, make, network } from "./lib/helper.ts";
import facts from "./facts.json";
// Offsets count 🎉 as JavaScript does.
const image = "db:1.2";
const key = "comp" + "uted";
const extra = ["c"];
const maybe = { get: (n: number) => ({ n }) } as { get?: (n: number) => { n: number } };
export default defineTopology({
  clusters: {},
  workloads: {
    literal: kurrentdb({ image, "quoted-key": 1, network: { ...network, domain: "other.com" } } as never),
    spread: kurrentdb({ network: { domain: "first.com", ...network } } as never),
    helper: make("east", 3),
    [key]: make("west", 5),
    ...Object.fromEntries(["a", "b"].map((name, index) => [name, make(name, index)])),
    list: { items: ["x", ["y", { z: 1 }], ...extra, , "d"] },
    parsed: JSON.parse('{ "deep": { "value": 1 } }'),
    assigned: Object.assign({}, { one: 1 }, { two: 2 }),
    built: build(),
    json: facts,
    method() { return 1; },
    conditional: true ? { yes: 1 } : { no: 1 },
    chained: maybe?.get?.(1),
    chainedMissing: (maybe as any).nope?.deeper.call(1) ?? { fallback: 1 },
    cloned: structured({ inner: { leaf: 1 } }),
  },
} as never);
function structured<T>(value: T): T { return { ...value }; }
`;

/** Locates paths below \`workloads\` and gives each as \`file:line:column text\`, with \`near\` in front where it is. */
async function placesOf(paths: readonly (readonly (string | number)[])[], files: Record<string, string> = {}): Promise<readonly string[]> {
  const root = project({ "specs/a.ts": SPEC, "specs/lib/helper.ts": HELPER, "specs/facts.json": '{ "a": 1 }', ...files });
  const locations = await locate(
    root,
    paths.map((path) => ({ file: "specs/a.ts", path: ["workloads", ...path] })),
  );
  return locations.map((at) => (at ? `${at.near ? "near " : ""}${at.file}:${at.line}:${at.column} ${at.text}` : "nowhere"));
}

describe("positions of values", () => {
  test.each<[string, readonly (string | number)[], string]>([
    ["a shorthand", ["literal", "image"], "specs/a.ts:12:26 image"],
    ["a quoted key", ["literal", "quoted-key"], 'specs/a.ts:12:33 "quoted-key": 1'],
    ["a literal after a spread wins", ["literal", "network", "domain"], 'specs/a.ts:12:73 domain: "other.com"'],
    ["a value through a spread", ["literal", "network", "ports", "http"], "specs/lib/helper.ts:2:58 http: 2113"],
    ["a property through a spread", ["literal", "network", "ports"], "specs/lib/helper.ts:2:49 ports: { http: 2113 }"],
    ["a spread after a literal wins", ["spread", "network", "domain"], 'specs/lib/helper.ts:2:26 domain: "example.com"'],
    ["a helper in another module", ["helper", "storage", "size"], 'specs/lib/helper.ts:4:45 size: "1Gi"'],
    ["a parameter of a helper", ["helper", "replicas"], "specs/lib/helper.ts:4:24 replicas"],
    ["the use of a helper", ["helper"], 'specs/a.ts:14:5 helper: make("east", 3)'],
    ["a computed key", ["computed"], 'specs/a.ts:15:5 [key]: make("west", 5)'],
    ["inside a computed key", ["computed", "cluster"], "specs/lib/helper.ts:4:15 cluster"],
    ["inside a loop", ["b", "replicas"], "specs/lib/helper.ts:4:24 replicas"],
    ["an element", ["list", "items", 0], 'specs/a.ts:17:21 "x"'],
    ["a nested element", ["list", "items", 1, 0], 'specs/a.ts:17:27 "y"'],
    ["a property in an element", ["list", "items", 1, 1, "z"], "specs/a.ts:17:34 z: 1"],
    ["a spread element", ["list", "items", 2], 'specs/a.ts:7:16 "c"'],
    ["an element after a spread and a hole", ["list", "items", 4], 'specs/a.ts:17:55 "d"'],
    ["a method", ["method"], "specs/a.ts:22:5 method() { return 1; }"],
    ["a branch", ["conditional", "yes"], "specs/a.ts:23:27 yes: 1"],
    ["an optional call", ["chained", "n"], "specs/a.ts:8:40 n"],
    ["after a broken optional chain", ["chainedMissing", "fallback"], "specs/a.ts:25:62 fallback: 1"],
    ["a copy made by a spread", ["cloned", "inner", "leaf"], "specs/a.ts:26:35 leaf: 1"],
  ])("%s is exact", async (_, path, wanted) => expect(await placesOf([path])).toEqual([wanted]));

  test.each<[string, readonly (string | number)[], string]>([
    ["what a loop made", ["a"], 'near specs/a.ts:16:5 ...Object.fromEntries(["a", "b"].map((name, index) => [name, make(name, index)]…'],
    ["what was parsed", ["parsed", "deep", "value"], 'near specs/a.ts:18:5 parsed: JSON.parse(\'{ "deep": { "value": 1 } }\')'],
    ["what was assigned", ["assigned", "two"], "near specs/a.ts:19:5 assigned: Object.assign({}, { one: 1 }, { two: 2 })"],
    ["what was added later, in another module", ["built", "late"], 'near specs/lib/helper.ts:6:43 { kind: "built" }'],
    ["what stands in JSON", ["json", "a"], "near specs/a.ts:21:5 json: facts"],
    ["what is missing", ["list", "nope"], 'near specs/a.ts:17:5 list: { items: ["x", ["y", { z: 1 }], ...extra, , "d"] }'],
    ["what is missing deeper", ["list", "nope", "deeper"], 'near specs/a.ts:17:5 list: { items: ["x", ["y", { z: 1 }], ...extra, , "d"] }'],
    ["what is missing in a helper", ["helper", "users"], 'near specs/lib/helper.ts:4:13 { cluster, replicas, storage: { size: "1Gi" } }'],
  ])("%s is near", async (_, path, wanted) => expect(await placesOf([path])).toEqual([wanted]));

  test("answers stand in the order of the requests, over several files", async () => {
    const root = project({
      "specs/a.ts": "export default { one: 1 };",
      "specs/b.ts": "export default {\n  two: 2,\n  three: 3,\n};",
      "specs/c.ts": "throw new Error();",
    });
    const request = (file: string, ...path: string[]) => ({ file, path });
    const locations = await locate(root, [
      request("specs/b.ts", "three"),
      request("specs/c.ts", "x"),
      request("specs/a.ts", "one"),
      request("specs/b.ts", "two"),
    ]);
    expect(locations.map((at) => at && `${at.file}:${at.line}`)).toEqual(["specs/b.ts:3", undefined, "specs/a.ts:1", "specs/b.ts:2"]);
  });

  test("a literal that is evaluated inside itself keeps its own spreads and keys", async () => {
    const spec = `const tree = (depth: number): object => ({ ...(depth > 0 ? { inner: tree(depth - 1) } : { leaf: 1 }), ["k" + depth]: depth });
export default { workloads: tree(2) };`;
    const places = await placesOf([["inner", "inner", "leaf"], ["k2"], ["inner", "k1"], ["inner", "inner"]], { "specs/a.ts": spec });
    expect(places).toEqual([
      "specs/a.ts:1:91 leaf: 1",
      'specs/a.ts:1:103 ["k" + depth]: depth',
      'specs/a.ts:1:103 ["k" + depth]: depth',
      "specs/a.ts:1:62 inner: tree(depth - 1)",
    ]);
  });

  test("a literal that throws on the way leaves the others right", async () => {
    const spec = `const fail = (): never => { throw new Error(); };
const attempt = () => { try { return { ...fail() }; } catch { return { ok: 1 }; } };
export default { workloads: { ...attempt(), [String("a")]: 1 } };`;
    expect(await placesOf([["ok"], ["a"]], { "specs/a.ts": spec })).toEqual(["specs/a.ts:2:72 ok: 1", 'specs/a.ts:3:45 [String("a")]: 1']);
  });
});
