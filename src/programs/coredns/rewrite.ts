import type { Place } from "../../terms/place.ts";
import type { DnsRewrite } from "../../world/network.ts";
import { goRegExp } from "../go-regexp.ts";
import type { Directive } from "./corefile/parse.ts";

/** A rewrite rule, one that the model does not read, or what CoreDNS refuses it for. */
export type ReadRewrite =
  | { readonly kind: "rewrite"; readonly rewrite: DnsRewrite }
  | { readonly kind: "unread" }
  | { readonly kind: "wrong"; readonly problem: string };

/**
 * Reads `rewrite [continue|stop] name [exact|prefix|suffix|regex] FROM TO [answer ...]`, on one line or as a block
 * (plugin/rewrite: setup.go, newNameRule and parseAnswerRules in name.go).
 */
export function readRewrite(directive: Directive, place: Place): ReadRewrite {
  const words = [...directive.args];
  // Only a rule with fewer than two words on its line takes in the block.
  if (words.length < 2) words.push(...directive.block.flatMap((each) => [each.name, ...each.args]));
  const mode = words[0]?.toLowerCase();
  const continues = mode === "continue";
  if (mode === "stop" || mode === "continue") words.shift();
  const field = words.shift()?.toLowerCase();
  if (field === undefined) return { kind: "wrong", problem: "rewrite says neither what nor how" };
  if (field !== "name") return { kind: "unread" };
  const explicit = words.length >= 3;
  const match = explicit ? (words.shift() ?? "").toLowerCase() : "exact";
  const [from, to] = words.splice(0, 2);
  if (from === undefined || to === undefined) return { kind: "wrong", problem: "rewrite name lacks a name to rewrite to" };
  const answer = readAnswers(words);
  if ("problem" in answer) return { kind: "wrong", problem: answer.problem };
  const common = {
    place,
    ...(continues ? { continues } : {}),
    answers: match === "exact" || answer.auto,
    ...(match !== "exact" && !answer.auto && answer.names.length > 0 ? { answerNames: answer.names } : {}),
  };
  if (match === "exact" || match === "suffix")
    return { kind: "rewrite", rewrite: { ...common, match, from: normal(from), to: normal(to) } };
  if (match === "regex") {
    const groups = countGroups(from);
    if (usedGroups(to) > groups) return { kind: "wrong", problem: `${to} uses more groups than ${from} has` };
    return { kind: "rewrite", rewrite: { ...common, match, from, to: normal(to) } };
  }
  if (match === "prefix" || match === "substring") return { kind: "unread" };
  return { kind: "wrong", problem: `rewrite name knows no ${match}` };
}

interface Answers {
  readonly auto: boolean;
  readonly names: readonly { readonly from: string; readonly to: string }[];
}

function readAnswers(words: readonly string[]): Answers | { readonly problem: string } {
  const names: { from: string; to: string }[] = [];
  let auto = false;
  let i = 0;
  while (i < words.length) {
    if (words[i] === "answer") i++;
    else if (i === 0) return { problem: `rewrite name has ${words[i]} where answer should be` };
    const kind = words[i++];
    if (kind === "auto") auto = true;
    else if (kind === "name" || kind === "value") {
      const [from, to] = [words[i], words[i + 1]];
      if (from === undefined || to === undefined) return { problem: `answer ${kind} lacks a name` };
      if (usedGroups(to) > countGroups(from)) return { problem: `${to} uses more groups than ${from} has` };
      if (kind === "name") names.push({ from, to });
      i += 2;
    } else return { problem: `rewrite knows no answer ${kind ?? "of no kind"}` };
  }
  if (auto && names.length > 0) return { problem: "answer auto stands beside answer name" };
  return { auto, names };
}

/** Groups of a pattern; many where it can't be read, since then nothing is known to be wrong. */
function countGroups(pattern: string): number {
  const readable = goRegExp(pattern);
  if (!readable) return 100;
  return (new RegExp(`${readable.source}|`).exec("")?.length ?? 1) - 1;
}

/** How many different groups a replacement uses; counted as name.go does, which takes `{0}` for one of them. */
function usedGroups(replacement: string): number {
  return new Set([...replacement.matchAll(/\{(\d{1,2}|100)\}/g)].map((match) => match[1])).size;
}

function normal(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}
