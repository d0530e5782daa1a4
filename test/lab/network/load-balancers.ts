import type { Cloud } from "../../../src/spec/networks.ts";
import type { ClusterFacts } from "../../../src/terms/environment.ts";
import type { ControlPlane } from "../control-plane.ts";
import type { LiveObject } from "../kube-client.ts";
import type { JoinedClusters, NetworkedCluster } from "./peerings.ts";
import { egressOf } from "./peerings.ts";
import { inNamespaceLine, runScript } from "./run.ts";
import type { ZoneRecord } from "./zones.ts";

/** Plays the cloud for Services of type LoadBalancer, until it is stopped. */
export interface LoadBalancers {
  /** `NAMESPACE/NAME` of the Service behind an address. */
  readonly services: ReadonlyMap<string, string>;
  /** Names that the cloud gave to load balancers, with their addresses. */
  records(): readonly ZoneRecord[];
  /** One look: gives each new Service a load balancer, changed ones their ports, and takes those of gone ones away. */
  look(): Promise<void>;
  /** Takes all away. */
  removeAll(): void;
}

/** A load balancer that is there. */
interface Balancer {
  readonly address: string;
  readonly namespace: string;
  readonly internal: boolean;
  /** The name in its Service's status, where the cloud gives names. */
  readonly hostname: string | undefined;
  /** What it was made by: if that changes it is made anew. */
  readonly madeBy: string;
  ruleset: string;
}

/**
 * Makes for each Service of type LoadBalancer a namespace with an address that forwards each of its ports to the node's port, as
 * a load balancer in front of nodes does, and writes the address into the Service's status. An internal one has its address in
 * the cluster's own network, where the internet does not lead. What is written is what the spec states of the platform: an
 * address with its `ipMode`, or a name. Where that is not stated it is an address with `ipMode: Proxy`: with `VIP`, Kubernetes'
 * default, kube-proxy catches packets to that address inside of the cluster, and no dial leaves it.
 * Source ranges are held by the load balancer, as clouds do, against callers of whom it is stated where they come from.
 */
export function startLoadBalancers(
  plane: ControlPlane,
  own: NetworkedCluster,
  all: readonly NetworkedCluster[],
  joined: JoinedClusters,
): LoadBalancers {
  const { network, facts } = own;
  const known = new Map<string, Balancer>();
  const services = new Map<string, string>();
  const freeAddress = (prefix: string): string => {
    for (let host = 10; ; host++) if (!services.has(`${prefix}.${host}`)) return `${prefix}.${host}`;
  };
  const remove = (name: string, { address, namespace, internal }: Balancer): void => {
    known.delete(name);
    services.delete(address);
    network.remove(namespace);
    if (internal) runScript([inNamespaceLine(network.namespace, `nft delete table ip ${tableOf(address)}`)]);
  };
  return {
    services,
    records: () =>
      [...known.values()].flatMap(({ hostname, address }) =>
        hostname === undefined ? [] : [{ name: hostname, type: "A", target: address }],
      ),
    look: async () => {
      const live = (await plane.client.list("/api/v1/services")).filter((each) => each["spec"].type === "LoadBalancer");
      const names = new Set(live.map(nameOf));
      for (const [name, balancer] of known) if (!names.has(name)) remove(name, balancer);
      for (const service of live) {
        const name = nameOf(service);
        const internal = isInternal(service, facts.platform.cloud);
        const madeBy = `${service.metadata.uid} ${internal}`;
        let balancer = known.get(name);
        if (balancer !== undefined && balancer.madeBy !== madeBy) {
          remove(name, balancer);
          balancer = undefined;
        }
        if (balancer === undefined) {
          const { outside, internal: inside } = network.addresses;
          const fixed = internal ? fixedAddress(service) : undefined;
          const address = fixed ?? freeAddress(internal ? inside : outside);
          const namespace = internal ? network.addInternal(address) : network.addOutside(address);
          runScript([inNamespaceLine(namespace, "sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'")]);
          const hostname = facts.platform.loadBalancer?.address === "hostname" ? `${address.replaceAll(".", "-")}.elb.lab.test` : undefined;
          balancer = { address, namespace, internal, hostname, madeBy, ruleset: "" };
          if (fixed !== undefined) joined.lead(own.name, fixed);
          known.set(name, balancer);
          services.set(address, name);
        }
        const refused = refusals(service, balancer.address, own, all, internal);
        const ruleset = [...admitting("lab", refused), ...forwarding(service, balancer.address, network.addresses.node)];
        if (balancer.ruleset !== ruleset.join("\n")) {
          load(balancer.namespace, ruleset);
          if (internal) load(network.namespace, admitting(tableOf(balancer.address), refused));
          balancer.ruleset = ruleset.join("\n");
        }
        await publish(plane, service, ingressOf(balancer, facts));
      }
    },
    removeAll: () => {
      for (const [name, balancer] of [...known]) remove(name, balancer);
    },
  };
}

