// Certificates and servers for dial.test.mjs: all on loopback, all made for one run.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { join } from "node:path";

/** @typedef {{ name: string, names?: string, usage?: string, days?: [number, number], by?: string }} Leaf */

/**
 * Authorities and leaves, all with the key `key.pem`, in a folder.
 *
 * @param {string} folder
 */
export function makePki(folder) {
  const file = (/** @type {string} */ name) => join(folder, name);
  const openssl = (/** @type {string[]} */ ...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem");
  const config = [
    "[ca]",
    "default_ca=d",
    "[d]",
    "database=index",
    "default_md=sha256",
    "policy=p",
    "new_certs_dir=issued",
    "unique_subject=no",
  ];
  writeFileSync(file("ca.conf"), `${[...config, "rand_serial=yes", "[p]", "commonName=supplied"].join("\n")}\n`);
  writeFileSync(file("index"), "");
  mkdirSync(file("issued"));

  /** A date as `openssl ca` takes it, so many days from now: `x509 -days` can't make a certificate of the past. */
  const date = (/** @type {number} */ days) =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`;
  /**
   * @param {string} name of the file
   * @param {string} subject
   * @param {string[]} extensions
   * @param {[number, number]} days
   * @param {string[]} signer
   */
  const sign = (name, subject, extensions, days, signer) => {
    openssl("req", "-new", "-key", "key.pem", "-subj", `/CN=${subject}`, "-out", `${name}.csr`);
    writeFileSync(file(`${name}.ext`), `${extensions.join("\n")}\n`);
    const period = ["-startdate", date(days[0]), "-enddate", date(days[1])];
    const input = ["-config", "ca.conf", "-in", `${name}.csr`, "-extfile", `${name}.ext`];
    openssl("ca", "-batch", "-notext", ...input, ...period, ...signer, "-out", `${name}.pem`);
  };
  const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
  return {
    folder,
    key: () => readFileSync(file("key.pem")),
    crt: (/** @type {string} */ name) => readFileSync(file(`${name}.pem`)),
    path: (/** @type {string} */ name) => file(`${name}.pem`),
    /**
     * A self-signed authority with a key of its own.
     *
     * @param {string} name
     * @param {[number, number]} [days]
     */
    authority(name, days = [-10, 10]) {
      openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", `${name}.key`);
      openssl("req", "-new", "-key", `${name}.key`, "-subj", `/CN=${name}`, "-out", `${name}.csr`);
      writeFileSync(file(`${name}.ext`), `${authority.join("\n")}\n`);
      const input = ["-config", "ca.conf", "-in", `${name}.csr`, "-extfile", `${name}.ext`, "-selfsign", "-keyfile", `${name}.key`];
      openssl("ca", "-batch", "-notext", ...input, "-startdate", date(days[0]), "-enddate", date(days[1]), "-out", `${name}.pem`);
    },
    /** @param {Leaf} leaf */
    leaf({ name, names = "DNS:localhost,IP:127.0.0.1", usage = "serverAuth", days = [-1, 1], by = "ca" }) {
      const sans = names === "" ? [] : [`subjectAltName=${names}`];
      const extensions = [...sans, `extendedKeyUsage=${usage}`, "keyUsage=critical,digitalSignature"];
      sign(name, "localhost", extensions, days, ["-cert", `${by}.pem`, "-keyfile", `${by}.key`]);
    },
  };
}

/**
 * Listens on a free port of 127.0.0.1.
 *
 * @param {import("node:net").Server} server
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function listen(server) {
  const sockets = new Set();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, close };
}

/**
 * A member as gossip tells it: states by their number in gossip.proto, 6 follower, 8 leader.
 *
 * @typedef {{ host: string, port: number, state: number }} Member
 */

/** @typedef {{ status?: number, body?: Buffer }} Answer a message, or a status without one */

/**
 * gRPC by hand: answers gossip with `members`, an append with success, a read with an empty stream and all else with
 * UNIMPLEMENTED (12); or the calls whose path begins with `of` with `status`, or every call with `httpStatus`. `delay` is
 * in milliseconds.
 *
 * @param {{ tls?: import("node:http2").SecureServerOptions, members?: () => readonly Member[], status?: number, of?: string,
 *   httpStatus?: number, delay?: number }} options
 */
export function grpcServer({ tls, members = () => [], status, of = "/", httpStatus, delay = 0 }) {
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls);
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    if (httpStatus !== undefined) return stream.respond({ ":status": httpStatus }, { endStream: true });
    const path = String(headers[":path"]);
    setTimeout(() => answer(stream, status !== undefined && path.startsWith(of) ? { status } : answerTo(path, members())), delay);
  });
  return server;
}

/**
 * @param {string} path
 * @param {readonly Member[]} members
 * @returns {Answer}
 */
function answerTo(path, members) {
  if (path === "/event_store.client.gossip.Gossip/Read") return { body: clusterInfo(members) };
  // AppendResp { success: { current_revision: 0 } }
  if (path === "/event_store.client.streams.Streams/Append") return { body: field(1, Buffer.from([0x08, 0])) };
  if (path === "/event_store.client.streams.Streams/Read") return { status: 0 };
  return { status: 12 };
}

/**
 * @param {import("node:http2").ServerHttp2Stream} stream
 * @param {Answer} answer
 */
function answer(stream, { status = 0, body }) {
  // The client may be gone after a delay.
  if (stream.destroyed) return;
  const head = { ":status": 200, "content-type": "application/grpc+proto" };
  if (body === undefined) {
    stream.respond({ ...head, "grpc-status": String(status) }, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(status) }));
  const length = Buffer.alloc(5);
  length.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([length, body]));
}

/** @param {readonly Member[]} members a ClusterInfo, by the field numbers of gossip.proto and shared.proto */
function clusterInfo(members) {
  const id = field(2, Buffer.from("11111111-1111-1111-1111-111111111111"));
  const encoded = members.map(({ host, port, state }) => {
    const endpoint = Buffer.concat([field(1, Buffer.from(host)), Buffer.from([0x10, ...varint(port)])]);
    return field(1, Buffer.concat([field(1, id), Buffer.from([0x10, 1, 0x18, state, 0x20, 1]), field(5, endpoint)]));
  });
  return Buffer.concat(encoded);
}

/**
 * @param {number} number
 * @param {Buffer} content
 */
function field(number, content) {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(content.length)]), content]);
}

/**
 * @param {number} value
 * @returns {number[]}
 */
function varint(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
