import type { Proof } from "../../src/prove/proof.ts";
import type { Environment } from "../../src/terms/environment.ts";

/**
 * Clusters that are dialled together: those that a peering joins, and those of which one dials servers of another, as the prover
 * sees it. Each comes in one group, in the order of `names`.
 */
export function clusterGroups(
  names: readonly string[],
  environments: readonly Environment[],
  { traces, world }: Pick<Proof, "traces" | "world">,
): readonly (readonly string[])[] {
  const outside = new Map(environments.flatMap((each) => each.processes).map((each) => [`outside/${each.name}`, each.reads.cluster]));
  const homeOf = (process: string): string => world.processes.get(process)?.cluster ?? outside.get(process) ?? "";
  const together = [
    ...environments.flatMap((each) => each.peerings ?? []).map((each) => each.joins),
    ...traces.map(({ dial, reached }) => [dial.from, ...reached].map(homeOf)),
  ];
  let groups: readonly (readonly string[])[] = names.map((name) => [name]);
  for (const each of together) {
    const met = groups.filter((group) => group.some((name) => each.includes(name)));
    if (met.length < 2) continue;
    const joined = met.flat();
    groups = names.flatMap((name) => {
      if (joined.includes(name)) return name === names.find((other) => joined.includes(other)) ? [joined] : [];
      const group = groups.find(([first]) => first === name);
      return group === undefined ? [] : [group];
    });
  }
  return groups.map((group) => names.filter((name) => group.includes(name)));
}
