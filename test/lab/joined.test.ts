import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/terms/environment.ts";
import { clusterGroups } from "./cluster-groups.ts";
import { endsOf, otherThanMeant } from "./dials/seen-ends.ts";
import { breakJoined } from "./joined-twins.ts";
import { makeSlots } from "./slots.ts";

const environment = (rest: Partial<Environment>): Environment => ({
  kind: "environment",
  version: 1,
  topology: "t",
  test: false,
  clusters: {},
  processes: [],
  brought: [],
  assumptions: [],
  ...rest,
});

describe("clusters that are dialled together", () => {
  const names = ["a", "b", "c", "d"];
  const proofOf = (...dials: readonly (readonly [from: string, reached: string])[]) =>
    ({
      world: { processes: new Map(dials.flat().map((id) => [id, { cluster: id.split("/")[0] }])) },
      traces: dials.map(([from, reached]) => ({ dial: { from }, reached: [reached] })),
    }) as unknown as Parameters<typeof clusterGroups>[2];

  test("by dials, by peerings, and one over another", () => {
    expect(clusterGroups(names, [], proofOf(["a/x", "a/y"]))).toEqual([["a"], ["b"], ["c"], ["d"]]);
    expect(clusterGroups(names, [], proofOf(["c/x", "a/y"]))).toEqual([["a", "c"], ["b"], ["d"]]);
    const peered = environment({ peerings: [{ name: "p", joins: ["b", "d"], podNetworks: false }] });
    expect(clusterGroups(names, [peered], proofOf(["d/x", "a/y"]))).toEqual([["a", "b", "d"], ["c"]]);
  });
});

describe("how dials end", () => {
  const dial = { event: "dial", purpose: "gossip", host: "B", port: 2113 } as const;
  const ends = endsOf(
    "east/n/a/c",
    {
      kind: "started",
      dials: new Map([
        [
          "gossip b:2113",
          [
            { ...dial, address: "10.0.0.1", hop: "done", error: "" },
            { ...dial, address: "10.0.0.2", hop: "route", error: "unreachable" },
          ],
        ],
        ["gossip c:2113", [{ ...dial, address: "10.0.0.3", hop: "done", error: "" }]],
      ]),
    },
    () => "pod",
  );

  test("of several addresses the one that failed counts", () => {
    expect(ends.get("east/n/a/c gossip b:2113")?.disposition).toBe("no-route");
    expect(ends.get("east/n/a/c gossip c:2113")?.disposition).toBe("proven");
    expect([...endsOf("p", { kind: "not-started", reason: "why" }, () => "pod").keys()]).toEqual(["p start"]);
  });

  test("the first entry about a dial says how it has to end, and each entry has to be about one", () => {
    const broken = { dials: "east/* b:*", disposition: "no-route" } as const;
    expect(otherThanMeant(ends, [broken])).toEqual([]);
    expect(otherThanMeant(ends, [])).toEqual(["east/n/a/c gossip b:2113: ends with no-route; meant was proven"]);
    expect(otherThanMeant(ends, [broken, { dials: "east/* d:*", disposition: "expired" }])).toEqual(["no dial is called east/* d:*"]);
    expect(otherThanMeant(ends, [{ ...broken, dials: "east/* ?:2113" }])).toHaveLength(1);
  });
});

test("edits of what is stated change the Environments and the facts that follow from them", () => {
  const facts = { platform: { kubernetes: "1.33", region: "one" }, dns: { clusterDomain: "cluster.local", serviceIP: "10.96.0.10" } };
  const world = {
    environments: [environment({ clusters: { east: facts } })],
    clusters: [{ cluster: { name: "east", units: [], fieldManager: "m" }, facts }],
  };
  const twin = (stated: string) => ({ name: "t", of: "x", edits: [{ stated, to: `"region":"two"` }], ends: [] });
  expect(breakJoined(world, twin(`"region":"one"`)).clusters[0]?.facts.platform.region).toBe("two");
  expect(() => breakJoined(world, twin("nowhere"))).toThrow(/nothing states nowhere/);
  const elsewhere = { name: "t", of: "x", edits: [{ cluster: "west", object: "Service a" }], ends: [] };
  expect(() => breakJoined(world, elsewhere)).toThrow(/no cluster west/);
});

test("who asked first gets places first, though a later one would fit", async () => {
  const slots = makeSlots(3);
  const order: string[] = [];
  await slots.take(2);
  const big = slots.take(2).then(() => order.push("big"));
  const small = slots.take(1).then(() => order.push("small"));
  await Promise.resolve();
  expect(order).toEqual([]);
  slots.give(2);
  await Promise.all([big, small]);
  expect(order).toEqual(["big", "small"]);
});
