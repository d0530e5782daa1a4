import { describe, expect, test } from "vitest";
import { contextsByCluster } from "../../src/commands/probe-clusters.ts";
import type { ClientEndpoint, Listening } from "../../src/probe/expectation.ts";
import { parseVia, planDials, type Via } from "../../src/probe/plan.ts";

const PUBLIC: ClientEndpoint = { host: "orders-0.example.com", port: 2113, inCluster: false };
const INSIDE: ClientEndpoint = { host: "orders-0.kurrent.svc.cluster.local", port: 2113, inCluster: true };

function listening(over: Partial<Listening> = {}): Listening {
  return {
    id: "east/kurrent/orders-0/kurrentdb:2113",
    process: "orders-0",
    workload: "orders",
    cluster: "east",
    pod: { namespace: "kurrent", name: "orders-0" },
    port: 2113,
    publicly: false,
    uptake: "signal",
    hosts: [PUBLIC.host],
    endpoints: [PUBLIC],
    trust: [],
    ...over,
  };
}

const via = (text: string): Via => parseVia(text) ?? expect.fail(`${text} is no mapping`);
const ways = (all: readonly Listening[], clusters: readonly string[] = [], vias: readonly string[] = []) => {
  const { dials, skipped, unused } = planDials(all, new Set(clusters), vias.map(via));
  return { dials: dials.map(({ label, way, serverName }) => ({ label, way, serverName })), skipped: skipped.length, unused: unused.length };
};

describe("how a listener is dialled", () => {
  test("by what clients dial", () => {
    const way = { kind: "straight", host: PUBLIC.host, port: 2113, inCluster: false };
    expect(ways([listening()])).toEqual({
      dials: [{ label: "orders-0.example.com:2113", way, serverName: PUBLIC.host }],
      skipped: 0,
      unused: 0,
    });
  });

  test("through its cluster, where that is known; another cluster's stays straight", () => {
    const way = { kind: "pod", cluster: "east", pod: { namespace: "kurrent", name: "orders-0" }, port: 2113 };
    const west = listening({ id: "w", cluster: "west", hosts: ["w.example.com"], endpoints: [{ ...PUBLIC, host: "w.example.com" }] });
    const planned = ways([listening(), west], ["east"]);
    expect(planned.dials[0]).toEqual({ label: "orders-0:2113", way, serverName: PUBLIC.host });
    expect(planned.dials[1]?.way.kind).toBe("straight");
  });

  test("where a mapping says, also by a name that only peers dial", () => {
    const replication = listening({ port: 1112, endpoints: [], hosts: [INSIDE.host] });
    const way = { kind: "straight", host: "127.0.0.1", port: 9999, inCluster: false };
    expect(ways([replication], [], [`${INSIDE.host}:1112=127.0.0.1:9999`]).dials).toEqual([
      { label: `${INSIDE.host}:1112`, way, serverName: INSIDE.host },
    ]);
  });

  test("a mapping without ports keeps the port", () => {
    expect(ways([listening()], [], ["Orders-0.example.com=10.0.0.9"]).dials[0]?.way).toMatchObject({ host: "10.0.0.9", port: 2113 });
  });

  test("not at all where only pods get to it", () => {
    expect(ways([listening({ endpoints: [] })])).toEqual({ dials: [], skipped: 1, unused: 0 });
  });

  test("a mapping of a name or port that nobody dials is told", () => {
    expect(ways([listening()], [], ["orders-9.example.com=127.0.0.1"]).unused).toBe(1);
    expect(ways([listening()], [], ["orders-0.example.com:9=127.0.0.1:1"]).unused).toBe(1);
  });

  test("an endpoint that leads to several is dialled once, and an address is asked for by no name", () => {
    const shared = { host: "10.0.0.1", port: 2113, inCluster: false };
    const both = [listening({ endpoints: [shared] }), listening({ id: "b", endpoints: [shared] })];
    expect(ways(both)).toMatchObject({ dials: [{ label: "10.0.0.1:2113", serverName: undefined }], skipped: 0 });
  });
});

test.each([
  ["a:1=b:2", { host: "a", port: 1, toHost: "b", toPort: 2 }],
  ["a=b", { host: "a", toHost: "b" }],
  ["a:1=[2001:db8::1]:2", { host: "a", port: 1, toHost: "2001:db8::1", toPort: 2 }],
  ["a", undefined],
  ["a=b=c", undefined],
  ["a:0=b", undefined],
  ["a:65536=b", undefined],
  ["=b", undefined],
  ["https://a=b", undefined],
])("the mapping %s", (text, expected) => expect(parseVia(text)).toEqual(expected));

describe("which context is which cluster", () => {
  const configs = { contexts: ["east", "prod", "a=b"], current: "prod" };
  test.each([
    [
      "as said",
      ["east=prod", "west=east"],
      ["east", "west"],
      [
        ["east", "prod"],
        ["west", "east"],
      ],
    ],
    ["one cluster needs no name", ["prod"], ["west"], [["west", "prod"]]],
    ["only some", ["east=prod"], ["east", "west"], [["east", "prod"]]],
    ["a context with an equals sign", ["a=b"], ["west"], [["west", "a=b"]]],
    ["the one of the same name", [], ["east", "west"], [["east", "east"]]],
    ["the current one for a single cluster", [], ["west"], [["west", "prod"]]],
  ] as const)("%s", (_, given, clusters, expected) => {
    expect([...contextsByCluster(given, clusters, configs)]).toEqual(expected);
  });

  test.each([
    ["two clusters and a bare name", ["prod"], ["east", "west"]],
    ["a cluster that is none of these", ["north=prod"], ["west"]],
    ["two clusters, nothing said, no such context", [], ["north", "south"]],
  ] as const)("%s is wrong usage", (_, given, clusters) => {
    expect(() => contextsByCluster(given, clusters, configs)).toThrow(/--context/);
  });
});
