import { selectorLabels } from "../../parts/labels.ts";
import { rootsName } from "../../parts/names.ts";
import type { NamedPort } from "../../parts/services.ts";
import { type Authority, isPrivate } from "../../spec/authority.ts";
import type { Peering } from "../../spec/networks.ts";
import type { Cluster } from "../../spec/topology.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import type { Surroundings, WorkloadContext } from "../kind.ts";
import { type Edge, edgeOf } from "./edge.ts";
import { type Fleet, fleetOf } from "./fleet.ts";
import { operatorClusterDomain, operatorLabels } from "./operator/operator.ts";
import { type Server, serverOf } from "./server.ts";
import type { ConfigurationSpec, ConstraintsSpec, KurrentDBWorkload, ResourcesSpec, StorageSpec } from "./spec.ts";

export type NamedKurrentDB = KurrentDBWorkload & { readonly name: string };

/** `app.kubernetes.io/name` of all objects of this kind. */
export const KURRENTDB = "kurrentdb";

/** A node type: pods that share a StatefulSet. The vendor's operator names and divides them the same way. */
export interface NodeType {
  readonly component: "node" | "read-only-replica" | "archiver";
  readonly suffix: "" | "-replica" | "-archiver";
  /** Of the StatefulSet, the headless Service and the PodDisruptionBudget. */
  readonly name: string;
  readonly readOnly: boolean;
  readonly replicas: number;
  readonly resources: ResourcesSpec;
  readonly storage: StorageSpec;
  readonly configuration: ConfigurationSpec;
  readonly constraints: ConstraintsSpec;
  readonly pods: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  /** The spec property of one of the fields above. */
  at(...path: SpecPath): SpecPath;
}

/** A peering that a workload has load balancers in, with what its spec says of them. */
export type MemberPeering = Peering & NonNullable<KurrentDBWorkload["network"]["peering"]>;

/** A checked spec with what follows from it alone. */
export interface Member {
  readonly spec: NamedKurrentDB;
  readonly cluster: Cluster;
  /** The domain of Services' names: the cluster's, or what the vendor's operator takes it for. */
  readonly clusterDomain: string;
  /** Absent without TLS. */
  readonly authority?: Authority;
  readonly server: Server;
  readonly quorum: NodeType;
  /** Those with pods. */
  readonly nodeTypes: readonly NodeType[];
  readonly ports: readonly NamedPort[];
  /** What clients come in through, where that is a proxy. */
  readonly edge?: Edge;
  /** The ConfigMap of trusted roots. Absent without TLS and with a public authority, whose roots are in the image. */
  readonly rootsConfigMap?: string;
  /** Absent without load balancers in a peering. */
  readonly peering?: MemberPeering;
  /** A path in the topology to a property of this workload. */
  at(...path: SpecPath): SpecPath;
}

/** A checked spec with what follows from it and its fleet, for the files that make its objects. */
export interface Layout extends Member {
  readonly fleet: Fleet;
}

/** What a layout is drawn from. Without surroundings a workload is alone. */
export type LayoutContext = Pick<WorkloadContext, "cluster" | "authorities"> & { readonly around?: Surroundings | undefined };

/** Draws a {@link Layout} from a checked spec. */
export function layoutOf(spec: NamedKurrentDB, context: LayoutContext): Layout {
  const member = memberOf(spec, context);
  return { ...member, fleet: fleetOf(member, context.around) };
}

/** Draws a {@link Member} from a checked spec. */
export function memberOf(spec: NamedKurrentDB, { cluster, authorities, around }: LayoutContext): Member {
  const at = (...path: SpecPath): SpecPath => ["workloads", spec.name, ...path];
  const authority = spec.security.insecure || spec.security.authority === undefined ? undefined : authorities[spec.security.authority];
  const quorum = nodeType(spec, { component: "node", suffix: "", readOnly: false, replicas: spec.replicas, from: spec, at });
  const replica = nodeType(spec, {
    component: "read-only-replica",
    suffix: "-replica",
    readOnly: true,
    replicas: spec.readOnlyReplicas.replicas,
    from: spec.readOnlyReplicas,
    at: (...path) => at("readOnlyReplicas", ...path),
  });
  const edge = edgeOf(spec, cluster, authorities, at);
  const archiver = nodeType(spec, {
    component: "archiver",
    suffix: "-archiver",
    readOnly: true,
    // There is one at most.
    replicas: spec.archiver?.enabled === true ? 1 : 0,
    from: { ...pickNodeType(spec), ...spec.archiver },
    at: (...path) => at("archiver", ...path),
  });
  const ports: NamedPort[] = [{ name: "http", port: spec.network.nodePort, from: at("network", "nodePort") }];
  if (spec.replicas !== 1) ports.push({ name: "replication", port: spec.network.replicationPort, from: at("network", "replicationPort") });
  return {
    spec,
    cluster,
    clusterDomain: spec.backend === "operator" ? operatorClusterDomain(cluster) : cluster.dns.clusterDomain,
    ...(authority === undefined ? {} : { authority }),
    server: serverOf(spec.image),
    quorum,
    nodeTypes: [quorum, replica, archiver].filter(({ replicas }) => replicas > 0),
    ports,
    ...peeringOf(spec, around),
    ...(edge ? { edge } : {}),
    ...(isPrivate(authority) ? { rootsConfigMap: rootsName(authority.name) } : {}),
    at,
  };
}

function pickNodeType({ resources, storage, configuration, constraints }: NamedKurrentDB): NodeTypeRequest["from"] {
  return { resources, storage, configuration, constraints };
}

function peeringOf({ network: { peering: given } }: NamedKurrentDB, around: Surroundings | undefined): Pick<Member, "peering"> {
  const peering = given && around?.peerings[given.name];
  return peering ? { peering: { ...peering, ...given } } : {};
}

interface NodeTypeRequest extends Pick<NodeType, "component" | "suffix" | "readOnly" | "replicas" | "at"> {
  readonly from: Pick<NodeType, "resources" | "storage" | "configuration" | "constraints">;
}

function nodeType(spec: NamedKurrentDB, { from, ...request }: NodeTypeRequest): NodeType {
  const name = `${spec.name}${request.suffix}`;
  return {
    ...request,
    name,
    resources: from.resources,
    storage: from.storage,
    configuration: from.configuration,
    constraints: from.constraints,
    pods: Array.from({ length: request.replicas }, (_, ordinal) => `${name}-${ordinal}`),
    selector: spec.backend === "operator" ? operatorLabels(spec.name) : selectorLabels(KURRENTDB, spec.name, request.component),
  };
}
