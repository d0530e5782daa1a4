import { describe, expect, test } from "vitest";
import type { Trace } from "../../../src/prove/trace.ts";
import { compareProcess } from "./compare.ts";
import type { DialEvent } from "./seen.ts";
import { endingOf, readJournal } from "./seen.ts";

const event = (more: Partial<DialEvent> = {}): DialEvent => ({
  event: "dial",
  purpose: "gossip",
  host: "b.example.com",
  port: 2113,
  address: "10.0.0.2",
  hop: "done",
  error: "",
  ...more,
});

/** A trace as far as comparing looks at it. */
function trace(purpose: string, host: string, disposition: Trace["disposition"], hop?: string): Trace {
  const steps = hop === undefined ? [] : [{ hop, rules: [{ id: "a/rule" }] }];
  return {
    dial: { id: `p ${purpose} ${host}:2113`, purpose, to: { host, port: 2113 }, rule: { id: "a/dial" } },
    disposition,
    path: "direct",
    steps,
  } as unknown as Trace;
}

describe("how a dial ended", () => {
  test.each([
    ["", "proven", undefined],
    ["name-not-found", "no-such-name", "resolve"],
    ["unreachable", "no-route", "route"],
    ["wrong-protocol", "wrong-listener", "accept"],
    ["name-mismatch", "name-mismatch", "verify"],
    ["unknown-authority", "untrusted", "verify"],
    ["refused-by-server", "client-refused", "authenticate"],
  ] as const)("error '%s'", (error, disposition, hop) => {
    expect(endingOf(event({ error }), () => "pod")).toEqual({ disposition, hop });
  });
  test.each([
    ["pod", "no-listener", "accept"],
    ["service", "no-listener", "accept"],
    ["service-without-port", "no-listener", "route"],
    ["service-without-pods", "no-address", "route"],
  ] as const)("a refusal by a %s", (behind, disposition, hop) => {
    expect(endingOf(event({ error: "refused" }), () => behind)).toEqual({ disposition, hop });
  });
});

describe("what a program wrote", () => {
  const lines = (...events: readonly object[]): string => events.map((each) => `${JSON.stringify(each)}\n`).join("");

  test("the last word on each address counts; a name that is found again takes the place of its failure", () => {
    const notFound = event({ address: "", hop: "resolve", error: "name-not-found" });
    const refused = event({ hop: "accept", error: "refused" });
    const { dials, rounds } = readJournal(lines(notFound, { event: "round" }, refused, event(), { event: "round" }));
    expect([...(dials.get("gossip b.example.com:2113")?.values() ?? [])].map((each) => each.hop)).toEqual(["done"]);
    expect(rounds).toBe(2);
    const lost = readJournal(lines(event(), notFound));
    expect([...(lost.dials.get("gossip b.example.com:2113")?.values() ?? [])].map((each) => each.error)).toEqual(["name-not-found"]);
  });

  test("its signature changes with what happened, not with rounds", () => {
    const once = readJournal(lines(event(), { event: "round" }));
    expect(readJournal(lines(event(), { event: "round" }, { event: "round" })).signature).toBe(once.signature);
    expect(readJournal(lines(event({ error: "refused", hop: "accept" }))).signature).not.toBe(once.signature);
    expect(readJournal(lines({ event: "stopped", error: "why" })).stopped).toBe("why");
  });
});

