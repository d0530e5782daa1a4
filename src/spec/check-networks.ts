import type { SpecProblem } from "../kinds/spec-problem.ts";
import { zoneName } from "./networks-schema.ts";
import { type ParsedParts, unknownReference } from "./parse-parts.ts";

/** What is wrong with peerings and zones: references, names, and records that lie elsewhere. */
export function networkProblems(parts: ParsedParts): readonly SpecProblem[] {
  const peerings = [...parts.peerings].flatMap(([name, { joins }]) =>
    joins.flatMap((cluster, index) => unknownReference(parts, "clusters", cluster, ["peerings", name, "joins", index])),
  );
  return [...peerings, ...[...parts.zones.keys()].flatMap((name) => zoneProblems(parts, name))];
}

function zoneProblems(parts: ParsedParts, name: string): readonly SpecProblem[] {
  const path = ["zones", name];
  const zone = parts.zones.get(name);
  if (!zone) return [];
  const checked = zoneName.safeParse(name);
  if (!checked.success) {
    const [message = "", hint] = (checked.error.issues[0]?.message ?? "").split("\n");
    return [{ path, message, ...(hint === undefined ? {} : { hint }) }];
  }
  const { peering, owner, records } = zone;
  const problems: SpecProblem[] = [];
  if (peering !== undefined) problems.push(...unknownReference(parts, "peerings", peering, [...path, "peering"]));
  if (owner !== undefined) problems.push(...ownerProblems(parts, name, owner, peering));
  for (const record of Object.keys(records)) {
    if (record === name || record.endsWith(`.${name}`)) continue;
    problems.push({
      path: [...path, "records", record],
      message: `is no name in ${name}.`,
      hint: `Write it in full, as in orders-0.${name}.`,
    });
  }
  return problems;
}

function ownerProblems(parts: ParsedParts, name: string, owner: string, peering: string | undefined): readonly SpecProblem[] {
  const path = ["zones", name, "owner"];
  const unknown = unknownReference(parts, "clusters", owner, path);
  if (unknown.length > 0) return unknown;
  const cluster = parts.clusters.get(owner);
  const joins = peering === undefined ? undefined : parts.peerings.get(peering)?.joins;
  if (joins && !joins.includes(owner)) {
    return [{ path, message: `${owner} is no cluster of the peering ${peering}, whose clusters alone know this zone.` }];
  }
  if (!cluster || cluster.platform.externalDNS?.zones.includes(name)) return [];
  const message = `the external-dns of ${owner} does not write into ${name}, as far as its platform says.`;
  return [{ path, message, hint: `Add "${name}" to clusters.${owner}.platform.externalDNS.zones.` }];
}
