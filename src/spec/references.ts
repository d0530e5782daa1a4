import type { AuthoritySpec } from "./authority.ts";
import type { PeeringSpec, ZoneSpec } from "./networks.ts";
import type { PassThroughSpec } from "./pass-through/pass-through.ts";
import type { AssumeSpec, ClientSpec, ClusterSpec, OverrideSpec } from "./topology.ts";

/** The references that a workload of any kind makes to other parts of its topology. */
export interface References<Cluster = string, Authority = string, Workload = string, Peering = string> {
  readonly kind: string;
  readonly cluster: Cluster;
  readonly security?: { readonly authority?: Authority };
  readonly quorumOf?: Workload;
  readonly network?: { readonly peering?: { readonly name: Peering } };
}

/** Nothing is of this type: it stands in the type checker's message and says which keys there are. */
export interface OneOf<Key> {
  readonly oneOf: Key;
}

/**
 * `Key`, unless what is given is only known to be a text: then it can't be judged before the spec is evaluated.
 * `OneOf` keeps the type checker from giving up with `never`, which would hide the property that is wrong.
 */
type Among<Given, Key> = string extends Given ? string : Key | OneOf<Key>;

/** What a workload has to look like whose references all name keys. */
type Referring<W, Cluster, Authority, Workload, Peering> = W extends { readonly cluster: infer GivenCluster }
  ? References<
      Among<GivenCluster, Cluster>,
      W extends { readonly security?: { readonly authority?: infer GivenAuthority } } ? Among<GivenAuthority, Authority> : Authority,
      W extends { readonly quorumOf?: infer GivenWorkload } ? Among<GivenWorkload, Workload> : Workload,
      W extends { readonly network?: { readonly peering?: { readonly name: infer GivenPeering } } } ? Among<GivenPeering, Peering> : Peering
    >
  : References<Cluster, Authority, Workload, Peering>;

/** What a client has to look like whose references all name keys. */
type ReferringClient<C, Cluster, Authority, Workload> = ClientSpec<
  C extends { readonly cluster: infer Given } ? Among<Given, Cluster> : Cluster,
  C extends { readonly trusts: readonly (infer Given)[] }
    ? Among<Given extends { readonly authority: infer Name } ? Name : Given, Authority>
    : Authority,
  C extends { readonly dials: infer Given } ? Among<Given, Workload> : Workload
>;

/** What `defineTopology` takes, with references checked against the keys. */
export interface TopologyInput<
  Clusters extends string,
  Authorities extends string,
  Workloads extends Readonly<Record<string, References>>,
  Clients extends Readonly<Record<string, ClientSpec>>,
  Passing extends readonly PassThroughSpec[],
  Peerings extends string,
> {
  /** Says that nothing here is for production: allows `insecure: true`. */
  readonly test?: boolean;
  readonly clusters: Readonly<Record<Clusters, ClusterSpec>>;
  /** Private networks between clusters. */
  readonly peerings?: Readonly<Record<Peerings, PeeringSpec<NoInfer<Clusters>>>>;
  /** What is known of DNS zones, by their names. */
  readonly zones?: Readonly<Record<string, ZoneSpec<NoInfer<Peerings>, NoInfer<Clusters>>>>;
  readonly authorities?: Readonly<Record<Authorities, AuthoritySpec>>;
  readonly workloads: Workloads & {
    readonly [K in keyof Workloads]: Referring<
      Workloads[K],
      NoInfer<Clusters>,
      NoInfer<Authorities>,
      NoInfer<keyof Workloads & string>,
      NoInfer<Peerings>
    >;
  };
  readonly clients?: Clients & {
    readonly [K in keyof Clients]: ReferringClient<Clients[K], NoInfer<Clusters>, NoInfer<Authorities>, NoInfer<keyof Workloads & string>>;
  };
  /** JSON merge patches on compiled objects. */
  readonly overrides?: readonly OverrideSpec[];
  /** Endpoints outside of what is declared, vouched for by a person. */
  readonly assumptions?: readonly AssumeSpec[];
  /** Files that are committed encrypted, or only refer to secrets: written as they are. */
  readonly passThrough?: Passing & {
    readonly [I in keyof Passing]: PassThroughSpec<
      Passing[I] extends { readonly cluster: infer Given } ? Among<Given, NoInfer<Clusters>> : string
    >;
  };
}
