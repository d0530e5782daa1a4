import type { NamespaceChoice, SecretKeyRef } from "../../spec/topology.ts";
import type { ExtraMetadataSpec } from "./extra-metadata-spec.ts";
import type { Monitoring, MonitoringSpec } from "./monitoring-spec.ts";
import type { NetworkPolicyChoice, NetworkPolicySpec } from "./network-policy-spec.ts";
import type { OperatorFields } from "./operator/spec.ts";

/**
 * Who makes StatefulSets, Services and the like. `manifests`: they are compiled, and no operator is needed. `operator`: the
 * vendor's operator makes them from its KurrentDB resource, which is compiled with what the operator does not make.
 */
export type Backend = "manifests" | "operator";

export type InternodeTrafficStrategy = "ServiceName" | "FQDN" | "SplitDNS";
export type ClientTrafficStrategy = "ServiceName" | "FQDN";

export interface StorageSpec {
  /** A Kubernetes quantity: `100Gi`. */
  readonly size: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
}

/** As in Kubernetes' `resources` of a container. */
export interface ResourcesSpec {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** Where pods may run; a field that is set replaces the default. As in Kubernetes' pod spec. */
export interface ConstraintsSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: Readonly<Record<string, unknown>>;
  readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
  readonly topologySpreadConstraints?: readonly Readonly<Record<string, unknown>>[];
}

/** Server options by their names in KurrentDB's configuration file. */
export type ConfigurationSpec = Readonly<Record<string, unknown>>;

/** As in the vendor's resource: the first rule that fits a whole name decides. Only with SplitDNS. */
export interface SplitDNSRuleSpec {
  /** A name, or with `regex` a Go regular expression for the whole name. */
  readonly host: string;
  /** An address, or another name, with `${1}` for what the first group of `host` took. */
  readonly result: string;
  readonly regex?: boolean;
}

/** A second load balancer per pod, inside of a private network between clusters. */
export interface PeeringNetworkSpec<Peerings = string> {
  /** One of the topology's `peerings`. */
  readonly name: Peerings;
  /** Each pod is then `{podName}.{domain}` in the peering. Absent: the load balancer carries the pod's FQDN. */
  readonly domain?: string;
  /** From where it may be dialled: ranges of addresses of the other clusters. Absent: from everywhere in the network. */
  readonly allowedIPs?: readonly string[];
  /** Needed where the cluster says no `cloud`. */
  readonly loadBalancerClass?: string;
  /** The subnet of the load balancers, as the cloud names it. */
  readonly subnet?: string;
  /** Fixed addresses by pod, such as a record that is kept by hand needs. */
  readonly addresses?: Readonly<Record<string, string>>;
}

/**
 * Clients come in through the Ingress controller of the cluster, at the nodes' FQDNs. It ends TLS with a certificate of `authority`, a public
 * one, and speaks TLS to the nodes; or it passes TLS through by SNI, and clients see the nodes' own certificates.
 */
export interface IngressSpec<Authorities = string> {
  /** One of the classes in the cluster's `platform.ingress`. */
  readonly ingressClassName: string;
  /** Signs the certificate for the FQDNs of all nodes. None with `passthrough`. */
  readonly authority?: Authorities;
  /** Default false. */
  readonly passthrough?: boolean;
}

/** As `IngressSpec`, through a Gateway of the Gateway API that is made for this workload. */
export interface GatewaySpec<Authorities = string> {
  /** One of the classes in the cluster's `platform.gatewayAPI`. */
  readonly gatewayClassName: string;
  readonly authority?: Authorities;
  readonly passthrough?: boolean;
  /** Where it listens; default 443. */
  readonly port?: number;
}

