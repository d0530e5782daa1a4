import type { Rule } from "../../terms/evidence.ts";
import type { Content } from "../../world/program.ts";

/** The `rules` of a TrustStore: by which the program loads it, and by which the roots in its files came there and were issued. */
export function rulesOfTrust(loads: Rule, files: Iterable<Content>): readonly Rule[] {
  const all = new Set([loads]);
  for (const file of files) {
    if (file.kind !== "certificates") continue;
    for (const rule of file.rules ?? []) all.add(rule);
    for (const root of file.chain) all.add(root.rule);
  }
  return [...all];
}
