import { readsCoreDnsCustom } from "../parts/cluster-dns.ts";
import type { Change } from "../report/strategies/strategies.ts";
import type { Cluster, Topology } from "../spec/topology.ts";
import { distinct } from "./candidates.ts";
import { change } from "./certificate-options.ts";
import { withValue } from "./edit.ts";
import type { Given } from "./given.ts";
import { wantedRewrites } from "./rewrites.ts";

/** The line that opens the server block of a Corefile that answers all names. */
const DEFAULT_BLOCK = /^[ \t]*\.(?::53)?[ \t]*\{[ \t]*$/m;

/**
 * The DNS of each cluster where servers run leads clients there straight to them. Where an object brings the rewrites that is
 * one field; where a person does, he has to state the Corefile that has them. None where all have them already.
 */
export function rewritesForClients(given: Given): readonly (readonly Change[])[] {
  const { fleet, strategies } = given;
  if (fleet.every(({ chosen }) => chosen.clientRewrites) && missing(given, given.topology).length === 0) return [];
  const asked = fleet.flatMap(({ workload, chosen }) =>
    chosen.clientRewrites ? [] : [change(given, ["workloads", workload.name, ...strategies.clientRewrites], true)],
  );
  const said = fleet.flatMap(({ cluster }) => customization(given, cluster));
  return [distinct([...asked, ...said, ...fleet.flatMap(({ cluster }) => corefile(given, cluster))])];
}

/** Whose DNS it is, where nobody says: one that takes rewrites from an object stands for it. */
function customization(given: Given, { name, dns, platform: { cloud } }: Cluster): readonly Change[] {
  if (dns.customization !== undefined) return [];
  const needed = change(given, ["clusters", name, "dns", "customization"], cloud === "azure" ? "aks" : "k3s");
  const others = cloud === "gcp" ? "; GKE's takes no rewrites" : "";
  return [{ ...needed, toSay: `whose CoreDNS the cluster runs (aks, k3s; with kubeadm and eks its corefile too${others})` }];
}

/** The Corefile with what a person adds to it: the stated one, else a short one that only stands for it. */
function corefile(given: Given, { name, dns }: Cluster): readonly Change[] {
  if (dns.customization === undefined || readsCoreDnsCustom(dns.customization)) return [];
  const lines = missing(given, withRewrites(given)).flatMap((each) => (each.cluster === name ? [each.lines] : []));
  const text = dns.corefile ?? `.:53 {\n    kubernetes ${dns.clusterDomain} in-addr.arpa ip6.arpa\n    forward . /etc/resolv.conf\n}\n`;
  if (lines.length === 0 || !DEFAULT_BLOCK.test(text)) return [];
  const after = text.replace(DEFAULT_BLOCK, (opening) => `${opening}\n${lines.join("")}`.trimEnd());
  const toSay = "its CoreDNS's Corefile, with the lines that trueline explain rewrites then prints";
  return [{ ...change(given, ["clusters", name, "dns", "corefile"], after), toSay }];
}

function withRewrites({ fleet, strategies, topology }: Given): Topology {
  const paths = fleet.map(({ workload }) => ["workloads", workload.name, ...strategies.clientRewrites]);
  return paths.reduce<unknown>((data, path) => withValue(data, path, true), topology) as Topology;
}

/** The rewrites of the workload and its fellows that a person has to bring, and no spec states. */
function missing({ fleet }: Given, topology: Topology) {
  const own = wantedRewrites({ topologies: [topology] }).filter((each) => fleet.some(({ workload }) => workload.name === each.workload));
  return own.filter((each) => !each.compiled && !each.stated);
}