export interface NetworkSpec<Authorities = string, Peerings = string> {
  /** The DNS domain of the nodes' FQDNs. Needed where a strategy is FQDN or SplitDNS. */
  readonly domain?: string;
  /** Default `{podName}.{name}{nodeTypeSuffix}.{domain}`. Placeholders: name, namespace, domain, podName, nodeTypeSuffix. */
  readonly fqdnTemplate?: string;
  /** Default `ServiceName`. */
  readonly internodeTrafficStrategy?: InternodeTrafficStrategy;
  /** Default `FQDN`. */
  readonly clientTrafficStrategy?: ClientTrafficStrategy;
  readonly loadBalancer?: {
    readonly enabled: boolean;
    readonly allowedIPs?: readonly string[];
    readonly loadBalancerClass?: string;
    /** `Cluster` (the default), or `Local`: keeps callers' addresses, and drops what arrives at a machine without the pod. */
    readonly externalTrafficPolicy?: "Cluster" | "Local";
  };
  readonly peering?: PeeringNetworkSpec<Peerings>;
  readonly splitDNSExtraRules?: readonly SplitDNSRuleSpec[];
  /**
   * Lets the DNS of the workload's cluster answer the FQDNs of its own pods with their addresses, for all who ask there: clients
   * then reach them straight. Needs `dns.customization` of the cluster. Default false.
   */
  readonly clientRewrites?: boolean;
  /** At most one of the two, and with clientTrafficStrategy `FQDN`: clients then dial the proxy in place of the nodes. */
  readonly ingress?: IngressSpec<Authorities>;
  readonly gateway?: GatewaySpec<Authorities>;
  /** HTTP and gRPC; default 2113. */
  readonly nodePort?: number;
  /** Default 1112. */
  readonly replicationPort?: number;
  /** A NetworkPolicy on the nodes, computed from this spec; an object adds to it. Default: none, and all pods reach all ports. */
  readonly networkPolicy?: boolean | NetworkPolicySpec;
  /** The port of the old TCP clients' protocol; default 1113. Only with `backend: "operator"`. */
  readonly nodeTcpPort?: number;
}

/**
 * `sidecar`: a container in each pod signals the server, which reloads. `reloader`: stakater's Reloader, which the cluster
 * has to run, restarts the pods one by one. `rollingRestart`: nothing does; a person changes `rollingRestartKey`.
 */
export type ReloadChoice = "sidecar" | "reloader" | "rollingRestart";

export interface SecuritySpec<Authorities = string> {
  /** Signs the nodes' certificates; its roots authenticate nodes to each other. */
  readonly authority?: Authorities;
  /**
   * A certificate that a person brings and renews, for all nodes, with an authority made by `broughtCA()`: the Secret,
   * which holds its key too, and its public PEM, by which dials are proven. Key names default to tls.crt and tls.key.
   */
  readonly certificateSecret?: {
    readonly name: string;
    readonly keyName?: string;
    readonly privateKeyName?: string;
    readonly certificate: string;
  };
  /** No TLS, no authentication, no authorisation. Only in a topology with `test: true`. */
  readonly insecure?: boolean;
  /** The common name of node certificates. Default `NAME.NAMESPACE`, or the first node's FQDN with a public authority. */
  readonly certificateReservedNodeCommonName?: string;
  /** One wildcard per node type in place of a name per pod. */
  readonly wildcard?: boolean;
  /** How a changed certificate or root reaches the running server. Default `sidecar`. */
  readonly reload?: ReloadChoice;
}

/** Whom a new database is made with. */
export interface UsersSpec {
  readonly adminPasswordSecret: SecretKeyRef;
  readonly opsPasswordSecret: SecretKeyRef;
  /** Only with `backend: "operator"`. */
  readonly customUsers?: readonly {
    readonly loginName: string;
    readonly fullName: string;
    readonly passwordSecret: SecretKeyRef;
    readonly groups?: readonly string[];
  }[];
}

/** Copies of the volume, taken on a schedule as VolumeSnapshots. Names are those of the vendor's KurrentDBBackupSchedule. */
export interface BackupsSpec {
  /** Five fields of cron, or `@daily` and the like. */
  readonly schedule: string;
  /** A name of the IANA database; default `UTC`. */
  readonly timeZone?: string;
  /** How many are kept; default 0, which keeps all. */
  readonly keep?: number;
  /** Takes none for the time being. */
  readonly suspend?: boolean;
  /** Default: the cluster's own default class. */
  readonly volumeSnapshotClassName?: string;
  /** After which time a backup is deleted: `30d`, `1y2w`. Units: y, w, d, h, s. */
  readonly ttl?: string;
}

