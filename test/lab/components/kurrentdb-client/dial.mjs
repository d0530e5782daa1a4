// Dials with the official KurrentDB client as an application does, and prints what came of it. See README.md.
import { writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DONE, failed, ofStatus } from "./classify.mjs";
import { changeConnectionString, singleHostOf } from "./connection-string.mjs";
import { listenToGossip } from "./gossip.mjs";
import { Recording, targetOf } from "./recording.mjs";

const USAGE = `usage: node dial.mjs --modules FOLDER --connection-string STRING [--direct HOST:PORT] [--prefer PREFERENCE]
                     [--stack grpc-js|bridge|both] [--time-limit SECONDS]`;

const STREAM = "trueline-lab-dial";

// The bridge's errors that only an answer of the server leads to. "Unsupported" is its word for UNIMPLEMENTED.
const BRIDGE_ANSWERED = /StreamNotFound|StreamDeleted|NotLeader|unsupported/i;

/** @typedef {"grpc-js" | "bridge"} Stack */
/** @typedef {{ ok: boolean, error: string }} Answer ok: the node that was chosen has answered, if only with an error */

/** @param {object} event */
function print(event) {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

/**
 * @param {import("./recording.mjs").Target} target
 * @param {Stack} stack
 * @param {string} address
 * @param {import("./classify.mjs").Outcome} outcome
 */
function printDial({ host, port }, stack, address, outcome) {
  print({ event: "dial", purpose: "client", stack, host, port, address, ...outcome });
}

/** @param {unknown} error */
const textOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} seconds
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
function within(promise, seconds, otherwise) {
  return Promise.race([promise, new Promise((done) => setTimeout(done, seconds * 1000, otherwise))]);
}

/**
 * Appends one event: the cheapest thing that every application does, and all of it goes over grpc-js.
 *
 * @param {any} client
 * @param {any} event
 * @param {Recording} recording
 * @returns {Promise<Answer>}
 */
async function append(client, event, recording) {
  try {
    await client.appendToStream(STREAM, event);
    return { ok: true, error: "" };
  } catch (error) {
    const outcome = ofStatus(error);
    if (typeof outcome === "object") {
      const channel = await client.getChannel();
      recording.revise(targetOf(channel.getTarget().replace(/^dns:/, "")), outcome);
    }
    return { ok: outcome === "answered", error: textOf(error) };
  }
}

/**
 * Reads one event of a stream that needs not be there: all reads go through the bridge.
 *
 * @param {any} client
 * @returns {Promise<Answer>}
 */
async function read(client) {
  try {
    for await (const _ of client.readStream(STREAM, { maxCount: 1 })) break;
    return { ok: true, error: "" };
  } catch (error) {
    // The client's class; the bridge's own words, if it has any, are in the message.
    const name = error instanceof Error ? error.constructor.name : "";
    const text = textOf(error);
    return { ok: BRIDGE_ANSWERED.test(name) || BRIDGE_ANSWERED.test(text), error: text.includes(name) ? text : `${name}: ${text}` };
  }
}

/**
 * What the bridge's result says of a dial: it never tells a host, an address or why a connection failed.
 *
 * @param {Answer} answer
 * @returns {import("./classify.mjs").Outcome | undefined} undefined if it says nothing
 */
function ofBridge({ ok, error }) {
  if (ok) return DONE;
  return error.includes("AccessDenied") ? failed("refused-by-server", error) : undefined;
}

/** @returns the arguments, or what is wrong with them */
function readArguments() {
  const text = /** @type {const} */ ({ type: "string" });
  try {
    const { values } = parseArgs({
      options: {
        modules: text,
        "connection-string": text,
        direct: text,
        prefer: text,
        stack: { type: "string", default: "both" },
        "time-limit": { type: "string", default: "30" },
      },
    });
    const { modules, "connection-string": string, stack, direct, prefer } = values;
    const seconds = Number(values["time-limit"]);
    if (modules === undefined || string === undefined) return "--modules and --connection-string are needed";
    if (!(seconds > 0)) return "--time-limit takes a number of seconds";
    if (!["grpc-js", "bridge", "both"].includes(stack)) return "--stack takes grpc-js, bridge or both";
    if (direct !== undefined && !/^[^:]+:\d+$/.test(direct)) return "--direct takes HOST:PORT";
    const change = { ...(direct === undefined ? {} : { direct }), ...(prefer === undefined ? {} : { prefer }) };
    return { modules, string: changeConnectionString(string, change), stack, seconds };
  } catch (error) {
    return textOf(error);
  }
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const wanted = readArguments();
  if (typeof wanted === "string") {
    console.error(`${wanted}\n\n${USAGE}`);
    return 2;
  }
  const { string, stack, seconds } = wanted;
  const atModules = createRequire(join(resolve(wanted.modules), "package.json"));
  /** @type {NodeRequire} */
  let require;
  try {
    require = createRequire(atModules.resolve("@kurrent/kurrentdb-client"));
  } catch {
    console.error(`no @kurrent/kurrentdb-client in ${wanted.modules}\n\n${USAGE}`);
    return 2;
  }
  const recording = new Recording(require);
  let library;
  try {
    library = atModules("@kurrent/kurrentdb-client");
  } catch (error) {
    console.error(`the client can't be loaded here: ${textOf(error)}`);
    return 3;
  }
  const { KurrentDBClient, jsonEvent } = library;
  listenToGossip(require, recording, (members) => print({ event: "members", ...members }));

  let client;
  try {
    client = KurrentDBClient.connectionString(string);
  } catch (error) {
    print({ event: "not-started", error: textOf(error) });
    return 0;
  }
  const late = { ok: false, error: `no end within ${seconds} s` };
  const event = jsonEvent({ type: "dialed", data: {} });
  // Both at once, as in an application: neither knows of the other.
  const [appended, done] = await Promise.all([
    stack === "bridge" ? undefined : within(append(client, event, recording), seconds, late),
    stack === "grpc-js" ? undefined : within(read(client), seconds, late),
  ]);
  for (const { address, outcome, ...target } of recording.dials()) printDial(target, "grpc-js", address, outcome);
  // Only where the bridge has a single host is it known which one answered.
  const only = singleHostOf(string);
  const outcome = done === undefined ? undefined : ofBridge(done);
  if (only !== undefined && outcome !== undefined) printDial(only, "bridge", "", outcome);
  if (appended !== undefined) print({ event: "call", stack: "grpc-js", ...appended });
  if (done !== undefined) print({ event: "call", stack: "bridge", ...done });
  return 0;
}

// Not left to end by itself: the client keeps its connections open.
process.exit(await main());
