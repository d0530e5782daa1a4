import type { Facts } from "../report/strategies/strategies.ts";
import { inWords } from "../terms/in-words.ts";

/** What decides a row's rank, in words, most important first. */
export function reasons({ trust, zoneControl, hairpins, vouched, publicNames, dials, warnings }: Facts): readonly string[] {
  const { asServer, toClients, sharedWith } = zoneControl;
  const controls = (zones: readonly string[]) =>
    `whoever controls ${inWords(zones)}${sharedWith.length > 0 ? `, which is shared with ${inWords(sharedWith)},` : ""}`;
  const said = [
    ...(trust.length === 0 ? ["no certificates: whoever reaches a server is let in"] : []),
    ...(asServer.length > 0 ? [`${controls(asServer)} can become a server`] : []),
    ...(toClients.length > 0 ? [`${controls(toClients)} can answer clients in a server's place`] : []),
    ...(trust.length > 0 && asServer.length + toClients.length === 0
      ? [`only ${inWords(rootsOf(trust))} ${rootsOf(trust).length === 1 ? "is" : "are"} trusted, so DNS lets nobody pass for a server`]
      : []),
    ...(vouched > 0 ? [`the way of ${vouched} of its dials is vouched for, not seen`] : []),
    hairpinsInWords(hairpins, vouched),
    publicNames.length === 0
      ? "no name in public DNS"
      : `${publicNames.length} ${publicNames.length === 1 ? "name" : "names"} in public DNS`,
  ];
  const [assumed, unknown] = [dials.assumed - vouched, dials.unknown];
  if (assumed > 0) said.push(`${assumed} of its dials assumed`);
  if (unknown > 0) said.push(`${unknown} of its dials unknown`);
  if (warnings.length > 0) said.push(`warning ${inWords(warnings)}`);
  return said;
}

function rootsOf(trust: Facts["trust"]): readonly string[] {
  return [...new Set(trust.flatMap(({ roots }) => roots))];
}

function hairpinsInWords({ servers, clients }: Facts["hairpins"], vouched: number): string {
  if (servers + clients === 0) return vouched > 0 ? "no hairpin among the others" : "no hairpin";
  const parts = [...(servers > 0 ? [`${servers} of servers`] : []), ...(clients > 0 ? [`${clients} of clients`] : [])];
  return `hairpins: ${parts.join(", ")}`;
}
