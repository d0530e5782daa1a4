import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Environment } from "../../src/terms/environment.ts";
import { clusterGroups } from "./cluster-groups.ts";
import type { SeenProcess } from "./dials/compare.ts";
import { endingOf } from "./dials/seen.ts";
import { endsOf, otherThanMeant } from "./dials/seen-ends.ts";
import { throughProxies } from "./dials/through-proxy.ts";
import { GOLDEN_TWINS } from "./golden-twins.ts";
import { breakJoined } from "./joined-twins.ts";
import type { LiveObject } from "./kube-client.ts";
import { hostsOf, readUpstreams } from "./network/ingress-nginx.ts";
import { makeSlots } from "./slots.ts";
import { readWorlds } from "./world.ts";

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
    (address) => (address === "10.0.0.3" ? "hairpin" : "direct"),
  );

  test("of several addresses the one that failed counts", () => {
    expect(ends.get("east/n/a/c gossip b:2113")?.disposition).toBe("no-route");
    expect(ends.get("east/n/a/c gossip c:2113")?.disposition).toBe("proven");
    expect([
      ...endsOf(
        "p",
        { kind: "not-started", reason: "why" },
        () => "pod",
        () => "direct",
      ).keys(),
    ]).toEqual(["p start"]);
  });

  test("the first entry about a dial says how it has to end, and each entry has to be about one", () => {
    const broken = { dials: "east/* b:*", disposition: "no-route" } as const;
    expect(otherThanMeant(ends, [broken])).toEqual([]);
    expect(otherThanMeant(ends, [])).toEqual(["east/n/a/c gossip b:2113: ends with no-route; meant was proven"]);
    expect(otherThanMeant(ends, [broken, { dials: "east/* d:*", disposition: "expired" }])).toEqual(["no dial is called east/* d:*"]);
    expect(otherThanMeant(ends, [{ ...broken, dials: "east/* ?:2113" }])).toHaveLength(1);
    const toC = { dials: "east/* c:*", disposition: "proven" } as const;
    expect(otherThanMeant(ends, [broken, { ...toC, way: "hairpin" }])).toEqual([]);
    expect(otherThanMeant(ends, [broken, { ...toC, way: "direct" }])).toEqual(["east/n/a/c gossip c:2113: goes hairpin; meant was direct"]);
  });
});

test.each([
  ["unreachable", "service-for-some", "denied", "route"],
  ["refused", "service-for-some", "no-listener", "accept"],
  ["unreachable", "service", "no-route", "route"],
  ["unreachable", "service-without-pods", "no-address", "route"],
] as const)("%s by a %s is %s", (error, behind, disposition, hop) => {
  const event = { event: "dial", purpose: "client", host: "b", port: 1, address: "10.0.0.1", hop: "route", error } as const;
  expect(endingOf(event, () => behind)).toEqual({ disposition, hop });
});

describe("dials through a proxy", () => {
  const event = { event: "dial", purpose: "client", host: "b", port: 443, address: "198.18.1.10" } as const;
  const seen = (hop: "done" | "verify" | "authenticate"): SeenProcess => ({
    kind: "started",
    dials: new Map([
      ["client b:443", [{ ...event, hop, error: hop === "done" ? "" : hop === "verify" ? "unknown-authority" : "refused-by-server" }]],
    ]),
  });
  const log = [
    "noise",
    ...["", "wrong-protocol"].map((error) => JSON.stringify({ event: "upstream", host: "B", hop: error ? "accept" : "done", error })),
  ];
  const upstreamOf = () => readUpstreams(log.join("\n")).get("b");
  const hopOf = (through: SeenProcess) => (through.kind === "started" ? through.dials.get("client b:443")?.[0]?.hop : undefined);

  test("end where the proxy's own connection ended, unless the caller ended them before", () => {
    expect(hopOf(throughProxies(seen("authenticate"), upstreamOf))).toBe("accept");
    expect(hopOf(throughProxies(seen("verify"), upstreamOf))).toBe("verify");
    expect(hopOf(throughProxies(seen("done"), upstreamOf))).toBe("done");
    expect(hopOf(throughProxies(seen("authenticate"), () => undefined))).toBe("authenticate");
  });
});

