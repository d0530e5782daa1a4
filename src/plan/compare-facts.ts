import type { Facts } from "../report/strategies/strategies.ts";

/**
 * Which of two is better by what was derived, and by nothing else: first certificates (without, nobody is told from anybody),
 * then whether the control of a domain makes somebody a server, or lets him answer clients in a server's place, and with how many
 * others it is shared; then
 * hairpins, those of servers before those of clients where the sum is the same, and with them dials whose way nobody sees;
 * then names that anybody can look up, dials that rest on an assumption, and warnings.
 */
export function compareFacts(a: Facts, b: Facts): number {
  const keys = (facts: Facts): readonly number[] => [
    facts.trust.length === 0 ? 1 : 0,
    facts.zoneControl.asServer.length,
    facts.zoneControl.toClients.length,
    facts.zoneControl.sharedWith.length,
    facts.hairpins.servers + facts.hairpins.clients + facts.vouched,
    facts.hairpins.servers,
    facts.publicNames.length,
    facts.dials.assumed + facts.dials.unknown,
    facts.warnings.length,
  ];
  const [left, right] = [keys(a), keys(b)];
  return left.map((key, index) => key - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
