import type { Disposition, HopName } from "../../../src/prove/trace.ts";

/** What a program wrote of one try to dial: see the READMEs of kurrentdb-stand-in and kurrentdb-client. */
export interface DialEvent {
  readonly event: "dial";
  readonly purpose: string;
  readonly host: string;
  readonly port: number;
  /** Empty where no address was found. */
  readonly address: string;
  /** Where it ended. */
  readonly hop: "done" | Exclude<HopName, "start">;
  readonly error: ErrorClass | "";
  readonly detail?: string;
  /** For a program that has several ways to dial: which one it was. */
  readonly stack?: string;
}

/** Classes of errors that programs tell apart, each by the text or number that its system gives. */
export type ErrorClass =
  | "name-not-found"
  | "resolver-failed"
  | "unreachable"
  | "refused"
  | "no-backend"
  | "no-service"
  | "wrong-protocol"
  | "name-mismatch"
  | "unknown-authority"
  | "expired"
  | "unusable-certificate"
  | "refused-by-server";

/** How a dial ended in the lab, in the prover's words. */
export interface Ending {
  readonly disposition: Disposition;
  /** The hop that failed; undefined for a dial that went through. */
  readonly hop: HopName | undefined;
}

/** The fixed table from observed errors. A refusal is looked at twice: see `endingOf`. */
const ENDINGS: Readonly<Record<ErrorClass | "", Ending>> = {
  "": { disposition: "proven", hop: undefined },
  "name-not-found": { disposition: "no-such-name", hop: "resolve" },
  "resolver-failed": { disposition: "no-such-name", hop: "resolve" },
  unreachable: { disposition: "no-route", hop: "route" },
  refused: { disposition: "no-listener", hop: "accept" },
  // Said by a proxy alone: there is no such Service or port, or no ready pod behind it.
  "no-service": { disposition: "no-route", hop: "forward" },
  "no-backend": { disposition: "no-address", hop: "route" },
  "wrong-protocol": { disposition: "wrong-listener", hop: "accept" },
  "name-mismatch": { disposition: "name-mismatch", hop: "verify" },
  "unknown-authority": { disposition: "untrusted", hop: "verify" },
  expired: { disposition: "expired", hop: "verify" },
  "unusable-certificate": { disposition: "unusable-certificate", hop: "verify" },
  "refused-by-server": { disposition: "client-refused", hop: "authenticate" },
};

/** What is behind an address that refused: asked of the API server, since a refusal looks the same from outside. */
export type Behind = "pod" | "service-without-port" | "service-without-pods" | "service-for-some" | "service";

/** How one dial ended. A Service that has no such port, or nobody behind it, refuses in place of a pod, or is silent: that is the route's end. */
export function endingOf(event: DialEvent, behind: (address: string, port: number) => Behind): Ending {
  if (event.error !== "refused" && event.error !== "unreachable") return ENDINGS[event.error];
  const what = behind(event.address, event.port);
  // Who is refused by its address is told nothing.
  if (what === "service-for-some" && event.error === "unreachable") return { disposition: "denied", hop: "route" };
  if (what === "service-without-pods") return { disposition: "no-address", hop: "route" };
  if (what === "service-without-port") return { disposition: "no-listener", hop: "route" };
  return ENDINGS[event.error];
}

/** `PURPOSE HOST:PORT`, as in a dial's id. */
export function keyOf({ purpose, host, port }: Pick<DialEvent, "purpose" | "host" | "port">): string {
  return `${purpose} ${host.toLowerCase()}:${port}`;
}

/** What a program wrote so far: the last event of each dial and address, whole rounds, and why it stopped. */
export interface Journal {
  /** By dial key, then by address. */
  readonly dials: ReadonlyMap<string, ReadonlyMap<string, DialEvent>>;
  readonly rounds: number;
  readonly stopped: string | undefined;
  /** All that would change if anything happened. */
  readonly signature: string;
}

/** Reads lines of JSON. Throws on a line that is none: a program of the lab writes nothing else. */
export function readJournal(output: string): Journal {
  const dials = new Map<string, Map<string, DialEvent>>();
  let rounds = 0;
  let stopped: string | undefined;
  for (const line of output.split("\n").filter((each) => each !== "")) {
    const event = JSON.parse(line) as DialEvent | { readonly event: "round" | "stopped" | "other"; readonly error?: string };
    if (event.event === "round") rounds += 1;
    else if (event.event === "stopped") stopped = event.error;
    else if (event.event === "dial") {
      const key = keyOf(event);
      const known = dials.get(key) ?? new Map<string, DialEvent>();
      // A name that is found again takes the place of its failure, and the other way round.
      if (event.address === "") known.clear();
      else known.delete("");
      known.set(event.address, event);
      dials.set(key, known);
    }
  }
  const signature = [...dials].flatMap(([key, ends]) => [...ends.values()].map((end) => `${key} ${end.address} ${end.hop} ${end.error}`));
  return { dials, rounds, stopped, signature: signature.sort().join("\n") };
}
