import type { Rule } from "../../terms/evidence.ts";
import type { Address, Dial, Listener } from "../../world/network.ts";
import type { Process, World } from "../../world/world.ts";
import { rules } from "../rules.ts";
import type { Mix } from "../trace.ts";
import { failed, type Hop, passed } from "./hop.ts";
import { plainAddress } from "./plain-address.ts";

/** Who accepted, and by which listener. */
export interface Accepted {
  readonly process: Process;
  readonly listener: Listener;
}

/** Finds the program that listens at a pod's port and speaks the dial's protocol. */
export function accept(at: { readonly address: Address; readonly port: number }, dial: Dial, caller: Process, mix: Mix): Hop<Accepted> {
  const world = mix["server:config"];
  const where = plainAddress(at.address);
  let recognised = false;
  let stopped: Process | undefined;
  let any: Process | undefined;
  let onLoopback: Accepted | undefined;
  for (const id of world.processesAt.get(at.address) ?? []) {
    const process = world.processes.get(id);
    if (!process) continue;
    any ??= process;
    if (process.program !== "unknown-program") recognised = true;
    const listeners = process.listeners.filter((each) => each.port === at.port);
    const listener = listeners.find((each) => reachable(each, at.address, caller));
    const [hidden] = listeners;
    if (!listener && hidden) onLoopback ??= { process, listener: hidden };
    if (listener) {
      if (process.stops.length > 0) stopped = process;
      else return speak({ process, listener }, at, dial);
    } else if (process.stops.length > 0) stopped ??= process;
  }
  const stop = stopped?.stops[0];
  if (stopped && stop) {
    return failed(
      "accept",
      "no-listener",
      "callee-not-started",
      `${stopped.label} does not start`,
      [stop.rule],
      [stop.place, ...stop.related],
      { host: dial.to.host },
      stop,
    );
  }
  const place = any?.place ?? dial.to.place;
  if (!recognised) {
    return failed("accept", "unknown", "nobody-listens", `what runs in ${where} is no program that is known`, [rules.unread], [place], {
      host: dial.to.host,
      port: String(at.port),
    });
  }
  if (onLoopback) {
    const { process, listener } = onLoopback;
    const [server, bind, port] = [process.label, listener.bind ?? "", String(at.port)];
    const text = `${server} listens on ${bind}:${port} only, which nothing outside of its pod reaches`;
    const places = [listener.place, dial.to.place];
    return failed("accept", "no-listener", "nobody-listens", text, [rules.listen, listener.rule], places, {
      host: dial.to.host,
      port,
      server,
      bind,
    });
  }
  return failed(
    "accept",
    "no-listener",
    "nobody-listens",
    `nothing in ${where} listens on port ${at.port}`,
    [rules.listen, ...new Set(elsewhere(at.address, world))],
    [dial.to.place, place],
    {
      host: dial.to.host,
      port: String(at.port),
    },
  );
}

/** By which rules programs listen on other ports of an address. */
function elsewhere(address: Address, world: World): readonly Rule[] {
  const processes = (world.processesAt.get(address) ?? []).map((id) => world.processes.get(id));
  return processes.flatMap((each) => (each?.listeners ?? []).map((listener) => listener.rule));
}

function reachable(listener: Listener, address: Address, caller: Process): boolean {
  const loopback = listener.bind !== undefined && /^(127\.|::1$|localhost$)/.test(listener.bind);
  return !loopback || caller.address === address;
}

function speak(accepted: Accepted, at: { readonly port: number }, dial: Dial): Hop<Accepted> {
  const { process, listener } = accepted;
  // What a proxy speaks depends on the host that it is asked for.
  if (listener.proxy && dial.tls) {
    return passed("accept", `${process.label}:${at.port}`, [rules.listen, listener.rule], [listener.place], accepted);
  }
  if (!listener.proxy && listener.protocol !== dial.protocol) {
    return failed(
      "accept",
      "wrong-listener",
      "other-protocol",
      `${process.label}:${at.port} speaks ${listener.protocol}, not ${dial.protocol}`,
      [listener.rule, rules.listen],
      [dial.to.place, listener.place],
      { host: dial.to.host, port: String(at.port), speaks: listener.protocol },
    );
  }
  if (dial.tls && !listener.tls) {
    return failed(
      "accept",
      "wrong-listener",
      "cleartext-expected",
      `${process.label}:${at.port} speaks cleartext, the caller TLS`,
      [listener.rule, rules.listen],
      [dial.place, listener.place],
      {
        host: dial.to.host,
      },
    );
  }
  if (!dial.tls && (listener.tls || listener.proxy)) {
    return failed(
      "accept",
      "wrong-listener",
      "tls-expected",
      `${process.label}:${at.port} speaks TLS, the caller cleartext`,
      [listener.rule, rules.listen],
      [dial.place, listener.place],
      {
        host: dial.to.host,
      },
    );
  }
  return passed(
    "accept",
    `${process.label}:${at.port}`,
    process.unread.length > 0 ? [rules.unread, rules.listen, listener.rule] : [rules.listen, listener.rule],
    [listener.place],
    accepted,
  );
}
