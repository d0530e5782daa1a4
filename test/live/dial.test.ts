import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { dial, openTcp } from "../../src/live/dial.ts";
import { type Made, make } from "./pki.ts";
import { closedPort, closeLater, plain, serve } from "./servers.ts";

const NAME = "orders-0.example.com";
let root: Made;
let intermediate: Made;
let leaf: Made;

beforeAll(async () => {
  root = await make({ subject: "CN=root", ca: true });
  intermediate = await make({ subject: "CN=intermediate", ca: true, by: root });
  leaf = await make({ subject: "CN=orders", dnsNames: [NAME], by: intermediate });
});

function look(port: number, limit = 5) {
  return dial(openTcp("127.0.0.1", port), NAME, limit);
}

describe("what a server presents is taken down as it comes", () => {
  test("leaf and intermediate, by TLS 1.3", async () => {
    const outcome = await look(await serve([leaf, intermediate]));
    expect(outcome).toEqual({ kind: "served", protocol: "TLSv1.3", chain: [leaf.x509, intermediate.x509] });
  });

  test("no more than it sends: the intermediate is not made up", async () => {
    expect(await look(await serve([leaf]))).toMatchObject({ kind: "served", chain: [leaf.x509] });
  });

  test("a root that is sent along", async () => {
    expect(await look(await serve([leaf, intermediate, root]))).toMatchObject({ chain: [leaf.x509, intermediate.x509, root.x509] });
  });

  test("an expired one, since nothing is verified", async () => {
    const expired = await make({ dnsNames: [NAME], from: 0, to: 1000 });
    expect(await look(await serve([expired]))).toMatchObject({ kind: "served", chain: [expired.x509] });
  });

  test("the one for the name that is asked for", async () => {
    const other = await make({ subject: "CN=other" });
    const { createSecureContext } = await import("node:tls");
    const context = createSecureContext({ cert: leaf.pem, key: leaf.key });
    const port = await serve([other], { SNICallback: (name, done) => done(null, name === NAME ? context : undefined) });
    expect(await look(port)).toMatchObject({ chain: [leaf.x509] });
    expect(await dial(openTcp("127.0.0.1", port), undefined, 5)).toMatchObject({ chain: [other.x509] });
  });
});

describe("a server that demands a certificate, and gets none", () => {
  /** OpenSSL ends the handshake, as servers do that verify during it; Node's own server would let it end first. */
  async function demanding(version: string): Promise<number> {
    const folder = mkdtempSync(join(tmpdir(), "trueline-dial-"));
    closeLater({ close: () => rmSync(folder, { recursive: true, force: true }) });
    writeFileSync(join(folder, "leaf.pem"), leaf.pem);
    writeFileSync(join(folder, "key.pem"), leaf.key);
    const port = await closedPort();
    const args = ["-accept", `127.0.0.1:${port}`, "-cert", "leaf.pem", "-key", "key.pem", version, "-Verify", "1", "-verify_return_error"];
    const server = spawn("openssl", ["s_server", ...args], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
    closeLater({ close: () => server.kill() });
    await new Promise<void>((resolve) => server.stdout.on("data", (text: Buffer) => /ACCEPT/.test(text.toString()) && resolve()));
    return port;
  }

  test.each(["-tls1_2", "-tls1_3"])("has presented its own before: %s", async (version) => {
    expect(await look(await demanding(version))).toMatchObject({ kind: "served", chain: [leaf.x509] });
  });
});

describe("what can't be dialled", () => {
  test("a closed port", async () => {
    expect(await look(await closedPort())).toMatchObject({ kind: "unreachable", reason: "refused" });
  });

  test("a port that accepts and stays silent, within the time limit", async () => {
    const started = performance.now();
    expect(await look(await plain(), 0.3)).toMatchObject({ kind: "unreachable", reason: "timeout" });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("somebody who speaks something else", async () => {
    expect(await look(await plain("HTTP/1.1 400 Bad Request\r\n\r\n"))).toMatchObject({ kind: "unreachable", reason: "no-tls" });
  });

  test("somebody who hangs up", async () => {
    expect(await look(await plain(""))).toMatchObject({ kind: "unreachable", reason: "broken" });
  });

  test("a name that does not exist", async () => {
    expect(await dial(openTcp("orders-0.invalid", 2113), NAME, 5)).toMatchObject({ kind: "unreachable", reason: "no-such-name" });
  });

  test("a stream that never opens", async () => {
    expect(await dial(() => new Promise(() => undefined), NAME, 0.2)).toMatchObject({ kind: "unreachable", reason: "timeout" });
  });
});
