import type { Values } from "./finding.ts";
import { row } from "./row.ts";

const LONGER = "The packets go to a load balancer outside of the cluster and come back, although the pods reach each other";

/** TL3401 to TL3403: dials that leave their cluster only to come back. */
export const hairpins = [
  row(
    "TL3401",
    "warning",
    (v) => `servers of ${v["workload"] ?? "a workload"} reach each other by way of a load balancer: ${v["dials"] ?? "hairpins"}`,
    (v) => `${LONGER}: all that is replicated goes that way, and servers lose each other when anything outside fails. ${costOf(v)}`,
    (v) => `Set internodeTrafficStrategy: "SplitDNS": the names stay, and servers go straight to each other's pods.${unsaid(v)}`,
  ),
  row(
    "TL3402",
    "note",
    (v) =>
      `${v["who"] ?? "a client"} reaches ${v["workload"] ?? "servers of its own cluster"} by way of a load balancer: ${v["dials"] ?? "hairpins"}`,
    (v) => `${LONGER}. Nothing breaks by it; whether it can be borne depends on the traffic. ${costOf(v)}`,
    (v) =>
      `\`npx trueline explain strategies ${v["workload"] ?? "WORKLOAD"}\` compiles and proves what takes them away: network.clientRewrites, or clientTrafficStrategy: "ServiceName".${unsaid(v)}`,
  ),
  row(
    "TL3403",
    "warning",
    (v) => `${v["balancer"] ?? "a load balancer"} loses connections of ${v["who"] ?? "callers"} that come from the server's own node`,
    "An internal Network Load Balancer of AWS sends to nodes under the caller's own address. What it sends back to the node that it came from is dropped there, and the connection times out, depending on where the pods happen to run.",
    'Set the annotation service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: "preserve_client_ip.enabled=false" on the Service, or let these callers go straight (network.clientRewrites, or "ServiceName").',
  ),
] as const;

/**
 * What a hairpin costs, as the cloud's price list has it, without figures: they change. Sources: AWS, "EC2 On-Demand Pricing",
 * data transfer within one region, and "Elastic Load Balancing pricing"; Google Cloud, "VPC pricing" and "Cloud Load Balancing pricing"; Azure,
 * "Load Balancer pricing".
 */
function costOf({ cloud, internal, cluster }: Values): string {
  const meter = COSTS[`${cloud ?? ""}${internal ? " internal" : ""}`];
  const unknown =
    cluster === undefined ? "Most clouds charge for it." : "What it costs depends on the cloud, which platform.cloud does not say.";
  return meter ?? unknown;
}

const COSTS: Readonly<Record<string, string>> = {
  aws: "AWS charges each gigabyte by a public address at both ends, also within one zone, and once more in the load balancer's capacity units; a NAT gateway on the way out charges it too.",
  "aws internal": "AWS charges each gigabyte in the load balancer's capacity units, and at both ends if it crosses zones.",
  gcp: "Google Cloud charges each gigabyte by an external address, also within one zone, and what its load balancer processes.",
  "gcp internal": "Google Cloud charges what its load balancer processes.",
  azure: "Azure charges what its load balancer processes; a NAT gateway on the way out charges it too.",
  "azure internal": "Azure charges what its load balancer processes.",
};

function unsaid(v: Values): string {
  if (!v["unsaid"] || !v["cluster"]) return "";
  return ` If the nodes of ${v["cluster"]} answer a load balancer's address themselves, say so (platform.loadBalancer) and these are none.`;
}
