import { describe, expect, test } from "vitest";
import { compareFacts } from "../../src/plan/compare-facts.ts";
import { hairpinsOf } from "../../src/plan/cures.ts";
import { workloadsOf } from "../../src/plan/given.ts";
import { reasons } from "../../src/plan/reasons.ts";
import type { Outcome } from "../../src/plan/try.ts";
import type { Facts } from "../../src/report/strategies/strategies.ts";
import { compiled, east, nodes, orders, shop } from "./specs.ts";

const dials = { proven: { lab: 0, source: 9, documentation: 0 }, assumed: 0, unknown: 0, broken: 0, hairpins: 0 };
const none = { asServer: [], toClients: [], sharedWith: [] };
const best: Facts = {
  dials,
  hairpins: { servers: 0, clients: 0 },
  programs: 6,
  vouched: 0,
  trust: [{ who: "servers", roots: ["nodes g1"] }],
  publicNames: [],
  zoneControl: none,
  warnings: [],
};

/** Each is worse than the best in one way, worst way first, with what is said of it. */
const worse: readonly [what: string, facts: Partial<Facts>, said: string][] = [
  ["no certificates", { trust: [] }, "no certificates: whoever reaches a server is let in"],
  ["DNS makes servers", { zoneControl: { ...none, asServer: ["a.com"] } }, "whoever controls a.com can become a server"],
  [
    "DNS answers clients, and others control it too",
    { zoneControl: { ...none, toClients: ["a.com"], sharedWith: ["b", "c"] } },
    "whoever controls a.com, which is shared with b and c, can answer clients in a server's place",
  ],
  [
    "DNS answers clients",
    { zoneControl: { ...none, toClients: ["a.com"] } },
    "whoever controls a.com can answer clients in a server's place",
  ],
  ["hairpins", { hairpins: { servers: 0, clients: 2 } }, "hairpins: 2 of clients"],
  ["dials whose way is vouched for", { vouched: 1 }, "the way of 1 of its dials is vouched for, not seen"],
  ["public names", { publicNames: ["a.com", "b.com"] }, "2 names in public DNS"],
  ["assumed dials", { dials: { ...dials, assumed: 1 } }, "1 of its dials assumed"],
  ["warnings", { warnings: ["TL4407"] }, "warning TL4407"],
];

describe("compareFacts", () => {
  test.each(worse.map(([what, facts], index) => [what, facts, index] as const))(
    "%s: worse than none, and than all that weighs less",
    (_, facts, index) => {
      const row = { ...best, ...facts };
      expect(compareFacts(row, best)).toBeGreaterThan(0);
      expect(compareFacts(best, row)).toBeLessThan(0);
      const lighter = Object.assign({}, best, ...worse.slice(index + 1).map(([, each]) => each)) as Facts;
      // Vouched dials weigh as hairpins do.
      if (facts.hairpins === undefined && facts.vouched === undefined) expect(compareFacts(row, lighter)).toBeGreaterThan(0);
    },
  );

  test("as many hairpins: those between servers are worse", () => {
    const [servers, clients] = [
      { servers: 3, clients: 0 },
      { servers: 0, clients: 3 },
    ];
    expect(compareFacts({ ...best, hairpins: servers }, { ...best, hairpins: clients })).toBeGreaterThan(0);
    expect(compareFacts({ ...best, hairpins: servers }, { ...best, hairpins: { servers: 0, clients: 4 } })).toBeLessThan(0);
  });

  test("each is said", () => {
    for (const [, facts, said] of worse) {
      expect(reasons(best)).not.toContain(said);
      expect(reasons({ ...best, ...(facts.dials ? { dials: { ...dials, assumed: 1 } } : facts) })).toContain(said);
    }
    expect(reasons(best)).toEqual([
      "only nodes g1 is trusted, so DNS lets nobody pass for a server",
      "no hairpin",
      "no name in public DNS",
    ]);
  });
});

describe("what is a cure", () => {
  const now = { servers: 6, clients: 3 };
  const outcome = (hairpins: Facts["hairpins"]): Outcome => ({ verdict: { kind: "admissible" }, facts: { ...best, hairpins } });

  test.each([
    ["takes all of that side away and leaves the other side", { servers: 0, clients: 3 }, true],
    ["takes both away", { servers: 0, clients: 0 }, true],
    ["takes only some away", { servers: 1, clients: 3 }, false],
    ["moves them to the other side", { servers: 0, clients: 4 }, false],
  ])("one that %s: %#", async (_, after, isOne) => {
    const network = { domain: "example.com", internodeTrafficStrategy: "FQDN", loadBalancer: { enabled: true } };
    const specs = await compiled({
      orders: { clusters: { east }, authorities: { nodes }, workloads: { orders: orders({ network }) }, clients: { shop } },
    });
    const [given] = workloadsOf(specs);
    if (!given) throw new Error("there is a workload");
    const found = await hairpinsOf(given, "servers", async (changes) => outcome(changes.length === 0 ? now : after));
    expect(found.count).toBe(6);
    expect(found.cures.length > 0).toBe(isOne);
    // What is none is told with what it leaves.
    expect(found.tried.length > 0).toBe(!isOne);
    for (const { verdict, leaves } of found.tried) expect({ verdict, leaves }).toEqual({ verdict: { kind: "admissible" }, leaves: after });
  });
});