describe("what ingress-nginx makes of an Ingress", () => {
  const object = (kind: string, name: string, rest: object): LiveObject => ({
    apiVersion: "v1",
    kind,
    metadata: { name, namespace: "n" },
    ...rest,
  });
  const service = object("Service", "a", { spec: { ports: [{ name: "http", port: 2113 }] } });
  const slice = {
    ...object("EndpointSlice", "a-1", {
      ports: [{ name: "http", port: 12113 }],
      endpoints: [
        { addresses: ["10.0.0.1"], conditions: { ready: true } },
        { addresses: ["10.0.0.2"], conditions: { ready: false } },
      ],
    }),
  };
  const around = {
    services: [service],
    slices: [{ ...slice, metadata: { ...slice.metadata, labels: { "kubernetes.io/service-name": "a" } } }],
    secrets: [object("Secret", "edge", { data: { "tls.crt": Buffer.from("leaf").toString("base64") } })],
  };
  const ingress = (annotations: Readonly<Record<string, string>>, port = 2113): LiveObject => ({
    ...object("Ingress", "a", {
      spec: {
        rules: [{ host: "a.example.com", http: { paths: [{ backend: { service: { name: "a", port: { number: port } } } }] } }],
        tls: [{ hosts: ["a.example.com"], secretName: "edge" }],
      },
    }),
    metadata: { name: "a", namespace: "n", annotations },
  });
  const nginx = "nginx.ingress.kubernetes.io";

  test("cleartext HTTP/1.1 to ready pods, unless it says otherwise", () => {
    expect(hostsOf(ingress({}), {}, around)[0]).toMatchObject({
      protocol: "HTTP",
      backends: ["10.0.0.1:12113"],
      certificate: "leaf",
      verify: false,
    });
    expect(hostsOf(ingress({ [`${nginx}/backend-protocol`]: "grpcs" }), {}, around)[0]?.protocol).toBe("GRPCS");
    expect(hostsOf(ingress({}, 2114), {}, around)[0]).toMatchObject({ backends: [], missing: true });
  });

  test("TLS passes through only where the controller has that switched on", () => {
    const passes = ingress({ [`${nginx}/ssl-passthrough`]: "true" });
    expect(hostsOf(passes, {}, around)[0]?.passthrough).toBe(false);
    expect(hostsOf(passes, { sslPassthrough: true }, around)[0]?.passthrough).toBe(true);
  });

  test("gRPC backends are verified by no setting", () => {
    const verified = { [`${nginx}/proxy-ssl-verify`]: "on", [`${nginx}/proxy-ssl-secret`]: "n/edge" };
    expect(hostsOf(ingress({ ...verified, [`${nginx}/backend-protocol`]: "GRPCS" }), {}, around)[0]?.verify).toBe(false);
    expect(hostsOf(ingress({ ...verified, [`${nginx}/backend-protocol`]: "HTTPS" }), {}, around)[0]?.verify).toBe(true);
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

describe("twins of golden cases", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const names = [...new Set(GOLDEN_TWINS.map((twin) => twin.of))];
  const worlds = (await Promise.all(names.map((name) => readWorlds(join(root, "test", "golden", name, "dist"), root)))).flat();

  test("each changes a world that is there, and says something else of it", () => {
    const twins = worlds.flatMap((world) => world.joinedTwins.map((twin) => ({ world, twin })));
    expect(twins.map(({ twin }) => twin)).toEqual(GOLDEN_TWINS);
    expect(new Set(GOLDEN_TWINS.map((twin) => twin.name)).size).toBe(GOLDEN_TWINS.length);
    for (const { world, twin } of twins) {
      const { clusters, environments } = breakJoined(world, twin);
      expect(JSON.stringify({ clusters, environments })).not.toBe(
        JSON.stringify({ clusters: world.clusters, environments: world.environments }),
      );
    }
  });

  test("the clusters of a fleet are one world", () => {
    const names = worlds.map(({ name }) => name);
    expect(names).toContain("fleet-service-name-peering east+west");
    // One world of each golden case: no cluster of one stands alone.
    expect(new Set(names.map((name) => name.split(" ")[0])).size).toBe(names.length);
  });
});
