// Run by `node --test test/lab/components/kurrentdb-client/dial.test.mjs`; installs the client into the lab's cache if it is not there.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import tls from "node:tls";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { changeConnectionString, singleHostOf } from "./connection-string.mjs";
import { grpcServer, listen, makePki } from "./test-servers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "trueline-dial-"));
const pki = makePki(folder);
let modules = "";

before(async () => {
  const lab = join(here, "..", "..");
  const outfile = join(folder, "client-install.mjs");
  await build({ entryPoints: [join(lab, "client-install.ts")], outfile, bundle: true, platform: "node", format: "esm" });
  const { installClient } = await import(pathToFileURL(outfile).href);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "trueline-lab");
  modules = await installClient(lab, cache, (/** @type {string} */ line) => console.log(line));
  pki.authority("ca");
  pki.authority("other-ca");
  pki.authority("old-ca", [-20, -1]);
  pki.leaf({ name: "good" });
  pki.leaf({ name: "other-name", names: "DNS:elsewhere.example.com" });
  pki.leaf({ name: "common-name-only", names: "" });
  pki.leaf({ name: "by-other", by: "other-ca" });
  pki.leaf({ name: "by-old", by: "old-ca" });
  pki.leaf({ name: "expired", days: [-3, -1] });
  pki.leaf({ name: "not-yet", days: [1, 3] });
  pki.leaf({ name: "client-only", usage: "clientAuth" });
});
after(() => rmSync(folder, { recursive: true }));

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, stdout: string, stderr: string, events: any[] }>}
 */
function dialWith(args, env = {}) {
  return new Promise((resolve) => {
    // No proxy and no roots of this machine.
    const environment = { PATH: process.env.PATH, SSL_CERT_FILE: join(folder, "none"), SSL_CERT_DIR: join(folder, "none"), ...env };
    execFile(process.execPath, [join(here, "dial.mjs"), ...args], { env: environment }, (error, stdout, stderr) => {
      const events = stdout.split("\n").filter((line) => line !== "");
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr, events: events.map((line) => JSON.parse(line)) });
    });
  });
}

/**
 * @param {string} string
 * @param {string[]} [more]
 * @param {Record<string, string>} [env]
 */
async function dial(string, more = [], env = {}) {
  const { code, stderr, events } = await dialWith(["--modules", modules, "--connection-string", string, ...more], env);
  assert.equal(code, 0, stderr);
  const of = (/** @type {string} */ stack) => ({
    dials: events.filter((each) => each.event === "dial" && each.stack === stack),
    call: events.find((each) => each.event === "call" && each.stack === stack),
  });
  return { events, grpc: of("grpc-js"), bridge: of("bridge"), members: events.filter((each) => each.event === "members") };
}

const serving = (/** @type {string} */ name, more = {}) => ({ key: pki.key(), cert: pki.crt(name), ...more });
const trusting = (/** @type {string} */ name = "ca") => `tlsCaFile=${pki.path(name)}`;

/**
 * A server that accepts connections as the kernel does and never reads them; its queue is full after two, and then SYNs get no answer.
 *
 * @returns {Promise<{ port: number, close: () => void }>}
 */
