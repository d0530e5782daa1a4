import type { Place } from "../../terms/place.ts";
import type { DnsRewrite } from "../../world/network.ts";
import { goRegExp } from "../go-regexp.ts";
import type { Directive } from "./corefile/parse.ts";
import { readHosts } from "./hosts.ts";
import { readRewrite } from "./rewrite.ts";
import { HARMLESS } from "./server-block.ts";

/** One rewrite rule: what it does, or which names it may take if that is not read. */
export type RewriteStep =
  | { readonly kind: "rewrite"; readonly rewrite: DnsRewrite }
  | { readonly kind: "unread"; readonly place: Place; readonly mayTake: (name: string) => boolean };

/** Names that something beside the zones of the cluster answers, or may answer. */
export interface Claim {
  /** A zone without dots at its ends; empty: all names. */
  readonly zone: string;
  /** Whether the zone's own name only is meant. */
  readonly only?: boolean;
  /** The plugin. */
  readonly by: string;
  readonly place: Place;
}

/** What the default server block of a cluster's CoreDNS does with names. */
export interface DefaultBlock {
  readonly steps: readonly RewriteStep[];
  readonly claims: readonly Claim[];
  /** Why CoreDNS does not load it. */
  readonly refused?: string;
}

/** Plugins that have a port of their own, and the one that answers from the zones that the World knows. */
const KNOWN: ReadonlySet<string> = new Set([...HARMLESS, "ready", "health", "prometheus", "pprof", "bind", "kubernetes"]);
/** Plugins that answer for the zones that follow on their line, after so many other words. Sources: plugin/template, file, auto, secondary, etcd, k8s_external, grpc: README.md. */
const ZONES_AFTER: Readonly<Record<string, number>> = { template: 2, file: 1, auto: 0, secondary: 0, etcd: 0, k8s_external: 0 };
/** Where k3s writes the names of its nodes (k3s, manifests/coredns.yaml). */
const NODE_HOSTS = "/etc/coredns/NodeHosts";

/**
 * Reads a block line by line. CoreDNS asks plugins in an order of its own, `rewrite` before all that answers (plugin.cfg), so claims
 * hold for the name that rewrites leave. What is not known may answer any name: `autopath`, for one, tries the names of a
 * search list past all rewrites (plugin/autopath: autopath.go).
 */
export function readDefaultBlock(directives: readonly Directive[], place: Place): DefaultBlock {
  const steps: RewriteStep[] = [];
  const claims: Claim[] = [];
  let refused: string | undefined;
  for (const directive of directives) {
    if (directive.name !== "rewrite") {
      claims.push(...claimsOf(directive, place));
      continue;
    }
    const read = readRewrite(directive, place);
    if (read.kind === "rewrite") steps.push(read);
    else if (read.kind === "unread") steps.push({ kind: "unread", place, mayTake: mayTake(directive) });
    else refused ??= read.problem;
  }
  return { steps, claims, ...(refused === undefined ? {} : { refused }) };
}

function claimsOf(directive: Directive, place: Place): readonly Claim[] {
  const { name: by, args } = directive;
  const zones = (names: readonly string[]): readonly Claim[] =>
    (names.length === 0 ? [""] : names).map((each) => ({ zone: plain(each), by, place }));
  if (KNOWN.has(by)) return [];
  if (by === "hosts") return ofHosts(directive, place, zones);
  if (by === "forward" || by === "grpc") {
    const excepted = directive.block.filter(({ name }) => name === "except").flatMap((each) => each.args);
    // What is forwarded as a whole is the public DNS.
    const from = by === "forward" && args[0] === "." ? [] : zones(args.slice(0, 1));
    return excepted.length > 0 ? [...from, ...zones(excepted)] : from;
  }
  const before = ZONES_AFTER[by];
  return zones(before === undefined ? [] : args.slice(before));
}

function ofHosts(directive: Directive, place: Place, zones: (names: readonly string[]) => readonly Claim[]): readonly Claim[] {
  const [file, ...own] = directive.args;
  // The names of nodes are nobody's Services.
  const read = readHosts(file === NODE_HOSTS ? { ...directive, args: own } : directive, place);
  if (!read?.fallsThrough) return zones(own);
  return [...read.records.keys()].map((zone) => ({ zone, only: true, by: directive.name, place }));
}

/**
 * Which names a rewrite rule that is not read may take: those that its FROM fits, if it has one. Rules for TTLs count, since
 * they too end the search for a rule (plugin/rewrite: rewrite.go, ttl.go).
 */
function mayTake(directive: Directive): (name: string) => boolean {
  const words = [...directive.args];
  if (words.length < 2) words.push(...directive.block.flatMap((each) => [each.name, ...each.args]));
  if (/^(?:stop|continue)$/i.test(words[0] ?? "")) words.shift();
  const field = words.shift()?.toLowerCase();
  if (field !== "name" && field !== "ttl") return () => true;
  const match = words.length >= 3 ? (words.shift() ?? "").toLowerCase() : "exact";
  const from = words[0] ?? "";
  if (match === "regex") {
    const pattern = goRegExp(from);
    return pattern ? (name) => pattern.exec(`${plain(name)}.`) !== null : () => true;
  }
  const part = plain(from);
  if (match === "exact") return (name) => plain(name) === part;
  if (match === "prefix") return (name) => plain(name).startsWith(part);
  if (match === "suffix") return (name) => plain(name).endsWith(part);
  return (name) => plain(name).includes(part);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
