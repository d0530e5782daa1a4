import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlPlane } from "../control-plane.ts";
import type { Server } from "../server.ts";
import { startServer } from "../server.ts";
import { waitFor } from "../wait-for.ts";
import type { NodeNetwork } from "./node-network.ts";
import { inNamespace } from "./run.ts";

/** One question that a DNS server answered. */
export interface DnsAnswer {
  /** Who asked. */
  readonly from: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly type: string;
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  readonly code: string;
}

/** A DNS server of the lab. */
export interface NameServer {
  /** All that it answered so far. */
  answers(): readonly DnsAnswer[];
  stop(): Promise<void>;
}

/** The line of a server block by which CoreDNS writes down what it answers. */
export const ANSWER_LOG = `log . "answer {remote} {name} {type} {rcode}"`;

/** A zone file and the names below which it is asked. */
export interface ServedZone {
  /** `.` for the public names. */
  readonly origin: string;
  readonly file: string;
}

/**
 * Starts CoreDNS as the nameserver of a cluster's nodes, which sees public names and those of the private zones that are let
 * in, and beside it as the public DNS. What the zone files say is, and nothing else is.
 */
export function startNameservers(
  { name }: ControlPlane,
  { addresses }: NodeNetwork,
  program: string,
  publicZone: ServedZone,
  privateZones: readonly ServedZone[],
  folder: string,
  fail: (error: Error) => void,
): NameServer {
  const serve = (address: string, { origin, file }: ServedZone): string => `${origin}:53 {
    bind ${address}
    errors
    ${ANSWER_LOG}
    file ${file} ${origin} {
        reload 300ms
    }
}
`;
  const corefile = [
    ...[publicZone, ...privateZones].map((zone) => serve(addresses.nameserver, zone)),
    serve(addresses.publicDNS, publicZone),
  ].join("");
  const server = makeCoreDNS(`${name}: nameservers`, program, folder, fail);
  void server.restart(corefile).catch(fail);
  return server;
}

/** A CoreDNS that is given another Corefile at times. */
export interface CoreDNS extends NameServer {
  /** Starts it, anew if it runs already, and waits until it answers. */
  restart(corefile: string): Promise<void>;
}

/** Seconds until CoreDNS answers: it looks for the API server for some of them. */
const START_SECONDS = 30;

/** Makes a folder for a CoreDNS, which then has to be started. `fail` is called if it ends before it is stopped. */
export function makeCoreDNS(name: string, program: string, folder: string, fail: (error: Error) => void, namespace?: string): CoreDNS {
  mkdirSync(folder);
  const [file, log] = [join(folder, "Corefile"), join(folder, "log")];
  const command = [program, "-conf", file];
  const [run = "", args] = namespace === undefined ? [program, command.slice(1)] : inNamespace(namespace, command);
  const text = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
  // It says its version each time that it has begun to answer.
  const starts = (): number => text().match(/^CoreDNS-/gm)?.length ?? 0;
  let server: Server | undefined;
  return {
    answers: () => readAnswers(text()),
    restart: async (corefile) => {
      await server?.stop();
      writeFileSync(file, corefile);
      const before = starts();
      server = startServer(name, run, args, log, fail);
      await waitFor(`${name} answers`, START_SECONDS, async () => (starts() > before ? true : undefined));
    },
    stop: async () => server?.stop(),
  };
}

/** The answers in a CoreDNS log. */
export function readAnswers(log: string): readonly DnsAnswer[] {
  return [...log.matchAll(/answer (\S+) (\S+) (\S+) (\S+)$/gm)].map(([, from = "", name = "", type = "", code = ""]) => ({
    from,
    name: name.toLowerCase().replace(/\.$/, ""),
    type,
    code,
  }));
}