async function deafServer() {
  const program = `const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, server.address().port + "\\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const port = Number(await new Promise((done) => child.stdout.once("data", (data) => done(String(data)))));
  const fillers = await Promise.all(
    [0, 1, 2, 3].map(
      () =>
        new Promise((done) => {
          const socket = net.connect(port, "127.0.0.1", () => done(socket)).on("error", () => {});
          setTimeout(done, 200, socket);
        }),
    ),
  );
  const close = () => {
    for (const socket of fillers) socket.destroy();
    child.kill("SIGKILL");
  };
  return { port, close };
}

describe("one host", { concurrency: 2 }, () => {
  /**
   * `bridge` is whether the client's native part reached the server too; by default it agrees with grpc-js.
   *
   * @type {{ name: string, server?: () => import("node:net").Server, start?: () => Promise<{ port: number, close: () => void }>,
   *   host?: string, query: () => string, hop: string, error: string, detail: RegExp, bridge?: boolean }[]}
   */
  const rows = [
    { name: "a name", server: () => grpcServer({ tls: serving("good") }), query: trusting, hop: "done", error: "", detail: /^$/ },
    {
      name: "an address",
      host: "127.0.0.1",
      server: () => grpcServer({ tls: serving("good") }),
      query: trusting,
      hop: "done",
      error: "",
      detail: /^$/,
    },
    { name: "cleartext", server: () => grpcServer({}), query: () => "tls=false", hop: "done", error: "", detail: /^$/ },
    {
      name: "a server that implements nothing",
      server: () => grpcServer({ tls: serving("good"), status: 12 }),
      query: trusting,
      hop: "done",
      error: "",
      detail: /^$/,
    },
    {
      name: "another name in the certificate",
      server: () => grpcServer({ tls: serving("other-name") }),
      query: trusting,
      hop: "verify",
      error: "name-mismatch",
      detail: /ERR_TLS_CERT_ALTNAME_INVALID/,
    },
    {
      name: "not verified: tlsVerifyCert=false",
      server: () => grpcServer({ tls: serving("other-name") }),
      query: () => "tlsVerifyCert=false",
      hop: "done",
      error: "",
      detail: /^$/,
    },
    {
      name: "the name in the CN only: the bridge takes no CN",
      server: () => grpcServer({ tls: serving("common-name-only") }),
      query: trusting,
      hop: "done",
      error: "",
      detail: /^$/,
      bridge: false,
    },
    {
      name: "one attempt: the bridge gives up before it dials",
      server: () => grpcServer({ tls: serving("good") }),
      query: () => `${trusting()}&maxDiscoverAttempts=1`,
      hop: "done",
      error: "",
      detail: /^$/,
      bridge: false,
    },
    {
      name: "gossipTimeout=20: seconds for grpc-js, milliseconds for the bridge",
      server: () => grpcServer({ tls: serving("good"), delay: 100 }),
      query: () => `${trusting()}&gossipTimeout=20`,
      hop: "done",
      error: "",
      detail: /^$/,
      bridge: false,
    },
    {
      name: "another authority",
      server: () => grpcServer({ tls: serving("by-other") }),
      query: trusting,
      hop: "verify",
      error: "unknown-authority",
      detail: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    },
    {
      name: "no roots at all",
      server: () => grpcServer({ tls: serving("good") }),
      query: () => "tls=true",
      hop: "verify",
      error: "unknown-authority",
      detail: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    },
    {
      name: "expired",
      server: () => grpcServer({ tls: serving("expired") }),
      query: trusting,
      hop: "verify",
      error: "expired",
      detail: /CERT_HAS_EXPIRED/,
    },
    {
      name: "not yet valid",
      server: () => grpcServer({ tls: serving("not-yet") }),
      query: trusting,
      hop: "verify",
      error: "expired",
      detail: /CERT_NOT_YET_VALID/,
    },
    {
      name: "an expired root: the bridge doesn't look at its dates",
      server: () => grpcServer({ tls: serving("by-old") }),
      query: () => trusting("old-ca"),
      hop: "verify",
      error: "expired",
      detail: /CERT_HAS_EXPIRED/,
      bridge: true,
    },
    {
      name: "not for servers",
      server: () => grpcServer({ tls: serving("client-only") }),
      query: trusting,
      hop: "verify",
      error: "unusable-certificate",
      detail: /purpose/,
    },
    { name: "no such name", host: "x.invalid", query: trusting, hop: "resolve", error: "name-not-found", detail: /ENOTFOUND/ },
    { name: "no route", host: "224.0.0.1", query: trusting, hop: "route", error: "unreachable", detail: /ENETUNREACH/ },
    { name: "no answer", start: deafServer, query: trusting, hop: "route", error: "unreachable", detail: /no answer to TCP's SYN/ },
    { name: "nobody listens", query: trusting, hop: "accept", error: "refused", detail: /ECONNREFUSED/ },
    {
      name: "TLS to a cleartext server",
      server: () => grpcServer({}),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /^ERR_SSL_WRONG_VERSION_NUMBER: 0A00010B:SSL routines:ssl3_get_record:wrong version number:$/,
    },
    {
      name: "cleartext to a TLS server",
      server: () => grpcServer({ tls: serving("good") }),
      query: () => "tls=false",
      hop: "accept",
      error: "wrong-protocol",
      detail: /^Failed to connect$/,
    },
    {
      name: "a server of HTTP/1 over TLS",
      server: () => https.createServer(serving("good")),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /NO_APPLICATION_PROTOCOL/,
    },
    {
      name: "a server of HTTP/1 over TLS without ALPN",
      server: () => tls.createServer(serving("good"), (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /Protocol error/,
    },
    {
      name: "a server that hangs up at once",
      server: () => net.createServer((socket) => socket.destroy()),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /./,
    },
    {
      name: "an answer that is not gRPC's, which the bridge takes for UNIMPLEMENTED",
      server: () => grpcServer({ tls: serving("good"), httpStatus: 404 }),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /HTTP status code 404/,
      bridge: true,
    },
    {
      name: "a server that says nothing",
      server: () => net.createServer(),
      query: trusting,
      hop: "accept",
      error: "wrong-protocol",
      detail: /within the time limit/,
    },
    {
      name: "a client certificate is asked for, TLS 1.3",
      server: () => grpcServer({ tls: serving("good", { requestCert: true, ca: [pki.crt("ca")] }) }),
      query: trusting,
      hop: "authenticate",
      error: "refused-by-server",
      detail: /CERTIFICATE_REQUIRED/,
    },
    {
      name: "a client certificate is asked for, TLS 1.2",
      server: () => grpcServer({ tls: serving("good", { requestCert: true, ca: [pki.crt("ca")], maxVersion: "TLSv1.2" }) }),
      query: trusting,
      hop: "authenticate",
      error: "refused-by-server",
      detail: /HANDSHAKE_FAILURE/,
    },
    {
      name: "TLS and HTTP/2 agreed on, then hung up",
      server: () => tls.createServer(serving("good", { ALPNProtocols: ["h2"] }), (socket) => socket.destroy()),
      query: trusting,
      hop: "authenticate",
      error: "refused-by-server",
      detail: /./,
    },
    {
      name: "permission denied, for streams",
      server: () => grpcServer({ tls: serving("good"), status: 7, of: "/event_store.client.streams." }),
      query: trusting,
      hop: "authenticate",
      error: "refused-by-server",
      detail: /PERMISSION_DENIED/,
    },
    {
      name: "unauthenticated",
      server: () => grpcServer({ tls: serving("good"), status: 16 }),
      query: trusting,
      hop: "authenticate",
      error: "refused-by-server",
      detail: /UNAUTHENTICATED/,
    },
  ];
  for (const { name, server, start, host = "localhost", query, hop, error, detail, bridge = hop === "done" } of rows) {
    test(`${name}: ${hop} ${error}`, async () => {
      const { port, close } = (await start?.()) ?? (server === undefined ? { port: 1, close: () => {} } : await listen(server()));
      try {
        const seen = await dial(`kurrentdb://${host}:${port}?${query()}`, ["--time-limit", "4"]);
        assert.equal(seen.grpc.dials.length, 1, JSON.stringify(seen.events));
        const [{ detail: said, ...rest }] = seen.grpc.dials;
        const address = hop === "resolve" ? "" : host === "localhost" ? "127.0.0.1" : host;
        assert.deepEqual(rest, { event: "dial", purpose: "client", stack: "grpc-js", host, port, address, hop, error });
        assert.match(said, detail);
        assert.equal(seen.grpc.call.ok, hop === "done", JSON.stringify(seen.events));
        assert.equal(seen.bridge.call.ok, bridge, JSON.stringify(seen.events));
        assert.equal(
          seen.bridge.dials.some((each) => each.hop === "done"),
          bridge,
        );
      } finally {
        close();
      }
    });
  }

  test("roots of the process: NODE_EXTRA_CA_CERTS for grpc-js, SSL_CERT_FILE for the bridge", async () => {
    const { port, close } = await listen(grpcServer({ tls: serving("good") }));
    try {
      const byNode = await dial(`kurrentdb://localhost:${port}`, [], { NODE_EXTRA_CA_CERTS: pki.path("ca") });
      assert.deepEqual([byNode.grpc.call.ok, byNode.bridge.call.ok], [true, false]);
      const byOpenssl = await dial(`kurrentdb://localhost:${port}`, [], { SSL_CERT_FILE: pki.path("ca") });
      assert.deepEqual([byOpenssl.grpc.call.ok, byOpenssl.bridge.call.ok], [false, true]);
    } finally {
      close();
    }
  });
});

