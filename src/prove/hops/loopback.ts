import type { Dial } from "../../world/network.ts";
import type { Process, World } from "../../world/world.ts";

/** Whether a host is an address that means whoever dials it. */
export function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1)$/.test(host);
}

/** Whether a process dials since another one told it to, and not by its own configuration. */
export function isTold(dial: Dial, caller: Process): boolean {
  return caller.dials.every((each) => each.id !== dial.id);
}

/** Whether another program than the caller listens on a port of the caller's pod. */
export function listensBeside(caller: Process, port: number, world: World): boolean {
  const others = caller.address === undefined ? [] : (world.processesAt.get(caller.address) ?? []);
  return others.some((id) => id !== caller.id && world.processes.get(id)?.listeners.some((listener) => listener.port === port));
}
