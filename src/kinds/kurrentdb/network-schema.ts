import { isIP } from "node:net";
import { z } from "zod";
import { cidr, dnsName, domain, ipAddress, strict, text } from "../../spec/fields.ts";

/** A second load balancer per pod, inside of a peering. */
export const peering = strict({
  name: z.string(),
  domain: domain.exactOptional(),
  allowedIPs: z.array(cidr).default([]),
  loadBalancerClass: text.exactOptional(),
  subnet: text.exactOptional(),
  addresses: z.record(z.string(), ipAddress).default({}),
});

/** What no word of a Corefile can hold, or its parser or Flux would put something else in its place. */
const UNSAFE = /[\s"`]|\{[$%]|\$\{/;

/** A group of a result as Go writes it (`Regexp.Expand`), by number. */
export const GROUP = /\$\{(\d+)\}/g;

/**
 * A rule of SplitDNS besides those that are compiled, as in the vendor's resource and its DNS sidecar's README: a
 * literal host fits as it is, a regular expression has to fit the whole name, and the result is an address or a name.
 */
export const splitDNSRule = strict({ host: text, result: text, regex: z.boolean().default(false) }).superRefine(
  ({ host, result, regex }, context) => {
    const problem = (path: "host" | "result", message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!regex) {
      const wrong = dnsName.safeParse(host);
      const hint = /[*\\()[\]+?^$|]/.test(host) ? "\nFor a regular expression add regex: true." : "";
      if (!wrong.success) return problem("host", `${wrong.error.issues[0]?.message ?? ""}${hint}`);
    } else if (UNSAFE.test(host)) {
      return problem("host", `"${host}" holds a blank, a quote or "{$", which no rule for CoreDNS can hold.`);
    } else if (/[A-Z]/.test(host.replace(/\\./g, "").replace(/\(\?P<\w+>/g, ""))) {
      return problem("host", `"${host}" has upper case letters, and names reach the rule in lower case: it would never fit.`);
    } else if (!goes(host)) return problem("host", `"${host}" is no regular expression.`);
    const groups = [...result.matchAll(GROUP)].map((match) => Number(match[1]));
    const most = regex ? groupsOf(host) : 0;
    const missing = groups.find((group) => group > most);
    if (groups.length > 0 && !regex)
      return problem("result", `"${result}" takes a group of host, which is no regular expression.\nAdd regex: true.`);
    if (missing !== undefined) return problem("result", `"${result}" takes group ${missing}, and host has ${most}.`);
    const rest = result.replace(GROUP, "0");
    if (rest.includes("$"))
      return problem("result", `"${result}" has a "$" that begins no group by number.\nWrite groups as in "\${1}.example.com".`);
    if (isIP(rest) !== 0) {
      if (groups.length > 0) problem("result", `"${result}" puts a group into an address.\nWrite one rule per address.`);
      return;
    }
    const name = dnsName.safeParse(rest);
    if (!name.success) problem("result", `"${result}" is neither an address nor a name.`);
    else if (!rest.includes("."))
      problem("result", `"${result}" is a single label, which the cluster's DNS does not know.\nWrite the name in full.`);
  },
);

function goes(pattern: string): boolean {
  try {
    new RegExp(pattern.replaceAll("(?P<", "(?<"));
    return true;
  } catch {
    return false;
  }
}

function groupsOf(pattern: string): number {
  return (new RegExp(`${pattern.replaceAll("(?P<", "(?<")}|`).exec("")?.length ?? 1) - 1;
}
