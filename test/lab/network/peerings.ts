import type { ClusterFacts, StatedPeering } from "../../../src/terms/environment.ts";
import type { NodeNetwork } from "./node-network.ts";
import { routing } from "./node-network.ts";
import { inNamespaceLine, runScript } from "./run.ts";

/** A cluster's network, and what is stated of the cluster. */
export interface NetworkedCluster {
  readonly name: string;
  readonly network: NodeNetwork;
  readonly facts: ClusterFacts;
}

/** All public addresses of load balancers. */
const PUBLIC = "198.18.0.0/16";

/** The ends of each link between a node and a peering. */
const NODE_END = "169.254.2.1";
const HUB_END = "169.254.2.2";

/** The address that a cluster's traffic to others comes from, if one is stated: the first of its ranges. */
export function egressOf(facts: ClusterFacts): string | undefined {
  return facts.platform.egress?.[0]?.split("/")[0];
}

/** Clusters as they are joined. */
export interface JoinedClusters {
  /** Lets the peerings of a cluster lead to one more address of its own network. */
  lead(cluster: string, address: string): void;
  /** Takes the peerings away. */
  part(): void;
}

/**
 * Joins clusters by their peerings, and lets the traffic of each come from the address that is stated.
 * A peering is a namespace that routes between the nodes that it names: to their internal load balancers, and with `podNetworks`
 * to their pods. Whom no peering joins can't reach these addresses: the internet has no route to them.
 */
export function joinClusters(clusters: readonly NetworkedCluster[], peerings: readonly StatedPeering[]): JoinedClusters {
  const undo = clusters.map((each) => comeFrom(each, clusters, peerings));
  const hubs = peerings.flatMap((each, i) => join(each, i, clusters) ?? []);
  return {
    lead: (cluster, address) => {
      for (const { lead } of hubs) lead(cluster, address);
    },
    part: () => {
      for (const each of [...undo, ...hubs.map(({ part }) => part)]) each();
    },
  };
}

/** By which address packets leave: the stated one, or the node's; a pod's own where the peering routes pods. */
function comeFrom(
  { name, network, facts }: NetworkedCluster,
  clusters: readonly NetworkedCluster[],
  peerings: readonly StatedPeering[],
): () => void {
  const { namespace, addresses, egressTable } = network;
  const egress = egressOf(facts);
  const nft = (line: string): string => inNamespaceLine(namespace, `nft '${line}'`);
  const leave = (rule: string): string => nft(`add rule ip ways leave ip saddr ${addresses.pods}.0.0/16 ${rule}`);
  const isRouted = (other: string): boolean =>
    peerings.some(({ podNetworks, joins }) => podNetworks && joins.includes(name) && joins.includes(other));
  const routed = clusters.filter((each) => each.name !== name && isRouted(each.name));
  const toEgress = `${egress}/32 via ${addresses.node} dev ${namespace} onlink table ${egressTable}`;
  runScript([
    nft("add table ip ways"),
    nft("add chain ip ways leave { type nat hook postrouting priority 105 ; }"),
    ...routed.map((other) => leave(`ip daddr ${other.network.addresses.pods}.0.0/16 accept`)),
    leave(`oifname "${namespace}p*" snat to ${egress ?? addresses.node}`),
    ...(egress === undefined ? [] : [leave(`oifname uplink ip daddr ${PUBLIC} snat to ${egress}`), `ip route add ${toEgress}`]),
  ]);
  return () => runScript([nft("delete table ip ways"), ...(egress === undefined ? [] : [`ip route delete ${toEgress}`])]);
}

/** Makes the namespace of one peering, with a link to each node that it joins. */
function join(peering: StatedPeering, index: number, clusters: readonly NetworkedCluster[]): JoinedClusters | undefined {
  const joined = clusters.filter((each) => peering.joins.includes(each.name));
  const [first] = joined;
  if (first === undefined) return undefined;
  const hub = `${first.network.namespace}-peering${index}`;
  // A link is called alike at both of its ends.
  const linkOf = (each: NetworkedCluster): string => `${each.network.namespace}p${index}`;
  const waysTo = ({ network: { addresses }, facts }: NetworkedCluster): readonly string[] => {
    const egress = egressOf(facts);
    const ways = [`${addresses.internal}.0/24`, `${addresses.node}/32`];
    return [...ways, ...(egress === undefined ? [] : [`${egress}/32`]), ...(peering.podNetworks ? [`${addresses.pods}.0.0/16`] : [])];
  };
  runScript([`ip netns add ${hub}`, `ip -n ${hub} link set lo up`, ...routing(hub)]);
  for (const each of joined) {
    const [link, home] = [linkOf(each), each.network.namespace];
    runScript([
      `ip link add ${link} netns ${home} type veth peer name ${link} netns ${hub}`,
      `ip -n ${home} address add ${NODE_END}/32 dev ${link}`,
      `ip -n ${hub} address add ${HUB_END}/32 dev ${link}`,
      `ip -n ${home} link set ${link} up`,
      `ip -n ${hub} link set ${link} up`,
      ...waysTo(each).map((way) => `ip -n ${hub} route replace ${way} via ${NODE_END} dev ${link} onlink`),
    ]);
  }
  const leadOthers = (to: NetworkedCluster, ways: readonly string[]): void => {
    for (const from of joined) {
      const { namespace, addresses } = from.network;
      const by = `via ${HUB_END} dev ${linkOf(from)} onlink src ${addresses.node}`;
      if (from !== to) runScript(ways.map((way) => `ip -n ${namespace} route replace ${way} ${by}`));
    }
  };
  for (const to of joined) leadOthers(to, waysTo(to));
  return {
    lead: (cluster, address) => {
      const to = joined.find((each) => each.name === cluster);
      if (to === undefined) return;
      runScript([`ip -n ${hub} route replace ${address}/32 via ${NODE_END} dev ${linkOf(to)} onlink`]);
      leadOthers(to, [`${address}/32`]);
    },
    part: () => runScript([`ip netns delete ${hub}`]),
  };
}
