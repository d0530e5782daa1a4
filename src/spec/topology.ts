/**
 * The language: what a spec says, as plain data. Field names are those of the vendor's own resource where one exists.
 * Types named `…Spec` are what a person writes; a `Topology` is the same, checked, with defaults filled in, and frozen.
 */

import type { Workload } from "../kinds/workload.ts";
import type { DnsCustomization } from "../terms/environment.ts";
import type { Alerts, AlertsSpec } from "./alerts.ts";
import type { Authority } from "./authority.ts";
import type { Cloud, DnsZone, LoadBalancerFacts, Peering } from "./networks.ts";
import type { PassThrough } from "./pass-through/pass-through.ts";

/** A Secret's key, by reference: secrets themselves never stand in a spec. */
export interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
}

/** Versions of what runs in a cluster, `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`. */
export interface PlatformSpec {
  readonly kubernetes: string;
  /**
   * A version, or with the namespace that ClusterIssuers read Secrets from (default `cert-manager`), and whether it runs with
   * `--issuer-ambient-credentials` (by default it does not: namespaced Issuers may not use the credentials of its own pod).
   */
  readonly certManager?:
    | string
    | { readonly version: string; readonly clusterResourceNamespace?: string; readonly issuerAmbientCredentials?: boolean };
  /** A version, or with the namespace that Bundles read from (default `cert-manager`). */
  readonly trustManager?: string | { readonly version: string; readonly trustNamespace?: string };
  /**
   * The version of the API for ClusterTrustBundles that the cluster serves, where their projection into pods is switched
   * on too (feature gates ClusterTrustBundle and ClusterTrustBundleProjection).
   */
  readonly clusterTrustBundles?: "v1beta1" | "v1";
  /** external-dns: its version, the zones it owns, and the annotation prefix it reads (by default that of its version). */
  readonly externalDNS?: {
    readonly version: string;
    readonly zones: readonly string[];
    readonly annotationPrefix?: string;
    /** Its `--source` flags; default `service` and `ingress`, as in its chart. Routes of Gateways have sources of their own. */
    readonly sources?: readonly string[];
  };
  /** The Prometheus Operator's version. Needed for `alerts`. */
  readonly prometheusOperator?: string;
  /** The version of the API for VolumeSnapshots that the cluster serves, with external-snapshotter's controller. Needed for backups. */
  readonly volumeSnapshots?: "v1";
  /** stakater's Reloader: its version, and how it restarts pods: the `--reload-strategy` that it runs with. */
  readonly reloader?: { readonly version: string; readonly strategy: "annotations" | "env-vars" };
  /**
   * The vendor's operator for KurrentDB: its version (1.4 to 1.6), or with what its configuration says otherwise. Needed for
   * workloads with `backend: "operator"`.
   */
  readonly kurrentdbOperator?: string | KurrentDBOperatorSpec;
  /** Whose load balancers the cluster makes. Needed for internal ones. */
  readonly cloud?: Cloud;
  /** The cloud's region, where that decides who reaches what. */
  readonly region?: string;
  /** What its load balancers write into the status of a Service; absent: not known. */
  readonly loadBalancer?: LoadBalancerFacts;
  /** Ranges of addresses that traffic of this cluster to others comes from; absent: not known. */
  readonly egress?: readonly string[];
  /** Ingress controllers, by the names of their IngressClasses. */
  readonly ingress?: Readonly<Record<string, IngressControllerSpec>>;
  /** The Gateway API: the version of its CRDs, and its GatewayClasses by name. */
  readonly gatewayAPI?: { readonly version: string; readonly classes: Readonly<Record<string, GatewayClassSpec>> };
}

/** An Ingress controller as it is installed. */
export interface IngressControllerSpec {
  /** As in the IngressClass's `spec.controller`: `traefik.io/ingress-controller` or `k8s.io/ingress-nginx`; others are not known here. */
  readonly controller: string;
  readonly version: string;
  /** The port of its load balancer for TLS; default 443. */
  readonly port?: number;
  /** Where its pods run, by which a NetworkPolicy lets them in. */
  readonly namespace?: string;
  /** ingress-nginx: whether it runs with `--enable-ssl-passthrough`. Default false. */
  readonly sslPassthrough?: boolean;
}