describe("prover and lab compared", () => {
  const started = (...events: readonly DialEvent[]) => {
    const dials = new Map<string, DialEvent[]>();
    for (const each of events)
      dials.set(`${each.purpose} ${each.host}:${each.port}`, [...(dials.get(`${each.purpose} ${each.host}:${each.port}`) ?? []), each]);
    return { kind: "started", dials } as const;
  };
  const compare = (traces: readonly Trace[], seen: Parameters<typeof compareProcess>[2]) =>
    compareProcess(
      "p",
      traces,
      seen,
      () => "pod",
      (host) => (host === "pod:c/n/b" ? "b.example.com" : host),
      (address) => (address === "198.18.1.10" ? "hairpin" : "direct"),
    );

  test("the same list and the same end agree", () => {
    const { agreed, listing, ending } = compare([trace("gossip", "pod:c/n/b", "proven")], started(event()));
    expect([agreed.length, listing, ending]).toEqual([1, [], []]);
  });

  test("a dial that only one of them lists is named", () => {
    expect(compare([], started(event())).listing).toEqual([
      "p gossip b.example.com:2113: dialled by the program, not listed by the prover",
    ]);
    expect(compare([trace("election", "b.example.com", "proven")], started()).listing).toEqual([
      "p election b.example.com:2113: listed by the prover, not dialled by the program",
    ]);
  });

  test("another end is named, with the rule to mend", () => {
    const failed = event({ hop: "verify", error: "name-mismatch" });
    expect(compare([trace("gossip", "b.example.com", "untrusted", "verify")], started(failed)).ending).toEqual([
      "p gossip b.example.com:2113: prover untrusted at verify, by a/rule; lab name-mismatch at verify at 10.0.0.2",
    ]);
    expect(compare([trace("gossip", "b.example.com", "name-mismatch", "verify")], started(failed)).ending).toEqual([]);
    // The same disposition at another hop is another end.
    expect(compare([trace("gossip", "b.example.com", "no-listener", "route")], started(event({ error: "refused" }))).ending).toHaveLength(
      1,
    );
  });

  test("of several addresses all have to do, and one that fails is enough", () => {
    const both = started(event(), event({ address: "10.0.0.3", hop: "accept", error: "refused" }));
    expect(compare([trace("gossip", "b.example.com", "proven")], both).ending).toHaveLength(1);
    expect(compare([trace("gossip", "b.example.com", "no-listener", "accept")], both).ending).toEqual([]);
  });

  test("a dial that goes through another way than the prover says is named, where that can be told", () => {
    const direct = trace("gossip", "b.example.com", "proven");
    const around = started(event({ address: "198.18.1.10" }));
    expect(compare([direct], around).ending).toEqual(["p gossip b.example.com:2113: prover goes direct; lab goes hairpin, by 198.18.1.10"]);
    expect(compare([direct], around).agreed).toEqual([]);
    expect(compare([{ ...direct, path: "hairpin" }], around).ending).toEqual([]);
    expect(compare([{ ...direct, path: "hairpin" }], started(event())).ending).toHaveLength(1);
    expect(compare([{ ...direct, path: "across" }], around).ending).toEqual([]);
    // Not every program tells by which address it dialled.
    expect(compare([{ ...direct, path: "hairpin" }], started(event({ address: "" }))).ending).toEqual([]);
    // Behind a proxy the address is the proxy's.
    const forwarded = { ...direct, steps: [{ hop: "forward", rules: [] }] } as unknown as Trace;
    expect(compare([forwarded], around).ending).toEqual([]);
  });

  test("what the prover does not judge may end in any way, but has to be dialled", () => {
    const refused = event({ hop: "accept", error: "refused" });
    expect(compare([trace("gossip", "b.example.com", "unknown", "resolve")], started(refused)).ending).toEqual([]);
    expect(compare([trace("gossip", "b.example.com", "unknown", "resolve")], started()).listing).toHaveLength(1);
    const learned = event({ host: "c.example.com" });
    expect(compare([trace("gossip", "b.example.com", "unknown", "resolve")], started(event(), learned)).listing).toEqual([]);
    expect(compare([trace("gossip", "b.example.com", "proven")], started(event(), learned)).listing).toHaveLength(1);
  });

  test("a program that does not start dials nobody", () => {
    const down = { kind: "not-started", reason: "no Secret" } as const;
    expect(compare([trace("gossip", "b.example.com", "not-started", "start")], down).agreed).toHaveLength(1);
    expect(compare([trace("gossip", "b.example.com", "proven")], down).ending).toEqual([
      "p gossip b.example.com:2113: prover proven; lab: it does not start (no Secret)",
    ]);
    expect(compare([trace("gossip", "b.example.com", "not-started", "start")], started(event())).ending).toHaveLength(1);
  });
});
