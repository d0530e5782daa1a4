import type { Evidence } from "./evidence.ts";

/**
 * What no object can say about the world that a topology describes: which folder is which cluster, its versions and
 * DNS, processes that no object runs, objects that somebody else brings. Holds only values that stand in the spec.
 * Written beside the manifests, so that a commit can be proven from git alone.
 */
export interface Environment {
  readonly kind: "environment";
  readonly version: 1;
  /** The name of the topology: its file's name without the ending. */
  readonly topology: string;
  /** Whether the topology says `test: true`. */
  readonly test: boolean;
  readonly clusters: Readonly<Record<string, ClusterFacts>>;
  /** Private networks between clusters. */
  readonly peerings?: readonly StatedPeering[];
  /** DNS zones of which something is known besides that an external-dns owns them. */
  readonly zones?: readonly StatedZone[];
  /** Processes that no object runs, such as clients. */
  readonly processes: readonly OutsideProcess[];
  /** Objects that somebody else brings, which the spec names. */
  readonly brought: readonly BroughtObject[];
  readonly assumptions: readonly Assumption[];
  /** Issuers whose signer no object shows. */
  readonly issuers?: readonly StatedIssuer[];
  readonly vaults?: readonly StatedVault[];
  /** The roots of private authorities whose PEM the spec holds. */
  readonly roots?: readonly StatedRoot[];
  /** Workloads that a person restarts by changing a key in the spec. */
  readonly restarts?: readonly { readonly cluster: string; readonly namespace: string; readonly workload: string }[];
  /** Authorities whose roots several workloads share on purpose, and why. */
  readonly shared?: readonly { readonly authority: string; readonly reason: string }[];
}

/** Facts of one cluster, as the spec states them. */
export interface ClusterFacts {
  readonly platform: Platform;
  readonly dns: {
    /** Without dots at either end, usually `cluster.local`. */
    readonly clusterDomain: string;
    /** The address of the cluster's DNS Service. */
    readonly serviceIP: string;
    /** How its CoreDNS takes additions: by the ConfigMap coredns-custom (AKS, k3s), or in its own Corefile only. */
    readonly customization?: DnsCustomization;
    /** The Corefile of the cluster's CoreDNS, as a person states it. */
    readonly corefile?: string;
  };
}

/** The distribution whose CoreDNS a cluster runs. */
export type DnsCustomization = "aks" | "k3s" | "kubeadm" | "eks";

/** Versions of what runs in a cluster. A version that is absent is unknown, or the component is not there. */
export interface Platform {
  /** `1.33` */
  readonly kubernetes: string;
  readonly certManager?: CertManagerFacts;
  readonly trustManager?: { readonly version: string /** Where Bundles read from. */; readonly trustNamespace: string };
  /** The version of the API for ClusterTrustBundles that the cluster serves. */
  readonly clusterTrustBundles?: string;
  readonly externalDNS?: {
    readonly version: string;
    /** `external-dns.kubernetes.io/` or the older `external-dns.alpha.kubernetes.io/`. */
    readonly annotationPrefix: string;
    /** The public zones whose records it owns: a name under them that nobody publishes does not exist. */
    readonly zones: readonly string[];
    /** Its `--source` flags; absent: `service` and `ingress`, as its chart sets them. */
    readonly sources?: readonly string[];
  };
  /** The Prometheus Operator's version. */
  readonly prometheusOperator?: string;
  /** The version of the API for VolumeSnapshots that the cluster serves. */
  readonly volumeSnapshots?: string;
  readonly reloader?: ReloaderFacts;
  readonly kurrentdbOperator?: KurrentDBOperatorFacts;
  /** Whose load balancers the cluster makes. */
  readonly cloud?: "aws" | "azure" | "gcp";
  readonly region?: string;
  /** What its load balancers write into the status of a Service; absent: not known. An `ipMode` that is absent is `VIP`. */
  readonly loadBalancer?: { readonly address: "ip" | "hostname"; readonly ipMode?: "VIP" | "Proxy" };
  /** Ranges of addresses that traffic of this cluster to others comes from; absent: not known. */
  readonly egress?: readonly string[];
  /** Ingress controllers by the IngressClass that they serve. */
  readonly ingress?: Readonly<Record<string, IngressControllerFacts>>;
  readonly gatewayAPI?: GatewayAPIFacts;
}

/** An Ingress controller as installed in a cluster. */
export interface IngressControllerFacts {
  /** As in the IngressClass's `spec.controller`: `k8s.io/ingress-nginx`, `traefik.io/ingress-controller`. */
  readonly controller: string;
  readonly version: string;
  /** Where it listens for TLS. */
  readonly port: number;
  /** Where its pods run; absent: not known. */
  readonly namespace?: string;
  /** ingress-nginx: whether it runs with `--enable-ssl-passthrough`; absent: not, as by default. */
  readonly sslPassthrough?: boolean;
}

