// Starts the official client anew again and again, each time for the next server of its connection string, and prints one line for each
// time. See README.md.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConnectionString } from "./steady.mjs";

/**
 * What one run of dial.mjs says in all: the first thing that did not succeed, if any.
 *
 * @param {number} exitCode
 * @param {string} output
 */
export function ofRun(exitCode, output) {
  const events = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const stopped = events.find((each) => each.event === "not-started");
  if (exitCode !== 0 || stopped !== undefined) return { hop: "start", error: "not-started", detail: stopped?.error ?? output.trim() };
  const lost = events.find((each) => each.event === "dial" && each.hop !== "done");
  if (lost !== undefined) return { hop: lost.hop, error: lost.error, detail: lost.detail };
  const calls = events.filter((each) => each.event === "call");
  const refused = calls.find((each) => !each.ok);
  if (refused !== undefined || calls.length === 0)
    return { hop: "call", error: "no-answer", detail: refused === undefined ? "no call was made" : `${refused.stack}: ${refused.error}` };
  return { hop: "done", error: "", detail: "" };
}

async function main() {
  const { values } = parseArgs({ options: { modules: { type: "string", default: "" }, every: { type: "string", default: "2000" } } });
  const string = process.env["CONNECTION_STRING"] ?? "";
  const { servers } = readConnectionString(string);
  for (let i = 0; ; i++) {
    const server = servers[i % servers.length];
    if (server === undefined) throw new Error("CONNECTION_STRING names no server");
    const program = new URL("../kurrentdb-client/dial.mjs", import.meta.url).pathname;
    const args = ["--modules", values.modules, "--connection-string", string, "--direct", `${server.host}:${server.port}`];
    const ended = await new Promise((resolve) => {
      const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
      child.on("close", (code) => resolve(ofRun(code ?? 1, output)));
    });
    const line = { event: "dial", time: Date.now(), purpose: "official-client", ...server, address: "", ...ended, serial: "", until: 0 };
    writeSync(1, `${JSON.stringify(line)}\n`);
    await new Promise((resolve) => setTimeout(resolve, Number(values.every)));
  }
}

if (process.argv[1] === import.meta.filename) await main();
