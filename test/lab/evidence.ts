import type { Trace } from "../../src/prove/trace.ts";
import type { Rule } from "../../src/terms/evidence.ts";

/** One dial that lab and prover agree on. */
export interface AgreedDial {
  /** The lab's name for the world that it was dialled in: `dist east`, or a broken twin. */
  readonly world: string;
  readonly trace: Trace;
}

/** How often a rule took part in dials that lab and prover agree on. */
export interface Seen {
  /** Proven dials that rely on it at any hop, or by which they are made. */
  readonly proven: number;
  /** Dials that end at a hop that this rule decides. */
  readonly refused: number;
  /** In which worlds, sorted. */
  readonly worlds: readonly string[];
}

/** By the rule's id. */
export type SeenRules = Readonly<Record<string, Seen>>;

/** What `evidence.json` holds: which rules a full run of the lab saw at work. */
export interface LabEvidence {
  /** The day of that run, YYYY-MM-DD; empty before the first. */
  readonly measured: string;
  /** Of the programs that ran, by their names. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rules: SeenRules;
}

/**
 * Rules, by how their ids start, that no run of the lab can show, since the lab itself plays their part: what is seen is then
 * only that the lab keeps to the rule.
 */
export const STAND_INS: readonly { readonly id: string; readonly why: string }[] = [
  { id: "kurrentdb/", why: "the server is a stand-in, written from its source" },
  { id: "ingress-nginx/", why: "the controller is a stand-in, written from its documentation" },
  { id: "proxy/no-verification", why: "of the proxies that it is about one is a stand-in" },
  { id: "networks/", why: "the lab joins networks and hides zones in place of a cloud" },
  { id: "gcp/", why: "the lab makes load balancers internal in place of a cloud" },
  { id: "aws/", why: "the lab makes load balancers internal in place of a cloud" },
  { id: "azure/", why: "the lab makes load balancers internal in place of a cloud" },
  { id: "ip/private-address", why: "the lab decides who reaches which addresses" },
  { id: "acme/", why: "a CA of the lab signs in place of a public one" },
  { id: "cert-manager/acme-", why: "ACME issuers are replaced before anything is issued" },
  { id: "kubernetes/load-balancer", why: "the lab forwards the packets in place of a cloud" },
  { id: "kubernetes/pod-network", why: "the lab lays the routes in place of a network plugin" },
  { id: "kubernetes/mounted-object", why: "the lab lays out volumes and variables in place of a kubelet" },
  { id: "kubernetes/start-order", why: "the lab starts the containers in place of a kubelet" },
  { id: "kubernetes/shared-ports", why: "the lab makes the pod's network in place of a container runtime" },
  { id: "kurrentdb-client/public-roots", why: "a CA of the lab is among the machine's roots, in place of the public ones" },
  { id: "coredns/cluster-customization", why: "the lab writes the Corefile with its imports in place of a distribution" },
  { id: "trueline/", why: "they say what is not known, not what a program does" },
];

/**
 * Rules that tell good from bad: that good dials go through says little of them, for they would without any check too. These
 * need a dial that goes through and one that they end. All other rules need one of the two.
 */
export const NEED_BOTH: ReadonlySet<string> = new Set([
  // Which names there are, and when: search list and ndots, of a resolv.conf that the lab writes and resolvers read;
  // publishNotReadyAddresses.
  "resolver/search-and-ndots",
  "kubernetes/headless-name",
  // What a rewrite leads to.
  "coredns/rewrite",
  // Ports, selectors and readiness of a Service.
  "kubernetes/service",
  // A port where somebody listens, and one where nobody does.
  "kernel/listen",
  // What a certificate is checked for.
  "kurrentdb-client/server-name",
  "kurrentdb-client/chain",
  "kurrentdb-client/server-usage",
  "traefik/server-name",
  "traefik/chain",
  "traefik/server-usage",
]);

/** With what the `source` of a rule ends that is tagged `lab`, after the document that it was found in first. */
export const MARK = "; seen in test/lab";

/**
 * Which rules dials show that lab and prover agree on. A proven dial shows all that it relies on. One that ends early shows only
 * the rule that decides its last hop. What the prover only assumes, or does not know, shows nothing.
 */
export function collect(dials: Iterable<AgreedDial>): SeenRules {
  const seen = new Map<string, Seen>();
  for (const { world, trace } of dials) {
    for (const rule of shownBy(trace))
      add(seen, rule.id, { proven: isProven(trace) ? 1 : 0, refused: isProven(trace) ? 0 : 1, worlds: [world] });
  }
  return sorted(seen);
}

function isProven(trace: Trace): boolean {
  return trace.disposition === "proven";
}

function shownBy({ dial, disposition, steps }: Trace): Iterable<Rule> {
  if (disposition === "assumed" || disposition === "unknown") return [];
  if (disposition === "proven") return new Set([dial.rule, ...steps.flatMap((step) => step.rules)]);
  const last = steps.at(-1);
  return last && !last.ok ? [last.rules[0]] : [];
}

/** What several parts of one run saw, together: no dial may be in two of them. */
export function merge(...parts: readonly SeenRules[]): SeenRules {
  const seen = new Map<string, Seen>();
  for (const part of parts) for (const [id, each] of Object.entries(part)) add(seen, id, each);
  return sorted(seen);
}

function add(seen: Map<string, Seen>, id: string, more: Seen): void {
  const known = seen.get(id) ?? { proven: 0, refused: 0, worlds: [] };
  seen.set(id, {
    proven: known.proven + more.proven,
    refused: known.refused + more.refused,
    worlds: [...new Set([...known.worlds, ...more.worlds])].sort(),
  });
}

function sorted(seen: ReadonlyMap<string, Seen>): SeenRules {
  return Object.fromEntries([...seen].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Ids of the rules that deserve the tag `lab`: seen often enough, of a program that really ran, and not merely assumed. */
export function labels(seen: SeenRules, rules: Iterable<Rule>): ReadonlySet<string> {
  const deserved = new Set<string>();
  for (const { id, evidence } of rules) {
    const { proven, refused } = seen[id] ?? { proven: 0, refused: 0 };
    const enough = NEED_BOTH.has(id) ? proven > 0 && refused > 0 : proven + refused > 0;
    if (enough && evidence !== "assumed" && !STAND_INS.some((each) => id.startsWith(each.id))) deserved.add(id);
  }
  return deserved;
}

/** What is wrong with the tags of rules, given what the lab saw; empty when each rule has the tag that it deserves, and says so. */
export function tagProblems(rules: readonly Rule[], seen: SeenRules): readonly string[] {
  const deserved = labels(seen, rules);
  const problems: string[] = [];
  for (const { id, evidence, source } of rules) {
    const tagged = evidence === "lab";
    if (tagged && !deserved.has(id)) problems.push(`${id} is tagged lab, and test/lab/evidence.json does not bear it out`);
    if (!tagged && deserved.has(id)) problems.push(`${id} was seen in test/lab: tag it lab, and end its source with "${MARK}"`);
    if (tagged && !(source.endsWith(MARK) && source.length > MARK.length))
      problems.push(`${id} is tagged lab: its source has to name where it was found first, and end with "${MARK}"`);
    if (!tagged && source.includes("test/lab")) problems.push(`${id} names test/lab as a source, and is not tagged lab`);
  }
  const known = new Set(rules.map((rule) => rule.id));
  for (const id of Object.keys(seen)) if (!known.has(id)) problems.push(`${id} stands in test/lab/evidence.json, and is no rule`);
  return problems;
}

/** What a full run no longer saw of what is committed: each as one line, for the lab to fail by. */
export function check(seen: SeenRules, committed: SeenRules): readonly string[] {
  return Object.entries(committed).flatMap(([id, before]) => {
    const now = seen[id] ?? { proven: 0, refused: 0 };
    const lost = [
      ...(before.proven > 0 && now.proven === 0 ? ["in a dial that is proven"] : []),
      ...(before.refused > 0 && now.refused === 0 ? ["to end a dial"] : []),
    ];
    const worlds = before.worlds.slice(0, 3).join(", ");
    return lost.map((how) => `${id} was seen ${how}, by test/lab/evidence.json in ${worlds}, and is no longer`);
  });
}

/** Worlds that the file names for each rule. */
const MOST_WORLDS = 3;

/** Columns of a line, as biome.json has them. */
const WIDTH = 140;

/** The text of `evidence.json`, in this repository's format. The same for the same content, whatever the order of its keys. */
export function evidenceText({ measured, versions, rules }: LabEvidence): string {
  // A few worlds tell where to look.
  const short = Object.fromEntries(
    Object.entries(merge(rules)).map(([id, each]) => [id, { ...each, worlds: each.worlds.slice(0, MOST_WORLDS) }]),
  );
  const named = Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
  const data: LabEvidence = { measured, versions: named, rules: short };
  const text = JSON.stringify(data, undefined, 2).replaceAll(
    /^( *"worlds": )\[\n([\s\S]*?)\n *\]$/gm,
    (lines, start: string, worlds: string) => {
      const line = `${start}[${worlds
        .split("\n")
        .map((each) => each.trim())
        .join(" ")}]`;
      return line.length <= WIDTH ? line : lines;
    },
  );
  return `${text}\n`;
}