/** A GatewayClass as it is installed. */
export interface GatewayClassSpec {
  /** What its `status.supportedFeatures` lists: `GRPCRoute`, `BackendTLSPolicy`, `TLSRoute` are those that matter here. */
  readonly supportedFeatures: readonly string[];
  /** Where the pods of its Gateways run, by which a NetworkPolicy lets them in. */
  readonly namespace?: string;
}

/** The vendor's operator for KurrentDB as installed in a cluster; names are those of its configuration file. */
export interface KurrentDBOperatorSpec {
  readonly version: string;
  /** The clusterDomain that it builds names with. Default: since 1.5 the cluster's own, before `cluster.local`. */
  readonly clusterDomain?: string;
  /** The DNS server that SplitDNS sidecars ask. Default: the cluster's. */
  readonly baseResolver?: string;
  /** Where it runs. Needed for workloads with a NetworkPolicy, which has to let it in. */
  readonly namespace?: string;
}

export interface ClusterSpec {
  readonly platform: PlatformSpec;
  readonly dns: {
    readonly clusterDomain?: string;
    readonly serviceIP: string;
    /**
     * Whose CoreDNS the cluster runs, and so how it takes additions. AKS and k3s read the ConfigMap `coredns-custom` in
     * kube-system, which is compiled; with kubeadm and EKS a person puts them into its Corefile (`trueline explain rewrites`).
     */
    readonly customization?: DnsCustomization;
    /** The Corefile as it is in the cluster, where a person has changed it: the proof reads it. */
    readonly corefile?: string;
  };
  readonly delivery?: Delivery;
  /** Images that Trueline adds to pods, where the defaults can't be pulled. */
  readonly images?: {
    readonly coredns?: string;
    readonly kubectl?: string;
    /** kubectl and a POSIX shell, for backups. No default: Kubernetes' own kubectl image has no shell. */
    readonly backups?: string;
  };
  /** Alerts on the certificates of this cluster, for the Prometheus Operator. Absent: none; `{}`: with the defaults. */
  readonly alerts?: AlertsSpec;
}

/** How a cluster's folder reaches it. */
export type Delivery = ArgocdDelivery | FluxDelivery;

export interface ArgocdSpec {
  /** URL of the git repository that holds `dist/`. */
  readonly repository: string;
  /** The cluster's folder in it: `dist/east`. */
  readonly path: string;
  /** Branch, tag or commit; default `main`. */
  readonly revision?: string;
  /** Where Argo CD runs; default `argocd`. */
  readonly namespace?: string;
  /** AppProject; default `default`. */
  readonly project?: string;
  /** The destination as Argo CD knows it; default `https://kubernetes.default.svc`. */
  readonly server?: string;
  /** A config management plugin that decrypts SOPS, for units that hold something to decrypt. */
  readonly plugin?: string;
}
export type ArgocdDelivery = ArgocdSpec & { readonly kind: "argocd" };

export interface FluxSpec {
  readonly repository: string;
  readonly path: string;
  /** Branch; default `main`. */
  readonly branch?: string;
  /** Where Flux runs; default `flux-system`. */
  readonly namespace?: string;
  /** A Secret in that namespace with credentials for the repository. */
  readonly secretRef?: string;
  /** How often; default `10m`. */
  readonly interval?: string;
  /** How Flux decrypts SOPS, in units that hold something to decrypt; `secretRef`: the Secret with its keys, where Flux runs. */
  readonly decryption?: { readonly provider: "sops"; readonly secretRef?: string };
}
export type FluxDelivery = FluxSpec & { readonly kind: "flux" };

/** A client in a cluster: compiles to a ConfigMap with the connection string, and trust. */
export interface ClusterClientSpec<Clusters = string, Authorities = string, Workloads = string> {
  readonly cluster: Clusters;
  readonly namespace: string | { readonly name: string; readonly create: boolean };
  readonly dials: Workloads;
  readonly trusts: readonly Authorities[];
  readonly outside?: false;
}

