import type { DnsAnswer } from "../network/name-servers.ts";
import type { SeenProcess } from "./compare.ts";

/**
 * Dials that a program gave up since there is no such name, although no DNS server told its pod so: then its resolver failed
 * otherwise, and what it says is no evidence. `address` is the pod's; behind a rewriting sidecar the name that a server was asked
 * for is another one, so any name that does not exist will do (`rewritten`).
 */
export function unwitnessed(seen: SeenProcess, address: string, answers: readonly DnsAnswer[], rewritten: boolean): readonly string[] {
  if (seen.kind === "not-started") return [];
  const own = answers.filter((answer) => answer.from === address && (answer.code === "NXDOMAIN" || answer.code === "NOERROR"));
  return [...seen.dials].flatMap(([key, events]) => {
    const lost = events.find((event) => event.error === "name-not-found");
    if (lost === undefined) return [];
    const host = lost.host.toLowerCase().replace(/\.$/, "");
    const about = own.filter(({ name, code }) => (rewritten && code === "NXDOMAIN") || name === host || name.startsWith(`${host}.`));
    return about.length > 0 ? [] : [`${key}: the program found no such name, and no DNS server told ${address} so`];
  });
}
