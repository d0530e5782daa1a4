import { clusterDns, leadThroughClusterDns } from "../../programs/coredns/cluster-dns.ts";
import { lookUpClusterName } from "../../world/names/resolve.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

/**
 * TL2202: a rewrite of a cluster's DNS that takes a name which somebody publishes, and leads it to one that does not exist: for
 * all of the cluster, whoever asks. One finding a rewrite.
 */
export const rewritesToNowhere: Check = (world) => {
  const clusters = world.zones.flatMap(({ view, cluster }) => (view === "cluster" && cluster !== undefined ? [cluster] : []));
  return clusters.flatMap((cluster) => {
    const dns = clusterDns(world, cluster);
    if (!dns || dns.steps.length === 0) return [];
    const sources = { cluster: world, public: world };
    const found = new Map<string, Finding>();
    for (const zone of world.zones) {
      if (zone.view === "cluster") continue;
      for (const name of zone.records.keys()) {
        const led = leadThroughClusterDns(dns, name);
        if (led.kind !== "led" || !led.rewrite || lookUpClusterName(sources, cluster, name).kind !== "addresses") continue;
        if (lookUpClusterName(sources, cluster, led.name).kind !== "does-not-exist") continue;
        const { place, from } = led.rewrite;
        found.set(`${place.object} ${from}`, finding("TL2202", place, { name, to: led.name, cluster }));
      }
    }
    return [...found.values()];
  });
};
