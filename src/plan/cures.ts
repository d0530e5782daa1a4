import type { Compiled } from "../compile.ts";
import type { ProveOptions } from "../prove/proof.ts";
import type { Change, Cure, Hairpins } from "../report/strategies/strategies.ts";
import { withTraffic } from "./candidates.ts";
import { rewritesForClients } from "./client-rewrites.ts";
import { compareFacts } from "./compare-facts.ts";
import { type Given, workloadsOf } from "./given.ts";
import { type Try, tryingFor } from "./try.ts";

type Side = Hairpins["of"];

/** What may take the hairpins of one side away, each as a function of the spec that gives sets of changes. Whether one does is proven. */
const MEANS: Readonly<Record<Side, readonly ((given: Given) => readonly (readonly Change[])[])[]>> = {
  servers: [otherNamesForServers],
  clients: [otherNamesForClients, rewritesForClients],
};

/**
 * What removes the hairpins of a workload's servers, or of its clients, by one change: only changes that were compiled and
 * proven, after which nothing is broken, no hairpin of that side is left and the other side has no more than before; best first.
 * Undefined where there is no such workload, or its kind has nothing to choose.
 */
export async function cures(compiled: Compiled, workload: string, of: Side, options: ProveOptions = {}): Promise<Hairpins | undefined> {
  const given = workloadsOf(compiled).find((each) => each.workload.name === workload);
  return given && (await hairpinsOf(given, of, tryingFor(given, compiled, options)));
}

/** The same where the workload is found already. A spec that is broken as it is has no hairpins to speak of. */
export async function hairpinsOf(given: Given, of: Side, attempt: Try): Promise<Hairpins> {
  const now = (await attempt([])).facts;
  const count = now?.hairpins[of] ?? 0;
  if (!now || count === 0) return { of, count, cures: [], tried: [] };
  const other: Side = of === "servers" ? "clients" : "servers";
  const found: Cure[] = [];
  const tried: Hairpins["tried"][number][] = [];
  for (const changes of MEANS[of].flatMap((means) => means(given))) {
    const { verdict, facts } = await attempt(changes);
    if (!facts) tried.push({ changes, verdict });
    else if (facts.hairpins[of] === 0 && facts.hairpins[other] <= now.hairpins[other]) found.push({ removes: count, of, changes, facts });
    else tried.push({ changes, verdict, leaves: facts.hairpins });
  }
  return { of, count, cures: found.sort((a, b) => compareFacts(a.facts, b.facts) || a.facts.programs - b.facts.programs), tried };
}

function otherNamesForServers(given: Given): readonly (readonly Change[])[] {
  const { strategies, chosen } = given;
  const others = strategies.internode.values.filter((value) => value !== chosen.internode);
  return others.map((internode) => withTraffic(given, { ...chosen, internode }));
}

function otherNamesForClients(given: Given): readonly (readonly Change[])[] {
  const { strategies, chosen } = given;
  const others = strategies.clients.values.filter((value) => value !== chosen.clients);
  return others.map((clients) => withTraffic(given, { ...chosen, clients }));
}
