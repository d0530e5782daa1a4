import { describe, expect, test } from "vitest";
import { parseConnectionString } from "../../src/programs/kurrentdb-client/connection-string.ts";
import { kurrentdbClient } from "../../src/programs/kurrentdb-client/program.ts";
import { chainFile, container, type FakeContainer, opaque, root, text } from "./support/container.ts";

function read(connectionString: string | undefined, change: FakeContainer = {}) {
  const env = connectionString === undefined ? {} : { connectionString };
  return kurrentdbClient.read(container({ image: "program:kurrentdb-client", env, ...change }));
}

describe("connection strings", () => {
  test.each([
    ["kurrentdb://a", false, ["a:2113"]],
    ["kurrentdb+discover://a:2114", true, ["a:2114"]],
    ["esdb://admin:p%40ss@a,b:1/?tls=true", false, ["a:2113", "b:1"]],
    ["KDB://a?tls=false", false, ["a:2113"]],
    ["kurrent://[fd00::1]:2113", false, ["fd00::1:2113"]],
  ])("%s", (given, discover, hosts) => {
    const parsed = parseConnectionString(given);
    if ("problem" in parsed) throw new Error(parsed.problem);
    expect([parsed.discover, parsed.hosts.map(({ host, port }) => `${host}:${port}`)]).toEqual([discover, hosts]);
  });
  test.each([
    ["http://a", "does not begin with kurrentdb:// or kurrentdb+discover://"],
    ["kurrentdb://a,,b", 'names "", which is no host:port'],
    ["kurrentdb://a:70000", 'names "a:70000", which is no host:port'],
    ["kurrentdb://a?tls", 'has "tls", which is no key=value'],
  ])("wrong: %s", (given, problem) => expect(parseConnectionString(given)).toEqual({ problem }));
});

describe("dials", () => {
  test("one host alone is not asked for others", () => {
    const { dials } = read("kurrentdb://a:2113");
    expect(dials).toMatchObject([
      { id: "east/kurrent/orders-0/main client a:2113", purpose: "client", callee: "ready", protocol: "kurrentdb-http" },
    ]);
    expect(dials[0]).not.toHaveProperty("discovers");
  });
  test.each(["kurrentdb+discover://a", "kurrentdb://a,b"])("%s is asked for the members", (given) => {
    for (const dial of read(given).dials) expect(dial).toMatchObject({ discovers: "clients", follows: ["client"] });
  });
  test("each host once, at the string's place", () => {
    const { dials } = read("kurrentdb://a,b");
    expect(dials.map((dial) => dial.to.host)).toEqual(["a", "b"]);
    expect(dials[0]?.place.path.slice(-3)).toEqual(["env", 0, "value"]);
  });
  test.each([
    [undefined, "connectionString is not set"],
    ["http://a", "connectionString does not begin with kurrentdb:// or kurrentdb+discover://"],
  ])("%s is refused", (given, problem) => expect(read(given).stops.map((stop) => stop.values["problem"])).toEqual([problem]));
});

describe("trust", () => {
  const ca = "kurrentdb://a?tlsCAFile=/trust/roots.pem";
  const party = (connectionString: string, change: FakeContainer = {}) => read(connectionString, change).dials[0]?.tls;
  test("all certificates of tlsCaFile", () => {
    const tls = party(ca, { files: { "/trust/roots.pem": chainFile(root(), root("g2")) } });
    expect(tls).toMatchObject({
      verifier: "kurrentdb-client",
      trust: { publicRoots: false, roots: [{ label: "ordersNodes g1" }, { label: "ordersNodes g2" }] },
    });
  });
  test.each<[string, FakeContainer, string[], number]>([
    ["not mounted", {}, ["missing-object"], 0],
    ["no certificate", { files: { "/trust/roots.pem": text("x") } }, ["bad-option"], 0],
    ["not known", { files: { "/trust/roots.pem": opaque() } }, [], 1],
    ["good", { files: { "/trust/roots.pem": chainFile(root()) } }, [], 0],
  ])("tlsCaFile: %s", (_, change, reasons, unread) => {
    const reading = read(ca, change);
    expect([reading.stops.map((stop) => stop.reason), reading.unread.length]).toEqual([reasons, unread]);
  });
  test("without it the public roots in a pod", () => expect(party("kurrentdb://a")?.trust).toMatchObject({ publicRoots: true, roots: [] }));
  test("outside what a person gave, and the public roots only when said", () => {
    expect(party("kurrentdb://a", { cluster: "" })?.trust).toMatchObject({ publicRoots: false, roots: [] });
    expect(party("kurrentdb://a", { cluster: "", files: { "/outside/trust": chainFile(root()) } })?.trust).toMatchObject({
      publicRoots: false,
      roots: [{ label: "ordersNodes g1" }],
    });
    expect(party("kurrentdb://a", { cluster: "", files: { "/outside/public-roots": "" } })?.trust).toMatchObject({
      publicRoots: true,
      roots: [],
    });
  });
  test("no verification when told so, no TLS when told so", () => {
    expect(party("kurrentdb://a?tlsVerifyCert=false")).toEqual({ verifier: "none", uptake: { leaf: "start", trust: "start" } });
    expect(party("kurrentdb://a?TLS=False")).toBeUndefined();
    expect(party("kurrentdb://a?tls=true")?.verifier).toBe("kurrentdb-client");
  });
  test("user certificates are not read", () => {
    expect(read("kurrentdb://a?userCertFile=/u.crt&userKeyFile=/u.key").unread.length).toBe(1);
    expect(read("kurrentdb://a?nodePreference=leader").unread.length).toBe(0);
  });
});
