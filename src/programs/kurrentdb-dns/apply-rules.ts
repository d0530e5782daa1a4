import type { SplitDnsRule, SplitDnsServer } from "../../world/network.ts";
import { goRegExp } from "../go-regexp.ts";

/** What the sidecar's rules make of a name: the first that takes it, or nothing; `unread`: one whose effect is not known. */
export type Ruled =
  | { readonly kind: "none" }
  | { readonly kind: "result"; readonly result: string; readonly rule: SplitDnsRule }
  | { readonly kind: "unread"; readonly rule: SplitDnsRule };

/**
 * Applies the rules in their order. A pattern has to match the whole name, at its leftmost match; `${1}` and `$1` in the result are
 * filled in as Go's Regexp.Expand does. Source: kurrent-io/dns-sidecar, dns/dns.go (MakeLookupFunc).
 */
export function applyRules(server: SplitDnsServer, name: string): Ruled {
  for (const rule of server.rules) {
    if (!rule.regex) {
      if (rule.host === name) return { kind: "result", result: rule.result, rule };
      continue;
    }
    const pattern = goRegExp(rule.host);
    if (!pattern) return { kind: "unread", rule };
    const groups = pattern.exec(name);
    if (groups && groups.index === 0 && groups[0] === name) return { kind: "result", result: expanded(rule.result, groups), rule };
  }
  return { kind: "none" };
}

/** A group that is not there is empty. */
function expanded(template: string, groups: RegExpExecArray): string {
  return template.replace(/\$(?:\{(\w+)\}|(\w+)|(\$))/g, (_, braced?: string, plain?: string, dollar?: string) => {
    if (dollar !== undefined) return "$";
    const name = braced ?? plain ?? "";
    return (/^\d+$/.test(name) ? groups[Number(name)] : groups.groups?.[name]) ?? "";
  });
}