export interface KurrentDBSpec<Clusters = string, Authorities = string, Workloads = string, Peerings = string> extends OperatorFields {
  /** Default `manifests`. With `operator` the cluster's `platform.kurrentdbOperator` has to say which one runs there. */
  readonly backend?: Backend;
  readonly cluster: Clusters;
  readonly namespace: string | { readonly name: string; readonly create?: boolean };
  /** A full image reference whose tag says the server's version. */
  readonly image: string;
  /** 1, 3 or 5; 0 with `quorumOf`, or with `quorumNodes` of the vendor's operator. */
  readonly replicas: number;
  /**
   * The workload in another cluster whose quorum this one reads from: with `replicas: 0` it is a cluster of read-only
   * replicas alone. The two are one fleet, with one authority.
   */
  readonly quorumOf?: Workloads;
  readonly readOnlyReplicas?: {
    readonly replicas: number;
    readonly resources?: ResourcesSpec;
    readonly storage?: StorageSpec;
    readonly configuration?: ConfigurationSpec;
    readonly constraints?: ConstraintsSpec;
  };
  readonly resources?: ResourcesSpec;
  readonly storage: StorageSpec;
  readonly network?: NetworkSpec<Authorities, Peerings>;
  readonly security?: SecuritySpec<Authorities>;
  /** Passwords of the built-in users; needed unless insecure, since the default password is public. */
  readonly users?: UsersSpec;
  readonly configuration?: ConfigurationSpec;
  readonly constraints?: ConstraintsSpec;
  /** Any change makes all nodes load their certificates and roots once more, without a restart. */
  readonly configReloadKey?: string;
  /** Any change restarts the nodes one by one. */
  readonly rollingRestartKey?: string;
  readonly telemetryOptOut?: boolean;
  /** Absent: no backups are taken. */
  readonly backups?: BackupsSpec;
  /**
   * A VolumeSnapshot of the namespace (with `backend: "operator"` a KurrentDBBackup) that the volumes of all nodes begin as. Only for a workload that has no volumes yet: a StatefulSet's
   * claims can't be changed, and a claim that is there is never filled anew.
   */
  readonly sourceBackup?: string;
  /** Absent: nothing tells Prometheus of the nodes. */
  readonly monitoring?: MonitoringSpec;
  /** The server's licence key, for features that need one. */
  readonly licenseSecret?: SecretKeyRef;
  readonly extraMetadata?: ExtraMetadataSpec;
}

/** What `kurrentdb()` gives, and what a Topology holds once the schema has filled in the defaults. */
export type KurrentDBInput<C = string, A = string, W = string, P = string> = KurrentDBSpec<C, A, W, P> & { readonly kind: "kurrentdb" };

export interface KurrentDBWorkload extends OperatorFields {
  readonly kind: "kurrentdb";
  readonly backend: Backend;
  readonly cluster: string;
  readonly namespace: NamespaceChoice;
  readonly image: string;
  readonly replicas: number;
  readonly quorumOf?: string;
  readonly readOnlyReplicas: {
    readonly replicas: number;
    readonly resources: ResourcesSpec;
    readonly storage: StorageSpec;
    readonly configuration: ConfigurationSpec;
    readonly constraints: ConstraintsSpec;
  };
  readonly resources: ResourcesSpec;
  readonly storage: StorageSpec;
  readonly network: {
    readonly domain?: string;
    readonly fqdnTemplate: string;
    readonly internodeTrafficStrategy: InternodeTrafficStrategy;
    readonly clientTrafficStrategy: ClientTrafficStrategy;
    readonly loadBalancer: {
      readonly enabled: boolean;
      readonly allowedIPs: readonly string[];
      readonly loadBalancerClass?: string;
      readonly externalTrafficPolicy?: "Cluster" | "Local";
    };
    readonly peering?: {
      readonly name: string;
      readonly domain?: string;
      readonly allowedIPs: readonly string[];
      readonly loadBalancerClass?: string;
      readonly subnet?: string;
      readonly addresses: Readonly<Record<string, string>>;
    };
    readonly clientRewrites: boolean;
    readonly splitDNSExtraRules: readonly { readonly host: string; readonly result: string; readonly regex: boolean }[];
    readonly ingress?: { readonly ingressClassName: string; readonly authority?: string; readonly passthrough: boolean };
    readonly gateway?: {
      readonly gatewayClassName: string;
      readonly authority?: string;
      readonly passthrough: boolean;
      readonly port: number;
    };
    readonly nodePort: number;
    readonly replicationPort: number;
    readonly networkPolicy?: NetworkPolicyChoice | false;
    readonly nodeTcpPort?: number;
  };
  readonly security: {
    readonly authority?: string;
    readonly certificateSecret?: {
      readonly name: string;
      readonly keyName: string;
      readonly privateKeyName: string;
      readonly certificate: string;
    };
    readonly insecure: boolean;
    readonly certificateReservedNodeCommonName?: string;
    readonly wildcard: boolean;
    readonly reload: ReloadChoice;
  };
  readonly users?: UsersSpec;
  readonly configuration: ConfigurationSpec;
  readonly constraints: ConstraintsSpec;
  readonly configReloadKey?: string;
  readonly rollingRestartKey?: string;
  readonly telemetryOptOut: boolean;
  readonly backups?: BackupsSpec & { readonly timeZone: string; readonly keep: number; readonly suspend: boolean };
  readonly sourceBackup?: string;
  readonly monitoring?: Monitoring;
  readonly licenseSecret?: SecretKeyRef;
  readonly extraMetadata?: ExtraMetadataSpec;
}
