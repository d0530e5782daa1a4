/** Facts about networks and names between clusters, which no object of a cluster can say. */

/**
 * A private network between clusters, such as a VPC peering. It is stated, not made: routes and firewalls of the cloud
 * are its owner's business.
 */
export interface PeeringSpec<Clusters = string> {
  /** At least two clusters. Load balancers that are internal in one of them are reached from the others. */
  readonly joins: readonly Clusters[];
  /** Whether pods of one cluster also reach pods of the others by their own addresses. Default false. */
  readonly podNetworks?: boolean;
}

/** A peering with its name and defaults. */
export interface Peering {
  readonly name: string;
  readonly joins: readonly string[];
  readonly podNetworks: boolean;
}

/** What is known of a DNS zone: who sees it, who may write into it, and the records that a person keeps in it. */
export interface ZoneSpec<Peerings = string, Clusters = string> {
  /** A private zone: only the clusters that this peering joins resolve its names. Absent: everybody does. */
  readonly peering?: Peerings;
  /** The only cluster whose external-dns may write into it. Absent: each one that lists it in `platform.externalDNS.zones`. */
  readonly owner?: Clusters;
  /** Who else controls names in it: teams, business units. Whoever controls a name can get certificates for it. */
  readonly sharedWith?: readonly string[];
  /** Records that are kept by hand: a name in the zone, and its address. */
  readonly records?: Readonly<Record<string, string>>;
}

/** A zone by its name (`backbone.example.internal`), with defaults. */
export interface DnsZone {
  readonly name: string;
  readonly peering?: string;
  readonly owner?: string;
  readonly sharedWith: readonly string[];
  readonly records: Readonly<Record<string, string>>;
}

/** Whose load balancers a cluster makes: by that the annotations of internal ones, and what traffic through them costs. */
export type Cloud = "aws" | "azure" | "gcp";

/** What the load balancers of a cluster write into the status of a Service. */
export interface LoadBalancerFacts {
  /** `hostname`: only a name, as on AWS, so that traffic to it always leaves the cluster. */
  readonly address: "ip" | "hostname";
  /** `VIP`: kube-proxy answers its address inside of the cluster. `Proxy`: packets go to the load balancer. Default `VIP`, as in Kubernetes. */
  readonly ipMode?: "VIP" | "Proxy";
}