function nameOf({ metadata }: LiveObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** How each cloud is told that a load balancer is internal. Sources: the clouds' documentation of Services of type LoadBalancer. */
const INTERNAL: Readonly<Record<Cloud, (annotations: Readonly<Record<string, string>>, loadBalancerClass: string) => boolean>> = {
  gcp: (annotations, loadBalancerClass) =>
    ["networking.gke.io", "cloud.google.com"].some((prefix) => /^[Ii]nternal$/.test(annotations[`${prefix}/load-balancer-type`] ?? "")) ||
    loadBalancerClass === "networking.gke.io/l4-regional-internal",
  aws: (annotations, loadBalancerClass) => {
    const prefix = "service.beta.kubernetes.io/aws-load-balancer";
    const scheme = annotations[`${prefix}-scheme`];
    if (scheme !== undefined) return scheme === "internal";
    const older = annotations[`${prefix}-internal`] ?? "";
    if (older !== "") return older !== "false";
    // What the AWS Load Balancer Controller makes is internal unless it is told otherwise.
    return loadBalancerClass.startsWith("service.k8s.aws/") || /^(external|nlb-ip)$/.test(annotations[`${prefix}-type`] ?? "");
  },
  azure: (annotations) => annotations["service.beta.kubernetes.io/azure-load-balancer-internal"] === "true",
};

/** An address of a private network (RFC 1918). */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/** Whether a Service asks its cloud for an internal load balancer; where no cloud is stated any cloud's way counts, and a private address. */
export function isInternal(service: LiveObject, cloud: Cloud | undefined): boolean {
  const { metadata, spec } = service;
  const asks = cloud === undefined ? Object.values(INTERNAL) : [INTERNAL[cloud]];
  if (asks.some((isOf) => isOf(metadata.annotations ?? {}, spec.loadBalancerClass ?? ""))) return true;
  return cloud === undefined && PRIVATE.test(fixedAddress(service) ?? "");
}

/** The address that a Service asks for: each cloud has a field or annotation of its own. */
function fixedAddress({ metadata, spec }: LiveObject): string | undefined {
  const prefix = "service.beta.kubernetes.io";
  const { annotations = {} } = metadata;
  return (
    annotations[`${prefix}/aws-load-balancer-private-ipv4-addresses`] ??
    annotations[`${prefix}/azure-load-balancer-ipv4`] ??
    spec.loadBalancerIP
  );
}

/** On GCP an internal load balancer is reached from its own region only, unless it is told otherwise. */
const GLOBAL_ACCESS = "networking.gke.io/internal-load-balancer-allow-global-access";

/** Whom a load balancer refuses, as rules of nftables. Clouds are silent; here it is told, so that nobody waits for each dial in vain. */
function refusals(
  service: LiveObject,
  address: string,
  own: NetworkedCluster,
  all: readonly NetworkedCluster[],
  internal: boolean,
): readonly string[] {
  const ranges: readonly string[] = service["spec"].loadBalancerSourceRanges ?? [];
  const stated = [...new Set(all.flatMap(({ facts }) => egressOf(facts) ?? []))];
  const { cloud, region } = own.facts.platform;
  const isGlobal = cloud !== "gcp" || service.metadata.annotations?.[GLOBAL_ACCESS] === "true";
  const elsewhere = all.filter((each) => internal && !isGlobal && each.facts.platform.region !== region);
  const far = elsewhere.flatMap(({ network: { addresses }, facts }) => [
    addresses.node,
    `${addresses.pods}.0.0/16`,
    ...(egressOf(facts) === undefined ? [] : [egressOf(facts)]),
  ]);
  const drop = (callers: string): string => `ip daddr ${address} ${callers} reject with icmp type admin-prohibited`;
  return [
    ...(ranges.length > 0 && stated.length > 0 ? [drop(`ip saddr { ${stated.join(", ")} } ip saddr != { ${ranges.join(", ")} }`)] : []),
    ...(far.length > 0 ? [drop(`ip saddr { ${far.join(", ")} }`)] : []),
  ];
}

/** A table that refuses before any other looks, under this name. */
function admitting(table: string, refused: readonly string[]): readonly string[] {
  return [
    `add table ip ${table}`,
    `delete table ip ${table}`,
    `add table ip ${table}`,
    `add chain ip ${table} admit { type filter hook prerouting priority -150 ; }`,
    ...refused.map((rule) => `add rule ip ${table} admit ${rule}`),
  ];
}

function forwarding(service: LiveObject, address: string, node: string): readonly string[] {
  const ports: readonly { port: number; nodePort?: number }[] = service["spec"].ports ?? [];
  return [
    "add chain ip lab come { type nat hook prerouting priority -100 ; }",
    "add chain ip lab leave { type nat hook postrouting priority 100 ; }",
    "add rule ip lab leave ct status dnat masquerade",
    ...ports.flatMap((each) =>
      each.nodePort === undefined
        ? []
        : [`add rule ip lab come ip daddr ${address} tcp dport ${each.port} dnat to ${node}:${each.nodePort}`],
    ),
  ];
}

/** The table of a node that plays the cloud's own firewall in front of an internal load balancer: kube-proxy may catch what is for it. */
function tableOf(address: string): string {
  return `before_${address.replaceAll(".", "_")}`;
}

function load(namespace: string, ruleset: readonly string[]): void {
  runScript([`${inNamespaceLine(namespace, "nft -f -")} <<'END'`, ...ruleset, "END"]);
}

/** What a cloud writes into the status of a Service. */
function ingressOf({ address, hostname }: Balancer, { platform }: ClusterFacts): object {
  if (hostname !== undefined) return { hostname };
  const { loadBalancer } = platform;
  const ipMode = loadBalancer === undefined ? "Proxy" : (loadBalancer.ipMode ?? "VIP");
  return { ip: address, ipMode };
}

async function publish(plane: ControlPlane, service: LiveObject, ingress: object): Promise<void> {
  if (JSON.stringify(service["status"]?.loadBalancer?.ingress?.[0]) === JSON.stringify(ingress)) return;
  const { namespace, name } = service.metadata;
  const status = { loadBalancer: { ingress: [ingress] } };
  const path = `/api/v1/namespaces/${namespace}/services/${name}/status`;
  const answer = await plane.client.send("PATCH", path, { status }, "application/merge-patch+json");
  // It may have gone since the look.
  if (answer.status >= 400 && answer.status !== 404)
    throw new Error(`status of Service ${namespace}/${name}: ${answer.status} ${answer.body["message"]}`);
}
