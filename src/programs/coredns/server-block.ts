import type { Place } from "../../terms/place.ts";
import type { DnsRewrite, DnsServer, Listener } from "../../world/network.ts";
import { isIpLiteral } from "../tls/hostname.ts";
import type { Directive, ServerBlock } from "./corefile/parse.ts";
import { readHosts } from "./hosts.ts";
import { readRewrite } from "./rewrite.ts";
import { rules } from "./rules.ts";

/** What one server block does, and what of it is not read or is refused. */
export interface ReadBlock {
  readonly listeners: readonly Listener[];
  readonly unread: boolean;
  readonly problems: readonly string[];
}

/** Directives that change neither names nor answers for addresses. */
export const HARMLESS: ReadonlySet<string> = new Set([
  "errors",
  "log",
  "debug",
  "cache",
  "reload",
  "loop",
  "whoami",
  "loadbalance",
  "minimal",
  "bufsize",
  "cancel",
  "nsid",
  "metadata",
  "local",
  "root",
  "timeouts",
  "trace",
  "dnstap",
  "multisocket",
]);
/** Settings of `forward` that leave open only how, not whether, upstream answers. */
const HARMLESS_FORWARD: ReadonlySet<string> = new Set([
  "max_fails",
  "expire",
  "max_idle_conns",
  "policy",
  "health_check",
  "prefer_udp",
  "force_tcp",
  "max_concurrent",
  "failfast_all_unhealthy_upstreams",
  "max_age",
  "max_connect_attempts",
]);
/** Plugins with a port of their own: which, and on which address by default. */
const PORTS: Readonly<Record<string, string>> = { ready: ":8181", health: ":8080", prometheus: "localhost:9153", pprof: "localhost:6053" };

/** Reads a server block of a Corefile that stands at a place. `defaultPort`: for keys without one. */
export function readServerBlock(block: ServerBlock, place: Place, defaultPort: number): ReadBlock {
  const problems: string[] = [];
  const rewrites: DnsRewrite[] = [];
  const binds: string[] = [];
  const extra: Listener[] = [];
  let forward: DnsServer["forward"];
  let hosts: DnsServer["hosts"];
  let unread = false;
  for (const directive of block.directives) {
    const at = `line ${directive.line}`;
    if (directive.name === "rewrite") {
      const read = readRewrite(directive, place);
      if (read.kind === "rewrite") rewrites.push(read.rewrite);
      else if (read.kind === "unread") unread = true;
      else problems.push(`${at}: ${read.problem}`);
    } else if (directive.name === "forward") {
      const read = readForward(directive, place);
      if (read === "wrong") problems.push(`${at}: forward names no server to ask`);
      else if (read === "unread" || forward) unread = true;
      else forward = read;
    } else if (directive.name === "hosts") {
      const read = readHosts(directive, place);
      if (!read || hosts) unread = true;
      else hosts = read;
    } else if (directive.name === "bind") {
      if (directive.args.length === 0) problems.push(`${at}: bind names no address`);
      for (const address of directive.args) {
        if (isIpLiteral(address)) binds.push(address);
        else if (address === "lo") binds.push("127.0.0.1");
        else unread = true;
      }
      unread ||= directive.hasBlock;
    } else if (PORTS[directive.name] !== undefined) {
      const listener = httpListener(directive.args[0] ?? PORTS[directive.name] ?? "", place);
      if (listener) extra.push(listener);
      else unread = true;
    } else if (!HARMLESS.has(directive.name)) unread = true;
  }
  const dns: DnsServer = { place, rewrites, ...(hosts ? { hosts } : {}), ...(forward ? { forward } : {}) };
  const listeners: Listener[] = [];
  for (const port of portsOf(block, defaultPort)) {
    if (port === undefined) {
      unread = true;
      continue;
    }
    const listener: Listener = { place, port, protocol: "dns", advertises: [], rule: rules.listen, dns };
    if (binds.length === 0 || binds.includes("0.0.0.0") || binds.includes("::")) listeners.push(listener);
    else for (const bind of new Set(binds)) listeners.push({ ...listener, bind });
  }
  return { listeners: [...listeners, ...extra], unread, problems };
}

/** The ports of the keys that answer for all names; undefined for a key that stands for less, or another transport. */
function portsOf(block: ServerBlock, defaultPort: number): readonly (number | undefined)[] {
  const ports = block.keys.map((key) => {
    const match = /^(?:dns:\/\/)?\.?(?::(\d+))?$/.exec(key);
    return match && key !== "" ? Number(match[1] ?? defaultPort) : undefined;
  });
  return [...new Set(ports)];
}

function readForward(directive: Directive, place: Place): DnsServer["forward"] | "unread" | "wrong" {
  const [from, ...to] = directive.args;
  if (from === undefined || to.length === 0) return "wrong";
  if (from !== "." || to.length > 1 || directive.block.some((each) => !HARMLESS_FORWARD.has(each.name))) return "unread";
  const target = /^(?:dns:\/\/)?(?:\[([0-9a-fA-F:]+)\](?::(\d+))?|(\d+\.\d+\.\d+\.\d+)(?::(\d+))?|([0-9a-fA-F:]+))$/.exec(to[0] ?? "");
  const address = target?.[1] ?? target?.[3] ?? target?.[5];
  const port = target?.[2] ?? target?.[4] ?? "53";
  return address !== undefined && port === "53" ? { address, place } : "unread";
}

function httpListener(address: string, place: Place): Listener | undefined {
  const match = /^(?:https?:\/\/)?(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(address);
  if (!match) return undefined;
  const host = match[1] ?? match[2] ?? "";
  const bind = host === "localhost" ? "127.0.0.1" : host;
  const all = bind === "" || bind === "0.0.0.0" || bind === "::";
  return { place, port: Number(match[3]), protocol: "http", ...(all ? {} : { bind }), advertises: [], rule: rules.listen };
}
