import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { DistObject } from "../dist.ts";
import type { LabPod } from "../kubelet/pod.ts";
import { readWorlds } from "../world.ts";
import { prunedFrom } from "./commits.ts";
import type { Handshake } from "./handshakes.ts";
import { between, comeBack, failuresOf, lastOf, longestPause, readWritten, sayFailures, servedBy } from "./handshakes.ts";
import { livesWorlds } from "./lives.ts";
import { commitOf } from "./migration.ts";
import { isHostOf, reloadProblems } from "./scene.ts";
import type { WatchedServer } from "./watch.ts";

// Programs in plain JavaScript, without types.
const programs = new URL("../components/steady-client/", import.meta.url).href;
const { ofRun } = await import(`${programs}again.mjs`);
const { namesOf, readConnectionString } = await import(`${programs}steady.mjs`);

const root = fileURLToPath(new URL("../../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "lab-lives-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const dial = (time: number, more: Partial<Handshake> = {}): Handshake => ({
  from: "orders-0",
  time,
  purpose: "gossip",
  host: "orders-1.kurrent",
  port: 2113,
  address: "10.0.0.1",
  hop: "done",
  error: "",
  detail: "",
  serial: "01",
  until: 99,
  ...more,
});
const refused = { hop: "verify", error: "unknown-authority", detail: "who is that" };

describe("what programs write", () => {
  const line = `{"event":"dial","time":1,"purpose":"client","host":"a","port":2113,"address":"","hop":"done","error":"","detail":"","serial":"0A","until":2}\n`;
  test("whole lines are read, and the one that is being written is left for the next look", () => {
    const roots = `{"event":"roots","time":1,"roots":["g1","g2"]}\n`;
    const written = readWritten(`${roots}${line}{"event":"di`, "shop");
    expect(written.handshakes).toMatchObject([
      dial(1, { from: "shop", purpose: "client", host: "a", address: "", serial: "0A", until: 2 }),
    ]);
    expect(written.roots).toEqual(["g1", "g2"]);
    expect(written.length).toBe(roots.length + line.length);
    expect(readWritten(`{"event":"di`, "shop")).toEqual({ handshakes: [], roots: undefined, length: 0 });
    expect(() => readWritten("no JSON\n", "shop")).toThrow();
  });
});

describe("certificates that were served", () => {
  test("by host, in the order in which they appeared, with the time between the first and the last", () => {
    const seen = [
      dial(1),
      dial(5, { serial: "02" }),
      dial(3, { host: "ORDERS-1.kurrent" }),
      dial(2, { host: "b" }),
      dial(9, { serial: "" }),
    ];
    expect([...servedBy(seen)]).toEqual([
      [
        "orders-1.kurrent",
        [
          { serial: "01", until: 99, first: 1, last: 3 },
          { serial: "02", until: 99, first: 5, last: 5 },
        ],
      ],
      ["b", [{ serial: "01", until: 99, first: 2, last: 2 }]],
    ]);
  });
  test.each([
    ["is gone when the new one is there", 4000, 0],
    ["is seen once more by a dial that was on its way", 14_000, 0],
    ["comes back", 16_000, 1],
  ])("an old one that %s", (_, last, problems) => {
    expect(comeBack(servedBy([dial(1000), dial(10_000, { serial: "02" }), dial(last)]))).toHaveLength(problems);
  });
});

describe("dials in a window", () => {
  test("are those that were over in it, each in one window of two that meet", () => {
    const all = [dial(1), dial(2), dial(3)];
    expect(between(all, 0, 2)).toEqual([dial(1), dial(2)]);
    expect(between(all, 2, 3)).toEqual([dial(3)]);
  });
  test("that failed are told by line and error", () => {
    const failed = failuresOf([dial(1), dial(2, refused), dial(3, refused), dial(4, { ...refused, purpose: "election" })]);
    expect(sayFailures(failed)).toEqual([
      "orders-0 gossip orders-1.kurrent:2113: 2 times unknown-authority at verify, first at 00:00:00 (who is that)",
      "orders-0 election orders-1.kurrent:2113: 1 times unknown-authority at verify, first at 00:00:00 (who is that)",
    ]);
  });
  test("the last of each line counts, whatever the order of the log", () => {
    expect([...lastOf([dial(5), dial(3, refused)]).values()]).toEqual([dial(5)]);
  });
  test.each([
    ["between two dials", [1000, 2000, 9000], 0, 10_000, 7000],
    ["before the first", [6000, 9000], 0, 10_000, 6000],
    ["after the last", [1000, 2000], 0, 10_000, 8000],
    ["of a window without any", [], 0, 10_000, 10_000],
    ["of a line that is dialled while others are not", [1000, 5000], 0, 6000, 4000],
  ])("the longest pause is that %s", (_, times, from, to, pause) => {
    expect(
      longestPause(
        times.map((time) => dial(time)),
        from,
        to,
      ),
    ).toBe(pause);
  });
});

describe("reloads", () => {
  const server = (more: Partial<WatchedServer>): WatchedServer => ({
    pod: { name: "orders-0", uid: "u" } as LabPod,
    loaded: undefined,
    reloads: 2,
    failedReloads: 0,
    signals: 2,
    starts: 3,
    ...more,
  });
  test.each([
    ["each signal reloads", {}, 0],
    ["the last signal is still on its way", { signals: 3 }, 0],
    ["signals that reach nobody", { signals: 4 }, 1],
    ["reloads that nobody asked for", { signals: 0 }, 1],
    ["a server that was started again", { starts: 4 }, 1],
    ["a reload that failed", { reloads: 1, failedReloads: 1 }, 1],
  ])("%s", (_, more, problems) => {
    expect(reloadProblems([server({})], [server(more)])).toHaveLength(problems);
  });
  test("a pod of another time is a restart too", () => {
    expect(reloadProblems([server({})], [server({ pod: { name: "orders-0", uid: "other" } as LabPod })])).toHaveLength(1);
  });
  test("a host is a pod's by its first label", () => {
    expect([isHostOf("orders-2.kurrent.svc", "orders-2"), isHostOf("orders-20.kurrent", "orders-2"), isHostOf("orders-2.a", "")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("the commits of a migration", async () => {
  const objectsOf = async (name: string, choice: Parameters<typeof commitOf>[2]): Promise<readonly DistObject[]> =>
    (await commitOf(scratch, name, choice)).cluster.units.flatMap((unit) => unit.objects);
  const g1 = await objectsOf("g1", { generations: ["g1"] });
  const widened = await objectsOf("widened", { generations: ["g1", "g2"], signsWith: "g1" });
  const switched = await objectsOf("switched", { generations: ["g1", "g2"], signsWith: "g2" });
  const narrowed = await objectsOf("narrowed", { generations: ["g2"] });
  const names = (all: readonly DistObject[]): readonly string[] =>
    all.map(({ object }) => `${object.kind} ${object.metadata.name.replace(/-[0-9a-f]{10}$/, "")}`).sort();

  test("the pods of the nodes are the same in all of them: nobody restarts", () => {
    const set = (all: readonly DistObject[]) => all.find(({ object }) => object.kind === "StatefulSet")?.object;
    expect(set(g1)).toBeDefined();
    for (const other of [widened, switched, narrowed]) expect(set(other)).toEqual(set(g1));
  });
  test("the second only changes who signs", () => {
    const changed = switched.filter(({ file, object }) => {
      const before = widened.find((each) => each.file === file);
      return JSON.stringify(before?.object) !== JSON.stringify(object);
    });
    expect(names(changed)).toEqual(["Certificate orders-node-tls"]);
    expect(prunedFrom(widened, switched)).toEqual({ removed: [], guarded: [] });
  });
  test("the third removes the old generation, but not the Certificate of its root", () => {
    const { removed, guarded } = prunedFrom(switched, narrowed);
    expect(names(removed)).toEqual([
      "Certificate orders-nodes-g1-anchor",
      "ConfigMap orders-nodes-roots",
      "Issuer orders-nodes-g1",
      "Job orders-nodes-roots",
    ]);
    expect(names(guarded)).toEqual(["Certificate orders-nodes-g1"]);
  });
  test("Flux's way to guard an object counts as well", () => {
    const object = {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "n", annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } },
    };
    expect(prunedFrom([{ file: "n.yaml", object }], []).removed).toEqual([]);
    const { annotations: _, ...metadata } = object.metadata;
    expect(prunedFrom([{ file: "n.yaml", object: { ...object, metadata } }], []).removed).toHaveLength(1);
  });
  test("what does not compile is an error", async () => {
    await expect(commitOf(scratch, "wrong", { generations: ["g1"], signsWith: "g9" })).rejects.toThrow(/no generation/);
    expect(existsSync(join(scratch, "commits", "wrong", "dist"))).toBe(false);
  });
});

test("clusters that live on: all of them by default, one for the short form, none for a dist/ of one's own", async () => {
  const real = await readWorlds(join(root, "dist"), root);
  expect((await livesWorlds(real, scratch, false)).map(({ name }) => name)).toEqual([
    "lives: migration",
    "lives: renewal",
    "lives: twin: renewed, and nobody signals",
  ]);
  expect(await livesWorlds(real, scratch, true)).toHaveLength(1);
  expect(await livesWorlds([], scratch, false)).toEqual([]);
});

describe("the clients that dial all the time", () => {
  test("take servers and roots from the connection string", () => {
    expect(readConnectionString("kurrentdb://a.b:2113,c?tls=true&tlsCaFile=/r/ca.crt")).toEqual({
      servers: [
        { host: "a.b", port: 2113 },
        { host: "c", port: 2113 },
      ],
      roots: "/r/ca.crt",
    });
    expect(readConnectionString("kurrentdb://a:1?tls=true").roots).toBeUndefined();
  });
  test("tell roots by their common names", () => {
    const pem = readFileSync(join(root, "test", "lab", "lives", "roots.pem"), "utf8");
    expect(namesOf(pem)).toEqual(["first root", "second root"]);
    expect(namesOf("")).toEqual([]);
  });
  test.each([
    ["a call that is answered", 0, `{"event":"dial","hop":"done"}\n{"event":"call","ok":true}\n`, "done", ""],
    [
      "a dial that fails",
      0,
      `{"event":"dial","hop":"verify","error":"expired","detail":"d"}\n{"event":"call","ok":false}\n`,
      "verify",
      "expired",
    ],
    ["a call that is not answered", 0, `{"event":"dial","hop":"done"}\n{"event":"call","ok":false,"error":"late"}\n`, "call", "no-answer"],
    ["no call at all", 0, `{"event":"dial","hop":"done"}\n`, "call", "no-answer"],
    ["a string that the client refuses", 0, `{"event":"not-started","error":"no"}\n`, "start", "not-started"],
    ["a crash", 1, "Error: out of memory\n", "start", "not-started"],
  ])("%s, by the official client", (_, exitCode, output, hop, error) => {
    expect(ofRun(exitCode, output)).toMatchObject({ hop, error });
  });
});