describe("discovery", () => {
  /** @type {import("./test-servers.mjs").Member[]} */
  const members = [];
  /** @type {{ port: number, close: () => void }[]} */
  const nodes = [];
  before(async () => {
    for (const name of ["good", "good"]) nodes.push(await listen(grpcServer({ tls: serving(name), members: () => members })));
    members.push({ host: "localhost", port: nodes[0]?.port ?? 0, state: 6 }, { host: "127.0.0.1", port: nodes[1]?.port ?? 0, state: 8 });
  });
  after(() => {
    for (const node of nodes) node.close();
  });
  const seed = () => `kurrentdb+discover://localhost:${nodes[0]?.port}?${trusting()}`;
  const hostsOf = (/** @type {any} */ seen) =>
    seen.grpc.dials.map((/** @type {any} */ each) => `${each.host}:${each.port} ${each.hop}${each.error}`);

  test("the seed tells the members, then the leader is dialed", async () => {
    const seen = await dial(seed());
    const told = [
      { host: "localhost", port: nodes[0]?.port, state: "Follower", alive: true },
      { host: "127.0.0.1", port: nodes[1]?.port, state: "Leader", alive: true },
    ];
    assert.deepEqual(seen.members, [{ event: "members", from: `localhost:${nodes[0]?.port}`, members: told }]);
    assert.deepEqual(hostsOf(seen), [`localhost:${nodes[0]?.port} done`, `127.0.0.1:${nodes[1]?.port} done`]);
    assert.deepEqual([seen.grpc.call.ok, seen.bridge.call.ok], [true, true]);
    assert.deepEqual(seen.bridge.dials, []);
  });

  test("--prefer follower stays with the seed", async () => {
    const seen = await dial(`${seed()}&node_preference=leader`, ["--prefer", "follower", "--stack", "grpc-js"]);
    assert.deepEqual(hostsOf(seen), [`localhost:${nodes[0]?.port} done`]);
    assert.equal(seen.bridge.call, undefined);
  });

  test("--direct asks for no gossip", async () => {
    const seen = await dial(seed(), ["--direct", `127.0.0.1:${nodes[1]?.port}`]);
    assert.deepEqual(seen.members, []);
    assert.deepEqual(hostsOf(seen), [`127.0.0.1:${nodes[1]?.port} done`]);
    assert.equal(seen.bridge.dials.length, 1);
  });

  test("a leader that advertises a name that nobody knows, and one whose name is not in the certificate", async () => {
    const state = members[1];
    members[1] = { host: "ledger-0.invalid", port: 2113, state: 8 };
    const unknown = await dial(seed(), ["--stack", "grpc-js"]);
    assert.deepEqual(hostsOf(unknown), [`localhost:${nodes[0]?.port} done`, "ledger-0.invalid:2113 resolvename-not-found"]);
    assert.equal(unknown.grpc.call.ok, false);
    const other = await listen(grpcServer({ tls: serving("other-name") }));
    members[1] = { host: "127.0.0.1", port: other.port, state: 8 };
    const mismatch = await dial(seed(), ["--stack", "grpc-js"]);
    assert.deepEqual(hostsOf(mismatch), [`localhost:${nodes[0]?.port} done`, `127.0.0.1:${other.port} verifyname-mismatch`]);
    other.close();
    if (state !== undefined) members[1] = state;
  });

  test("several seeds: the one that is down is seen or not, the leader always", async () => {
    const seen = await dial(`kurrentdb://localhost:1,localhost:${nodes[0]?.port}?${trusting()}`);
    assert.ok(hostsOf(seen).includes(`127.0.0.1:${nodes[1]?.port} done`), JSON.stringify(seen.events));
    assert.equal(seen.grpc.call.ok, true);
  });
});