/** The Gateway API as installed in a cluster. */
export interface GatewayAPIFacts {
  /** Of its CRDs, standard channel. */
  readonly version: string;
  /** By GatewayClass, what stands in its `status.supportedFeatures`. */
  readonly classes: Readonly<
    Record<
      string,
      { readonly supportedFeatures: readonly string[] /** Where the pods of its Gateways run. */; readonly namespace?: string }
    >
  >;
}

/** A private network between clusters, as a person states it: load balancers that are internal in one are reached from the others. */
export interface StatedPeering {
  readonly name: string;
  readonly joins: readonly string[];
  /** Whether pods reach pods of the other clusters by their own addresses. */
  readonly podNetworks: boolean;
}

/** What a person states of a DNS zone. */
export interface StatedZone {
  readonly name: string;
  /** Only the clusters that this peering joins resolve its names. Absent: everybody does. */
  readonly peering?: string;
  /** The only cluster whose external-dns writes into it. */
  readonly owner?: string;
  /** Who else controls names in it. */
  readonly sharedWith?: readonly string[];
  /** Records that a person keeps by hand: name to address. */
  readonly records?: Readonly<Record<string, string>>;
}

/** stakater's Reloader, which restarts pods when a Secret or ConfigMap changes that their workload's annotations name. */
export interface ReloaderFacts {
  readonly version: string;
  /**
   * What it changes to restart pods, its flag `--reload-strategy`: `annotations` writes an annotation into the pod
   * template, `env-vars` (its default) a variable into a container.
   */
  readonly strategy: "annotations" | "env-vars";
}

/** The vendor's operator for KurrentDB as installed in a cluster, with what its configuration file says. */
export interface KurrentDBOperatorFacts {
  readonly version: string;
  /** Absent: since 1.5 the cluster's own, before `cluster.local`. */
  readonly clusterDomain?: string;
  /** The DNS server that SplitDNS sidecars ask. Absent: the cluster's. */
  readonly baseResolver?: string;
  /** Where it runs. */
  readonly namespace?: string;
}

/** cert-manager as installed in a cluster. */
export interface CertManagerFacts {
  readonly version: string;
  /** Where a ClusterIssuer's Secrets are read from. */
  readonly clusterResourceNamespace: string;
  /** Whether it runs with --issuer-ambient-credentials; absent: not, as by default. */
  readonly issuerAmbientCredentials?: boolean;
}

/** A process that no object runs, and the objects it reads. */
export interface OutsideProcess {
  readonly name: string;
  readonly program: string;
  /** Absent for a process outside of all clusters. */
  readonly cluster?: string;
  /** For a process in a cluster, where its pods run. */
  readonly namespace?: string;
  /** The ConfigMap whose keys it takes as its environment. */
  readonly reads: { readonly cluster: string; readonly namespace: string; readonly configMap: string };
  /** What a process outside of all clusters trusts, as a person set it up. */
  readonly trusts?: readonly OutsideTrust[];
}

/** Roots that a person gave to an outside process. */
export type OutsideTrust =
  | { readonly kind: "generations"; readonly authority: string; readonly generations: readonly string[] }
  | { readonly kind: "public"; readonly server: string };

/** An object that somebody else makes, named in the spec. */
export interface BroughtObject {
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: "Secret" | "ConfigMap" | "Namespace" | "ServiceAccount";
  readonly name: string;
  readonly keys: readonly string[];
  /** The public PEM of keys whose content the spec states, by key. */
  readonly pem?: Readonly<Record<string, string>>;
}

/** Behind which root a signing path of a Vault is, as a person states it. */
export interface StatedVault {
  readonly server: string;
  readonly path: string;
  /** PEM of the root that its leaves chain to. */
  readonly root: string;
}

/**
 * A root as the spec holds it. One that a cluster made is that of the CA Certificate whose common name is the
 * authority's name and the generation's.
 */
export interface StatedRoot {
  readonly authority: string;
  readonly generation: string;
  readonly pem: string;
}

/**
 * Who stands behind an Issuer or ClusterIssuer whose signer no object shows (Vault's, or one that somebody else
 * brings): the roots that its leaves chain to, as a person states them.
 */
export interface StatedIssuer {
  readonly cluster: string;
  readonly kind: string;
  readonly group: string;
  /** Empty for a ClusterIssuer. */
  readonly namespace: string;
  readonly name: string;
  /** PEM of the root that its leaves chain to. */
  readonly root: string;
}

/** A name that leaves what is declared, and that a person vouches for. */
export interface Assumption {
  /** `host:port` or a host. */
  readonly endpoint: string;
  readonly reason: string;
  readonly evidence: Extract<Evidence, "assumed">;
}