/** A client outside of all clusters: what it trusts changes only when a person says so. */
export interface OutsideClientSpec<Authorities = string, Workloads = string> {
  readonly outside: true;
  readonly dials: Workloads;
  readonly trusts: readonly (Authorities | { readonly authority: Authorities; readonly generations: readonly string[] })[];
}
export type ClientSpec<C = string, A = string, W = string> = ClusterClientSpec<C, A, W> | OutsideClientSpec<A, W>;

/** A JSON merge patch (RFC 7386) on one compiled object; proven like all else. `null` removes a field. */
export interface OverrideSpec {
  readonly target: { readonly kind: string; readonly name: string; readonly namespace?: string; readonly cluster?: string };
  readonly patch: Readonly<Record<string, unknown>>;
}

/** An endpoint outside of what is declared, vouched for by a person. */
export interface AssumeSpec {
  readonly endpoint: string;
  readonly reason: string;
}

/** A cluster with its defaults. */
export interface Cluster {
  readonly name: string;
  readonly platform: {
    readonly kubernetes: string;
    readonly certManager?: { readonly version: string; readonly clusterResourceNamespace: string };
    readonly trustManager?: { readonly version: string; readonly trustNamespace: string };
    readonly clusterTrustBundles?: "v1beta1" | "v1";
    readonly externalDNS?: {
      readonly version: string;
      readonly zones: readonly string[];
      readonly annotationPrefix: string;
      readonly sources?: readonly string[];
    };
    readonly prometheusOperator?: string;
    readonly volumeSnapshots?: "v1";
    readonly reloader?: { readonly version: string; readonly strategy: "annotations" | "env-vars" };
    readonly kurrentdbOperator?: KurrentDBOperatorSpec;
    readonly cloud?: Cloud;
    readonly region?: string;
    readonly loadBalancer?: LoadBalancerFacts;
    readonly egress?: readonly string[];
    readonly ingress?: Readonly<Record<string, IngressControllerSpec & { readonly port: number }>>;
    readonly gatewayAPI?: { readonly version: string; readonly classes: Readonly<Record<string, GatewayClassSpec>> };
  };
  readonly dns: {
    readonly clusterDomain: string;
    readonly serviceIP: string;
    readonly customization?: DnsCustomization;
    readonly corefile?: string;
  };
  readonly delivery?: Delivery;
  readonly images: { readonly coredns: string; readonly kubectl: string; readonly backups?: string };
  readonly alerts?: Alerts;
}

export interface NamespaceChoice {
  readonly name: string;
  readonly create: boolean;
}

export interface ClusterClient {
  readonly name: string;
  readonly outside: false;
  readonly cluster: string;
  readonly namespace: NamespaceChoice;
  readonly dials: string;
  readonly trusts: readonly string[];
}

export interface OutsideClient {
  readonly name: string;
  readonly outside: true;
  readonly dials: string;
  readonly trusts: readonly { readonly authority: string; readonly generations: readonly string[] }[];
}
export type Client = ClusterClient | OutsideClient;

/** A checked spec: plain frozen data with all references resolved and defaults filled in. */
export interface Topology {
  readonly kind: "topology";
  /** The spec file's name without its ending. */
  readonly name: string;
  /** The spec file, relative to the project, with forward slashes. */
  readonly file: string;
  readonly test: boolean;
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly peerings: Readonly<Record<string, Peering>>;
  readonly zones: Readonly<Record<string, DnsZone>>;
  readonly authorities: Readonly<Record<string, Authority>>;
  /** Each as its kind's schema gives it, with `name` added. */
  readonly workloads: Readonly<Record<string, Workload & { readonly name: string }>>;
  readonly clients: Readonly<Record<string, Client>>;
  readonly overrides: readonly OverrideSpec[];
  readonly assumptions: readonly AssumeSpec[];
  readonly passThrough: readonly PassThrough[];
}
