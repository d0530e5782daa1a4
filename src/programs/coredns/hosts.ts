import type { Place } from "../../terms/place.ts";
import type { DnsHosts } from "../../world/network.ts";
import { isIpLiteral } from "../tls/hostname.ts";
import type { Directive } from "./corefile/parse.ts";

/** Settings that change neither names nor addresses. */
const HARMLESS: ReadonlySet<string> = new Set(["ttl", "no_reverse", "reload"]);
/** The file that CoreDNS reads when none is named; in a pod the kubelet writes it. */
const DEFAULT_FILE = "/etc/hosts";

/**
 * Reads `hosts [FILE [ZONES...]] { ADDRESS NAME... }` (plugin/hosts: README.md, setup.go, hosts.go): addresses of names in its
 * zones; a name there without one does not exist, unless `fallthrough` passes it on. Undefined where a file of its own
 * decides, or `fallthrough` holds for some zones only.
 */
export function readHosts(directive: Directive, place: Place): DnsHosts | undefined {
  const [file, ...zones] = directive.args;
  if (file !== undefined && file !== DEFAULT_FILE) return undefined;
  // Without a zone the file's own names count too, which nobody here knows: those of the pod.
  const records = new Map<string, string[]>();
  let fallsThrough = false;
  for (const { name, args } of directive.block) {
    if (isIpLiteral(name)) {
      for (const host of args.map(plain)) records.set(host, [...(records.get(host) ?? []), name]);
    } else if (name === "fallthrough" && args.length === 0) fallsThrough = true;
    else if (!HARMLESS.has(name)) return undefined;
  }
  return { place, zones: zones.map(plain), records, fallsThrough };
}

/** What it says of a name: its addresses, that it does not exist, or nothing. */
export function askHosts(hosts: DnsHosts, name: string): readonly string[] | "no-such-name" | undefined {
  const asked = plain(name);
  const inside = hosts.zones.length === 0 || hosts.zones.some((zone) => zone === "" || asked === zone || asked.endsWith(`.${zone}`));
  if (!inside) return undefined;
  return hosts.records.get(asked) ?? (hosts.fallsThrough ? undefined : "no-such-name");
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
