import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { Disposition, Step, Trace } from "../../src/prove/trace.ts";
import type { Evidence, Rule, Rules } from "../../src/terms/evidence.ts";
import { objectIdOf } from "../../src/terms/kube-object.ts";
import { place } from "../../src/terms/place.ts";
import type { Dial } from "../../src/world/network.ts";
import { type Draft, draft } from "../prove/fixture.ts";
import { splitDns } from "../prove/variants.ts";
import {
  check,
  collect,
  evidenceText,
  type LabEvidence,
  labels,
  MARK,
  merge,
  NEED_BOTH,
  type SeenRules,
  STAND_INS,
  tagProblems,
} from "./evidence.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const committedText = readFileSync(join(root, "test/lab/evidence.json"), "utf8");
const committed: LabEvidence = JSON.parse(committedText);

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => `src/${name.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".ts"))
  .sort();

async function allRules(): Promise<readonly Rule[]> {
  const files = sources.filter((file) => file.endsWith("/rules.ts"));
  const loaded: { readonly rules: Readonly<Record<string, Rule>> }[] = await Promise.all(
    files.map((file) => import(pathToFileURL(join(root, file)).href)),
  );
  return loaded.flatMap(({ rules }) => Object.values(rules));
}
const rules = await allRules();

describe("the rules in code", () => {
  test("all stand in files named rules.ts, each under an id of its own", () => {
    const definesRule = /\bid: "[a-z0-9-]+\/[a-z0-9-]+",\s*evidence:/;
    const files = sources.filter((file) => definesRule.test(readFileSync(join(root, file), "utf8")));
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !file.endsWith("/rules.ts"))).toEqual([]);
    expect(rules.length).toBeGreaterThan(50);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  test("have the tag that the lab's last full run bears out", () => {
    expect(tagProblems(rules, committed.rules)).toEqual([]);
  });

  test("that the tables of this lab name are there", () => {
    const ids = rules.map((rule) => rule.id);
    expect([...NEED_BOTH].filter((id) => !ids.includes(id))).toEqual([]);
    expect(STAND_INS.filter((each) => !ids.some((id) => id.startsWith(each.id)))).toEqual([]);
    expect([...NEED_BOTH].filter((id) => STAND_INS.some((each) => id.startsWith(each.id)))).toEqual([]);
  });
});

test("evidence.json is as the lab writes it", () => {
  expect(committedText).toBe(evidenceText(committed));
  expect(committed.measured).toMatch(Object.keys(committed.rules).length > 0 ? /^\d{4}-\d\d-\d\d$/ : /^$/);
});

const at = place(objectIdOf("east", "", "ConfigMap", "kurrent", "orders"));
const rule = (id: string, evidence: Evidence = "documentation", source = `a document about ${id}`): Rule => ({ id, evidence, source });

const DIALS = rule("client/dials");
const NAME = rule("kubernetes/headless-name");
const SEARCH = rule("resolver/search-and-ndots");
const LISTENS = rule("kernel/listen");
const OPTIONS = rule("kurrentdb/options", "source");
const CHAIN = rule("kurrentdb-client/chain");

/** A dial by these hops. One that breaks does so at the last. */
function trace(disposition: Disposition, ...hops: readonly Rules[]): Trace {
  const to = { host: "orders-0", port: 2113, place: at };
  const dial: Dial = { id: "d", place: at, from: "shop", to, protocol: "http", purpose: "client", callee: "ready", rule: DIALS };
  const ok = disposition === "proven" || disposition === "assumed";
  const names = ["resolve", "accept", "verify"] as const;
  const steps = hops.map((relied, index): Step => {
    const last = index === hops.length - 1;
    return { hop: names[index] ?? "authenticate", ok: ok || !last, text: "", places: [], values: {}, rules: relied };
  });
  return { dial, steps, path: "direct", disposition, evidence: "documentation", reached: [] };
}

const good = trace("proven", [NAME, SEARCH], [LISTENS, OPTIONS], [CHAIN]);
const missing = trace("no-such-name", [SEARCH, NAME]);
const untrusted = trace("untrusted", [NAME, SEARCH], [LISTENS, OPTIONS], [CHAIN, NAME]);

describe("collect", () => {
  test("a proven dial shows all that it relies on, and how it is made, each once", () => {
    const twice = trace("proven", [NAME, SEARCH], [LISTENS, NAME]);
    const once = { proven: 1, refused: 0, worlds: ["dist east"] };
    expect(collect([{ world: "dist east", trace: twice }])).toEqual({
      "client/dials": once,
      "kernel/listen": once,
      "kubernetes/headless-name": once,
      "resolver/search-and-ndots": once,
    });
  });

  test("a dial that ends shows the rule that ends it, and no other", () => {
    const twin = { world: "twin: another CA", trace: untrusted };
    expect(collect([twin])).toEqual({ "kurrentdb-client/chain": { proven: 0, refused: 1, worlds: ["twin: another CA"] } });
  });

  test.each<Disposition>(["assumed", "unknown"])("a dial that is %s shows nothing", (disposition) => {
    expect(collect([{ world: "dist east", trace: trace(disposition, [NAME, SEARCH], [LISTENS]) }])).toEqual({});
  });

  test("counts dials over worlds, which are sorted", () => {
    const dials = ["dist west", "dist east", "dist west"].map((world) => ({ world, trace: good }));
    const seen = collect([...dials, { world: "twin: a seed that nobody is called", trace: missing }]);
    expect(seen["resolver/search-and-ndots"]).toEqual({
      proven: 3,
      refused: 1,
      worlds: ["dist east", "dist west", "twin: a seed that nobody is called"],
    });
    expect(seen["kubernetes/headless-name"]).toEqual({ proven: 3, refused: 0, worlds: ["dist east", "dist west"] });
    expect(Object.keys(seen)).toEqual(Object.keys(seen).sort());
  });

  test("a process that does not start shows why", () => {
    const stop = rule("kurrentdb-client/tls-ca-file");
    const { steps, ...rest } = trace("not-started", [stop]);
    const seen = collect([{ world: "w", trace: { ...rest, steps: steps.map((step) => ({ ...step, hop: "start" })) } }]);
    expect(seen).toEqual({ "kurrentdb-client/tls-ca-file": { proven: 0, refused: 1, worlds: ["w"] } });
  });
});

test("merge adds what parts of a run saw", () => {
  const [east, west] = ["dist east", "dist west"].map((world) => collect([{ world, trace: good }]));
  const twin = collect([{ world: "twin: another CA", trace: untrusted }]);
  const merged = merge(east ?? {}, west ?? {}, twin, {});
  expect(merged["kurrentdb-client/chain"]).toEqual({ proven: 2, refused: 1, worlds: ["dist east", "dist west", "twin: another CA"] });
  expect(merged).toEqual(merge(twin, west ?? {}, east ?? {}));
  expect(merge()).toEqual({});
});

describe("labels", () => {
  const known = [DIALS, NAME, SEARCH, LISTENS, OPTIONS, CHAIN];
  const seenIn = (...traces: readonly Trace[]): SeenRules => collect(traces.map((each, index) => ({ world: `w${index}`, trace: each })));
  const labelled = (of: readonly Rule[], ...traces: readonly Trace[]): readonly string[] => [...labels(seenIn(...traces), of)].sort();

  test("a rule that tells good from bad needs a dial of each kind", () => {
    expect(labelled(known, good)).toEqual(["client/dials"]);
    expect(labelled(known, untrusted)).toEqual([]);
    expect(labelled(known, good, untrusted)).toEqual(["client/dials", "kurrentdb-client/chain"]);
    expect(labelled(known, good, missing)).toEqual(["client/dials", "resolver/search-and-ndots"]);
  });

  test("any other rule needs one dial of either kind", () => {
    const drops = rule("resolver/answer-name");
    expect(labelled([drops], trace("no-such-name", [drops]))).toEqual(["resolver/answer-name"]);
    expect(labelled([drops], trace("proven", [drops]))).toEqual(["resolver/answer-name"]);
    expect(labelled([drops], good)).toEqual([]);
  });

  test.each(STAND_INS)("never one that the lab itself plays: $id", ({ id }) => {
    const played = rule(id.endsWith("/") ? `${id}any` : id, "source");
    expect(labelled([played], trace("proven", [played]), trace("untrusted", [played]))).toEqual([]);
  });

  test("rules of the real client are not taken for those of the server", () => {
    expect(labelled([rule("kurrentdb-client/discovery")], trace("proven", [rule("kurrentdb-client/discovery")]))).toHaveLength(1);
  });

  test("never one that is only assumed", () => {
    const assumed = rule("kurrentdb-client/common-name", "assumed");
    expect(labelled([assumed], trace("proven", [assumed]))).toEqual([]);
  });
});

describe("labels of what the prover says of real manifests", () => {
  const tracesOf = (...edits: readonly ((made: Draft) => void)[]): readonly Trace[] => draft(...edits).prove().traces;
  const labelled = (...parts: readonly (readonly Trace[])[]): readonly string[] => {
    const seen = parts.map((traces, index) => collect(traces.map((each) => ({ world: `w${index}`, trace: each }))));
    return [...labels(merge(...seen), rules)];
  };
  const base = tracesOf(splitDns);

  test("a good world shows what only lets pass; its broken twin shows the check", () => {
    const otherNames = tracesOf(splitDns, (made) => {
      made.certificate.dnsNames = ["ledger-9.db.example.com"];
    });
    expect(labelled(base)).toEqual(
      expect.arrayContaining(["coredns/forward", "coredns/listen", "cert-manager/issue", "trust-manager/bundle"]),
    );
    expect(labelled(base)).not.toContain("kurrentdb-client/server-name");
    expect(labelled(base, otherNames)).toContain("kurrentdb-client/server-name");
    expect(labelled(otherNames)).not.toContain("kurrentdb-client/server-name");
    expect(labelled(base, otherNames)).not.toContain("coredns/rewrite");
  });

  test("a rewrite that leads nowhere shows the rewrite", () => {
    const noServices = tracesOf(splitDns, (made) => made.remove("Service", "ledger-0", "ledger-1", "ledger-2"));
    expect(labelled(base, noServices)).toContain("coredns/rewrite");
  });

  test("nothing of the server, however much is seen", () => {
    expect(labelled(base).filter((id) => id.startsWith("kurrentdb/"))).toEqual([]);
  });
});

describe("tags", () => {
  const tagged = (id: string) => rule(id, "lab", `a document about ${id}${MARK}`);
  const both = collect([
    { world: "dist east", trace: good },
    { world: "twin: another CA", trace: untrusted },
  ]);
  const rest = [NAME, SEARCH, LISTENS, OPTIONS];

  test("are in order when each rule that deserves it has it, with the document that it was found in first", () => {
    expect(tagProblems([...rest, tagged(DIALS.id), tagged(CHAIN.id)], both)).toEqual([]);
    expect(tagProblems([...rest, DIALS, CHAIN], {})).toEqual([]);
  });

  test("a twin without what the lab saw", () => {
    expect(tagProblems([tagged(CHAIN.id)], {})).toEqual([expect.stringContaining(`${CHAIN.id} is tagged lab, and`)]);
    expect(tagProblems([...rest, tagged(DIALS.id), CHAIN], both)).toEqual([expect.stringContaining(`${CHAIN.id} was seen in test/lab`)]);
  });

  test.each([MARK, "RFC 5280", `RFC 5280${MARK}: 112 dials`])("a twin with the source %j", (source) => {
    expect(
      tagProblems(
        [...rest, DIALS.id, CHAIN.id].map((each) => (typeof each === "string" ? tagged(each) : each)),
        both,
      ),
    ).toEqual([]);
    const wrong = tagProblems([...rest, tagged(DIALS.id), rule(CHAIN.id, "lab", source)], both);
    expect(wrong).toEqual([expect.stringContaining(`${CHAIN.id} is tagged lab: its source`)]);
  });

  test("a twin that names the lab without the tag, and one whose rule is gone", () => {
    expect(tagProblems([rule("dns/x", "source", `RFC 1035${MARK}`)], {})).toEqual([expect.stringContaining("dns/x names test/lab")]);
    expect(tagProblems([], { "dns/y": { proven: 1, refused: 0, worlds: ["w"] } })).toEqual([expect.stringContaining("dns/y stands in")]);
  });
});

describe("check", () => {
  const before = collect([
    { world: "dist east", trace: good },
    { world: "twin: another CA", trace: untrusted },
  ]);

  test("a run that sees as much, or other worlds and more, is content", () => {
    expect(check(before, before)).toEqual([]);
    const more = ["a", "b"].flatMap((world) => [good, untrusted, missing].map((each) => ({ world, trace: each })));
    expect(check(collect(more), before)).toEqual([]);
    expect(check(before, {})).toEqual([]);
  });

  test("one that lacks a twin says which rule no longer ended a dial", () => {
    expect(check(collect([{ world: "dist east", trace: good }]), before)).toEqual([
      "kurrentdb-client/chain was seen to end a dial, by test/lab/evidence.json in dist east, twin: another CA, and is no longer",
    ]);
  });

  test("one without the good world misses each rule of it", () => {
    const lost = check(collect([{ world: "twin: another CA", trace: untrusted }]), before);
    expect(lost).toHaveLength(6);
    expect(lost.every((each) => each.includes("in a dial that is proven"))).toBe(true);
  });
});

test("the file's text is the same whatever came first, and keeps short lists on a line, and long ones short", () => {
  const many = Array.from({ length: 20 }, (_, index) => `a world whose name is so long that three do not fit ${index + 10}`);
  const rulesOf = (...ids: readonly string[]): SeenRules =>
    Object.fromEntries(ids.map((id) => [id, { proven: 1, refused: 0, worlds: id === "b" ? many : ["dist east", "dist west"] }]));
  const text = evidenceText({ measured: "2026-01-02", versions: { b: "2", a: "1" }, rules: rulesOf("b", "a") });
  expect(text).toBe(evidenceText({ rules: rulesOf("a", "b"), versions: { a: "1", b: "2" }, measured: "2026-01-02" }));
  expect(text.split("\n").slice(0, 12)).toEqual([
    "{",
    '  "measured": "2026-01-02",',
    '  "versions": {',
    '    "a": "1",',
    '    "b": "2"',
    "  },",
    '  "rules": {',
    '    "a": {',
    '      "proven": 1,',
    '      "refused": 0,',
    '      "worlds": ["dist east", "dist west"]',
    "    },",
  ]);
  expect(text).toContain('      "worlds": [\n        "a world whose name is so long that three do not fit 10",\n');
  expect(JSON.parse(text).rules.b.worlds).toEqual(many.slice(0, 3));
});
