import { didYouMean } from "../../spec/did-you-mean.ts";
import { inWords } from "../../terms/in-words.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { peeringName } from "./far-names.ts";
import type { Layout, MemberPeering } from "./layout.ts";
import { fqdn, hasFqdns } from "./node-names.ts";
import { publisherOf } from "./publishers.ts";

/** What is wrong with load balancers inside of a peering, and with rules of SplitDNS that a person adds. */
export function peeringProblems(layout: Layout, context: WorkloadContext): readonly SpecProblem[] {
  const { network } = layout.spec;
  const rules: SpecProblem[] = [];
  if (network.splitDNSExtraRules.length > 0 && network.internodeTrafficStrategy !== "SplitDNS") {
    const message = `are rules of the DNS server that SplitDNS puts beside each node, and internodeTrafficStrategy is "${network.internodeTrafficStrategy}".`;
    rules.push({ path: ["network", "splitDNSExtraRules"], message, hint: 'Leave them out, or use "SplitDNS".' });
  }
  if (network.peering && !layout.peering) {
    const message = `"${network.peering.name}" is a peering of a topology, which is not known here.`;
    rules.push({ path: ["network", "peering", "name"], message, hint: "Declare the workload in a defineTopology() with this peering." });
  }
  return [...rules, ...(layout.peering ? loadBalancerProblems(layout, layout.peering, context) : [])];
}

function loadBalancerProblems(layout: Layout, peering: MemberPeering, { around }: WorkloadContext): readonly SpecProblem[] {
  const { spec, cluster } = layout;
  const path = ["network", "peering"];
  const { cloud } = cluster.platform;
  if (!peering.joins.includes(cluster.name)) {
    const message = `${peering.name} joins ${inWords(peering.joins)}, and this workload runs in ${cluster.name}.`;
    return [{ path: [...path, "name"], message }];
  }
  const found: SpecProblem[] = [];
  if (cloud === undefined && peering.loadBalancerClass === undefined) {
    const message = `nothing says how cluster ${cluster.name} makes an internal load balancer: by default most make public ones.`;
    const hint = `Add cloud: "aws", "azure" or "gcp" to clusters.${cluster.name}.platform, or the class of such load balancers here: loadBalancerClass.`;
    found.push({ path, message, hint });
  }
  const hint = `Give the peering a domain of its own: domain: "${peering.name}.example.internal".`;
  if (peering.domain === undefined && !hasFqdns(layout)) {
    found.push({ path, message: "its load balancers carry the nodes' FQDNs, and network.domain is missing.", hint });
  } else if (spec.network.loadBalancer.enabled && carriesFqdns(layout)) {
    const message = "its load balancers and the public ones would both carry the nodes' FQDNs, and a name has one record.";
    found.push({ path, message, hint });
  }
  return [...found, ...addressProblems(layout, peering, around.zones)];
}

/** Whether a name in the peering is also the pod's FQDN: where there is no domain for it, or the same. */
function carriesFqdns(layout: Layout): boolean {
  return (
    hasFqdns(layout) &&
    layout.nodeTypes.some((type) => type.pods.some((pod) => peeringName(layout, type, pod)?.name === fqdn(layout, type, pod)))
  );
}

/** Fixed addresses: of pods that are there, as the cloud can have them, and the same as in records that are kept by hand. */
function addressProblems(layout: Layout, peering: MemberPeering, zones: WorkloadContext["around"]["zones"]): readonly SpecProblem[] {
  const { cluster, spec, nodeTypes } = layout;
  const path = ["network", "peering", "addresses"];
  const pods = nodeTypes.flatMap((type) => type.pods.map((pod) => ({ pod, type })));
  const found: SpecProblem[] = [];
  const taken = new Map<string, string>();
  for (const [pod, address] of Object.entries(peering.addresses)) {
    const known = pods.map((each) => each.pod);
    if (!known.includes(pod)) found.push({ path: [...path, pod], message: `${spec.name} has no such pod.`, hint: didYouMean(pod, known) });
    const other = taken.get(address);
    if (other !== undefined) found.push({ path: [...path, pod], message: `${address} is the address of ${other} too.` });
    taken.set(address, pod);
  }
  if (taken.size > 0 && cluster.platform.cloud === "aws" && peering.subnet === undefined) {
    const message = "are fixed, and on AWS each goes with the subnet that it is from: there would be one in every zone else.";
    found.push({ path, message, hint: "Add subnet, with the subnet's name or id." });
  }
  for (const { pod, type } of pods) {
    const name = peeringName(layout, type, pod)?.name;
    const publisher = name === undefined ? undefined : publisherOf(name, cluster, zones);
    const given = peering.addresses[pod];
    if (publisher?.kind !== "hand" || publisher.address === given) continue;
    const message =
      given === undefined
        ? `${name} is kept by hand and says ${publisher.address}, and nothing gives the load balancer of ${pod} that address.`
        : `${given} is not what the record of ${name} says, which is kept by hand: ${publisher.address}.`;
    found.push({ path: given === undefined ? path : [...path, pod], message, hint: `Write "${pod}": "${publisher.address}".` });
  }
  return found;
}
