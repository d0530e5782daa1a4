import { inNamespaceLine, runScript } from "./run.ts";

/** Addresses of one cluster in the lab. Each is reached only by whom a real one would be. */
export interface ClusterAddresses {
  /** Where its API server listens: on the lab's own side. */
  readonly plane: string;
  /** The node's, by which load balancers reach it. */
  readonly node: string;
  /** The first three parts of its pods' range, a /16, are `pods` and any number. */
  readonly pods: string;
  /** The nameserver of this cluster's nodes: public names, and those of private zones that its peerings let it see. */
  readonly nameserver: string;
  /** The nameserver of machines outside of all clusters: public names only. */
  readonly publicDNS: string;
  /** The first three parts of public addresses: of load balancers, and of whoever is outside. */
  readonly outside: string;
  /** The first three parts of addresses of internal load balancers. */
  readonly internal: string;
}

/** The addresses of the cluster with this number, 1 to 90. */
function addressesOf(index: number): ClusterAddresses {
  return {
    plane: `100.64.${index}.1`,
    node: `100.64.${index}.2`,
    pods: `10.${160 + index}`,
    nameserver: `100.64.${index}.53`,
    publicDNS: `100.64.${index}.54`,
    outside: `198.18.${index}`,
    internal: `100.65.${index}`,
  };
}

/** The network of one node: its own namespace, and one more for each pod and each host outside of it. */
export interface NodeNetwork {
  readonly addresses: ClusterAddresses;
  /** The node's network namespace. */
  readonly namespace: string;
  /** Makes a namespace with a pod's address, which the whole cluster reaches and nobody outside; gives its name. */
  addPod(address: string): string;
  /** Makes a namespace with an address that everybody reaches; gives its name. */
  addOutside(address: string): string;
  /** Makes a namespace with an address of the cluster's own network beside its pods: peerings lead there; gives its name. */
  addInternal(address: string): string;
  /** The routing table of the internet by which answers find the addresses that the clusters of this world come from. */
  readonly egressTable: number;
  /** Removes one of those. */
  remove(namespace: string): void;
  /** Removes the node's namespace and all others. */
  removeAll(): void;
}

/** The link-local address that a pod sends everything to. */
const GATEWAY = "169.254.1.1";

/** Tables from here on are of worlds; 100 is the lab's own. */
const FIRST_EGRESS_TABLE = 1000;

/** Lets the lab's own namespace route between nodes and the outside, and reach pods as a kubelet does. Once a run. */
export function openLabNetwork(): void {
  runScript([
    "ip link set lo up",
    "mkdir -p /run/netns",
    // In memory and in this mount namespace only: names of namespaces are gone with the last process.
    "mount -t tmpfs trueline-netns /run/netns",
    ...routing(""),
    // Probes come from the node. Nothing that is forwarded looks here, so pods stay unreachable from outside.
    "ip rule add iif lo lookup 100 priority 100",
  ]);
}

/**
 * Makes the network of one node. Its control plane's address is set on the lab's own loopback. `world` is a number that it has
 * in common with the other clusters of its world only.
 */
export function makeNodeNetwork(index: number, world: number): NodeNetwork {
  const addresses = addressesOf(index);
  const namespace = `w${index}`;
  const egressTable = FIRST_EGRESS_TABLE + world;
  const { plane, node, pods, nameserver, publicDNS } = addresses;
  const onLoopback = [plane, nameserver, publicDNS];
  runScript([
    ...onLoopback.map((each) => `ip address add ${each}/32 dev lo`),
    `ip netns add ${namespace}`,
    `ip link add ${namespace} type veth peer name uplink netns ${namespace}`,
    `ip link set ${namespace} up`,
    `ip route add ${node}/32 dev ${namespace} src ${plane}`,
    `ip route add ${pods}.0.0/16 via ${node} dev ${namespace} onlink src ${plane} table 100`,
    `ip -n ${namespace} link set lo up`,
    `ip -n ${namespace} address add ${node}/32 dev uplink`,
    `ip -n ${namespace} link set uplink up`,
    `ip -n ${namespace} route add ${plane}/32 dev uplink`,
    `ip -n ${namespace} route add default via ${plane} dev uplink`,
    ...routing(namespace),
    // What leaves the cluster comes from the node's address, as in most clouds.
    inNamespaceLine(namespace, "nft add table ip lab"),
    inNamespaceLine(namespace, "nft 'add chain ip lab leave { type nat hook postrouting priority 110 ; }'"),
    inNamespaceLine(namespace, `nft add rule ip lab leave ip saddr ${pods}.0.0/16 oifname uplink masquerade`),
  ]);
  const made = new Map<string, readonly string[]>();
  let count = 0;
  const add = (address: string, home: string, isOutside: boolean): string => {
    count += 1;
    const name = `${namespace}-${count}`;
    const link = `${namespace}n${count}`;
    const inHome = home === "" ? "ip" : `ip -n ${home}`;
    runScript([
      `ip netns add ${name}`,
      `ip link add ${link} ${home === "" ? "" : `netns ${home}`} type veth peer name eth0 netns ${name}`,
      `${inHome} link set ${link} up`,
      `${inHome} address add ${GATEWAY}/32 dev ${link}`,
      // A namespace that was just removed may still have a link here.
      `${inHome} route replace ${address}/32 dev ${link}`,
      `ip -n ${name} link set lo up`,
      `ip -n ${name} address add ${address}/32 dev eth0`,
      `ip -n ${name} link set eth0 up`,
      `ip -n ${name} route add ${GATEWAY}/32 dev eth0`,
      `ip -n ${name} route add default via ${GATEWAY} dev eth0`,
      // Two worlds may come from the same addresses: answers look in the table of their own first.
      ...(isOutside ? [`ip rule add iif ${link} lookup ${egressTable} priority 90`] : []),
    ]);
    made.set(name, isOutside ? [`ip rule delete iif ${link} lookup ${egressTable} priority 90`] : []);
    return name;
  };
  const remove = (name: string): void => {
    const undo = made.get(name);
    if (undo === undefined) return;
    made.delete(name);
    runScript([...undo, `ip netns delete ${name}`]);
  };
  return {
    addresses,
    namespace,
    egressTable,
    addPod: (address) => add(address, namespace, false),
    addOutside: (address) => add(address, "", true),
    addInternal: (address) => add(address, namespace, false),
    remove,
    removeAll: () => {
      for (const name of [...made.keys()]) remove(name);
      runScript([`ip netns delete ${namespace}`, ...onLoopback.map((each) => `ip address delete ${each}/32 dev lo`)]);
    },
  };
}

/** Lines that let a namespace forward packets, whichever way their answers come. */
export function routing(namespace: string): readonly string[] {
  const write = (value: number, key: string): string => `echo ${value} > /proc/sys/net/ipv4/${key}`;
  const lines = [
    write(1, "ip_forward"),
    write(0, "conf/all/rp_filter"),
    write(0, "conf/default/rp_filter"),
    write(0, "conf/all/send_redirects"),
    write(0, "conf/default/send_redirects"),
    // Every refusal is told, not one a second.
    write(0, "icmp_ratelimit"),
  ];
  return namespace === "" ? lines : lines.map((line) => inNamespaceLine(namespace, `sh -c '${line}'`));
}
