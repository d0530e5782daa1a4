import type { DnsRewrite, DnsServer } from "../../world/network.ts";
import { goRegExp } from "../go-regexp.ts";
import { fillGroups } from "./fill-groups.ts";

/** What a DNS server's rewrite rules make of a name. */
export type Rewritten =
  | { readonly kind: "unchanged" }
  /** `rewrite.answers` holds for this very name. */
  | { readonly kind: "rewritten"; readonly to: string; readonly rewrite: DnsRewrite }
  /** A rule whose effect on this name is not known. */
  | { readonly kind: "unread"; readonly rewrite: DnsRewrite };

/**
 * Applies CoreDNS's rewrite rules to a question (plugin/rewrite: rewrite.go, name.go): names in lower case and with
 * their final dot, rules in their order, the first that matches ends it unless it says `continue`. Names come in and go
 * out without the final dot.
 */
export function applyRewrites(server: Pick<DnsServer, "rewrites">, name: string): Rewritten {
  const question = absolute(name);
  for (const [index, rewrite] of server.rewrites.entries()) {
    const to = applyOne(rewrite, question);
    if (to === undefined) continue;
    if (to === "unread") return { kind: "unread", rewrite };
    if (rewrite.continues) {
      // Which name later rules see is not sure: fine only if none of them takes either.
      const later = server.rewrites.slice(index + 1);
      if (later.some((each) => applyOne(each, question) !== undefined || applyOne(each, to) !== undefined))
        return { kind: "unread", rewrite };
    }
    const answers = answersAs(rewrite, to, question);
    if (answers === "unread") return { kind: "unread", rewrite };
    return { kind: "rewritten", to: to.replace(/\.$/, ""), rewrite: answers === rewrite.answers ? rewrite : { ...rewrite, answers } };
  }
  return { kind: "unchanged" };
}

function applyOne(rewrite: DnsRewrite, question: string): string | "unread" | undefined {
  if (rewrite.match === "exact") return question === absolute(rewrite.from) ? absolute(rewrite.to) : undefined;
  if (rewrite.match === "suffix") {
    const suffix = absolute(rewrite.from);
    return question.endsWith(suffix) ? question.slice(0, question.length - suffix.length) + absolute(rewrite.to) : undefined;
  }
  const pattern = goRegExp(rewrite.from);
  if (!pattern) return "unread";
  const groups = pattern.exec(question);
  return groups ? fillGroups(absolute(rewrite.to), groups) : undefined;
}

/** Whether an answer for `asked` goes out under the name of the question. */
function answersAs(rewrite: DnsRewrite, asked: string, question: string): boolean | "unread" {
  if (!rewrite.answerNames) return rewrite.answers;
  let owner = asked;
  for (const { from, to } of rewrite.answerNames) {
    const pattern = goRegExp(from);
    if (!pattern) return "unread";
    const groups = pattern.exec(owner);
    if (groups) owner = fillGroups(absolute(to), groups);
  }
  return owner === question;
}

function absolute(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}
