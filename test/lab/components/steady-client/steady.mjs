// Dials every server of a connection string again and again, as the official client's JavaScript half does (Node's TLS, the roots of
// tlsCaFile, no certificate of its own), and prints each dial. See README.md.

import { X509Certificate } from "node:crypto";
import { readFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { parseArgs } from "node:util";
import { DONE, failed, ofConnect, ofHandshake, ofLookup, ofSession } from "../kurrentdb-client/classify.mjs";

/** Milliseconds that a dial may take. */
const PATIENCE = 5000;

/** @param {object} event */
function print(event) {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

/**
 * The servers that a connection string names, and the file with the roots to trust.
 *
 * @param {string} text
 */
export function readConnectionString(text) {
  const [, hosts = "", query = ""] = /^[^:]+:\/\/([^?]*)(?:\?(.*))?$/s.exec(text.trim()) ?? [];
  const servers = hosts.split(",").map((each) => {
    const [host = "", port = "2113"] = each.split(":");
    return { host, port: Number(port) };
  });
  return { servers, roots: new URLSearchParams(query).get("tlsCaFile") ?? undefined };
}

/**
 * The common names of the certificates of a file, sorted.
 *
 * @param {string} pem
 */
export function namesOf(pem) {
  const all = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return all.map((each) => /^CN=(.*)$/m.exec(new X509Certificate(each).subject)?.[1] ?? "").sort();
}

/**
 * One dial: name, address, TLS, and an answer of the server.
 *
 * @param {{ host: string, port: number }} server
 * @param {string} ca the roots to trust, as PEM
 * @returns {Promise<{ address: string, hop: string, error: string, detail: string, serial: string, until: number }>}
 */
export function dial({ host, port }, ca) {
  return new Promise((resolve) => {
    let [address, serial, until] = ["", "", 0];
    const socket = connect({ host, port });
    /** @param {import("../kurrentdb-client/classify.mjs").Outcome} outcome */
    const end = (outcome) => {
      clearTimeout(late);
      socket.destroy();
      resolve({ address, ...outcome, serial, until });
    };
    const late = setTimeout(() => end(failed("unreachable", `no end within ${PATIENCE} ms`)), PATIENCE);
    socket.on("lookup", (error, found) => {
      address = found ?? "";
      if (error) end(ofLookup(error));
    });
    socket.on("error", (error) => end(ofConnect(error)));
    socket.on("connect", () => {
      socket.removeAllListeners("error");
      // Whether it trusts the server is asked below: a handshake that ends here would not tell which certificate it was.
      const secured = connectTls({ socket, servername: host, ca, ALPNProtocols: ["http/1.1"], rejectUnauthorized: false });
      secured.on("error", (error) =>
        end(serial === "" ? ofHandshake(error, { refusedByUs: false, sawCertificate: false }) : ofSession(error, true)),
      );
      secured.on("secureConnect", () => {
        const shown = secured.getPeerX509Certificate();
        [serial, until] = [shown?.serialNumber ?? "", Date.parse(shown?.validTo ?? "")];
        if (!secured.authorized) {
          const code = String(secured.authorizationError);
          end(ofHandshake(Object.assign(new Error(code), { code }), { refusedByUs: true, sawCertificate: true }));
          return;
        }
        secured.write(`GET /health/live HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
      });
      secured.on("data", (/** @type {Buffer} */ data) => {
        end(data.toString("latin1").startsWith("HTTP/1.1 ") ? DONE : failed("wrong-protocol", "no HTTP"));
      });
      secured.on("close", () => end(ofSession(new Error("closed without an answer"), true)));
    });
  });
}

async function main() {
  const { values } = parseArgs({
    options: { roots: { type: "string" }, every: { type: "string", default: "1000" }, "roots-once": { type: "boolean", default: false } },
  });
  const { servers, roots } = readConnectionString(process.env["CONNECTION_STRING"] ?? "");
  const file = values.roots ?? roots;
  if (file === undefined) throw new Error("no --roots, and no tlsCaFile in CONNECTION_STRING");
  let ca = "";
  let last = "";
  const read = () => {
    if (ca === "" || !values["roots-once"]) ca = readFileSync(file, "utf8");
    const names = namesOf(ca);
    if (names.join() !== last) print({ event: "roots", time: Date.now(), roots: names });
    last = names.join();
    return ca;
  };
  const loops = servers.map(async (server) => {
    for (;;) {
      const ended = await dial(server, read());
      print({ event: "dial", time: Date.now(), purpose: "client", ...server, ...ended });
      await new Promise((resolve) => setTimeout(resolve, Number(values.every)));
    }
  });
  await Promise.all(loops);
}

if (process.argv[1] === import.meta.filename) await main();