describe("what is refused", { concurrency: 2 }, () => {
  test("a CA file that is not there", async () => {
    const { events } = await dial("kurrentdb://localhost:1?tlsCaFile=/nonexistent/ca.crt");
    assert.deepEqual(events, [{ event: "not-started", error: "Failed to load certificate file. File was not found." }]);
  });
  test("a string that is none", async () => {
    const { events } = await dial("postgres://localhost:1", ["--direct", "localhost:2"]);
    assert.equal(events.length, 1);
    assert.equal(events[0].event, "not-started");
  });
  for (const args of [[], ["--modules", "."], ["--modules", folder, "--connection-string", "kurrentdb://a"], ["--unknown"]]) {
    test(`wrong usage: ${args.join(" ") || "no arguments"}`, async () => {
      const { code, stdout, stderr } = await dialWith(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /usage: node dial\.mjs/);
    });
  }
});

describe("connection strings", () => {
  const full =
    "kurrentdb+discover://admin:p,w@a.example.com:2113,b.example.com:2114/?tlsCaFile=/etc/ca.crt&NodePreference=follower&gossipTimeout=5";
  const rows = /** @type {const} */ ([
    [full, {}, full],
    [full, { direct: "b:1" }, "kurrentdb://admin:p,w@b:1/?tlsCaFile=/etc/ca.crt&NodePreference=follower&gossipTimeout=5"],
    [
      full,
      { prefer: "leader" },
      "kurrentdb+discover://admin:p,w@a.example.com:2113,b.example.com:2114/?tlsCaFile=/etc/ca.crt&gossipTimeout=5&nodePreference=leader",
    ],
    ["kdb://a", { prefer: "random" }, "kdb://a?nodePreference=random"],
    ["nonsense", { direct: "b:1" }, "nonsense"],
  ]);
  for (const [text, change, wanted] of rows)
    test(`${text} with ${JSON.stringify(change)}`, () => assert.equal(changeConnectionString(text, change), wanted));
  test("the single host", () => {
    assert.deepEqual(singleHostOf("kurrentdb://u:p@a.example.com"), { host: "a.example.com", port: 2113 });
    assert.deepEqual(singleHostOf("kurrentdb://a:1/?tls=false"), { host: "a", port: 1 });
    assert.equal(singleHostOf("kurrentdb://a:1,b:1"), undefined);
    assert.equal(singleHostOf("kurrentdb+discover://a:1"), undefined);
  });
});
