/** One dial that ended, as the program that made it wrote it down. */
export interface Handshake {
  /** The pod that dialled. */
  readonly from: string;
  /** When it was over, in milliseconds since 1970. */
  readonly time: number;
  readonly purpose: string;
  readonly host: string;
  readonly port: number;
  readonly address: string;
  /** How far it came; `done` is all the way. */
  readonly hop: string;
  /** The class of what stopped it; empty if nothing did. */
  readonly error: string;
  readonly detail: string;
  /** Of the certificate that the dialled side showed, in hex; empty if none was seen. */
  readonly serial: string;
  /** Until when that is valid, in milliseconds since 1970. */
  readonly until: number;
}

/** What a program wrote: its dials, and the roots that a client last read. */
export interface Written {
  readonly handshakes: readonly Handshake[];
  readonly roots: readonly string[] | undefined;
  /** How much of the text was whole lines. */
  readonly length: number;
}

/** Reads lines of JSON up to the last whole one, for the program may be writing the next. Throws on a line that is none. */
export function readWritten(text: string, from: string): Written {
  const length = text.lastIndexOf("\n") + 1;
  const handshakes: Handshake[] = [];
  let roots: readonly string[] | undefined;
  for (const line of text.slice(0, length).split("\n")) {
    if (line === "") continue;
    const event = JSON.parse(line);
    if (event.event === "dial") handshakes.push({ ...event, from });
    else if (event.event === "roots") roots = event.roots;
  }
  return { handshakes, roots, length };
}

/** Those that were over after `from` and not after `to`, in milliseconds since 1970. */
export function between(handshakes: readonly Handshake[], from: number, to: number): readonly Handshake[] {
  return handshakes.filter(({ time }) => time > from && time <= to);
}

export function failuresOf(handshakes: readonly Handshake[]): readonly Handshake[] {
  return handshakes.filter((each) => each.hop !== "done");
}

/** `FROM PURPOSE HOST:PORT`: what is dialled again and again. */
function lineOf({ from, purpose, host, port }: Handshake): string {
  return `${from} ${purpose} ${host.toLowerCase()}:${port}`;
}

/** The last dial of each line. */
export function lastOf(handshakes: readonly Handshake[]): ReadonlyMap<string, Handshake> {
  const last = new Map<string, Handshake>();
  for (const each of handshakes) {
    const known = last.get(lineOf(each));
    if (known === undefined || known.time <= each.time) last.set(lineOf(each), each);
  }
  return last;
}

/** One certificate that a server showed to whoever dialled it, and when it was first and last seen. */
export interface Served {
  readonly serial: string;
  readonly until: number;
  readonly first: number;
  readonly last: number;
}

/** By host, the certificates that it showed, in the order in which they appeared. */
export function servedBy(handshakes: readonly Handshake[]): ReadonlyMap<string, readonly Served[]> {
  const hosts = new Map<string, Map<string, Served>>();
  for (const { host, serial, until, time } of handshakes) {
    if (serial === "") continue;
    const own = hosts.get(host.toLowerCase()) ?? new Map<string, Served>();
    const { first, last } = own.get(serial) ?? { first: time, last: time };
    own.set(serial, { serial, until, first: Math.min(first, time), last: Math.max(last, time) });
    hosts.set(host.toLowerCase(), own);
  }
  return new Map([...hosts].map(([host, own]) => [host, [...own.values()].sort((one, other) => one.first - other.first)]));
}

/** Milliseconds that a dial may take: so much later than the new certificate an old one may still be noted. */
const DIAL_MS = 5000;

/** Certificates that were shown again after a newer one: servers that went back, or of which several answer to one name. */
export function comeBack(served: ReadonlyMap<string, readonly Served[]>): readonly string[] {
  return [...served].flatMap(([host, all]) =>
    all.slice(1).flatMap((next, i) => {
      const before = all[i];
      if (before === undefined || before.last <= next.first + DIAL_MS) return [];
      return [`${host} still shows ${before.serial} ${((before.last - next.first) / 1000).toFixed(0)} s after ${next.serial}`];
    }),
  );
}

/** The longest time, in milliseconds, in which something that is dialled again and again was not: from edge to edge of the window. */
export function longestPause(handshakes: readonly Handshake[], from: number, to: number): number {
  const lines = new Map<string, number[]>();
  for (const each of between(handshakes, from, to)) lines.set(lineOf(each), [...(lines.get(lineOf(each)) ?? []), each.time]);
  const pauses = [...lines.values()].flatMap((times) => {
    const edges = [from, ...times.sort((one, other) => one - other), to];
    return edges.slice(1).map((time, i) => time - (edges[i] ?? time));
  });
  return lines.size === 0 ? to - from : Math.max(...pauses);
}

/** Failed dials, summed up by line and error: `orders-2 gossip orders-0…:2113: 12 times unknown-authority (…)`. */
export function sayFailures(failures: readonly Handshake[]): readonly string[] {
  const groups = new Map<string, Handshake[]>();
  for (const each of failures) {
    const key = `${lineOf(each)} ${each.hop} ${each.error}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((all) => {
    const [first] = all;
    if (first === undefined) return "";
    const clock = new Date(first.time).toISOString().slice(11, 19);
    return `${lineOf(first)}: ${all.length} times ${first.error} at ${first.hop}, first at ${clock} (${first.detail})`;
  });
}
