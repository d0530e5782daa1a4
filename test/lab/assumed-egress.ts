import type { StatedCluster } from "./open-world.ts";
import type { Deployment } from "./world.ts";

/** The range of all addresses: no restriction. */
const ANY = /\/0$/;

/**
 * The clusters of a world with what is stated of them. Where it is not stated where a cluster's traffic comes from, but load balancers
 * of others let in some addresses only, it comes from one of these: what the prover assumes is so in the lab.
 */
export function statedClusters({ clusters }: Deployment): readonly StatedCluster[] {
  const ranges = clusters.flatMap(({ cluster }) =>
    cluster.units.flatMap((unit) =>
      unit.objects.flatMap(
        ({ object }) => (object["spec"] as { loadBalancerSourceRanges?: readonly string[] })?.loadBalancerSourceRanges ?? [],
      ),
    ),
  );
  const [first] = ranges.filter((each) => !ANY.test(each));
  return clusters.map(({ cluster: { name }, facts }, i) => {
    if (first === undefined || facts.platform.egress !== undefined) return { name, facts };
    return { name, facts: { ...facts, platform: { ...facts.platform, egress: [addressIn(first, i + 1)] } } };
  });
}

/** An address of a range: its first one and so many more, or just the first of a range without more. */
function addressIn(range: string, more: number): string {
  const [base = "", bits = "32"] = range.split("/");
  const parts = base.split(".").map(Number);
  const last = (parts[3] ?? 0) + (Number(bits) <= 28 ? more : 0);
  return [...parts.slice(0, 3), last].join(".");
}
