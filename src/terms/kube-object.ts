/** Plain JSON data, as it stands in a manifest. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One Kubernetes object as plain data, with the fields every object has. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * Identifies an object in all of the world: `cluster/group/Kind/namespace/name`.
 * The group of core objects is empty; the namespace of cluster-scoped objects is empty.
 */
export type ObjectId = string & { readonly __: "ObjectId" };

/** The API group of an apiVersion: `apps/v1` gives `apps`, `v1` gives the empty string. */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** Builds an {@link ObjectId} from its parts. */
export function objectIdOf(cluster: string, group: string, kind: string, namespace: string, name: string): ObjectId {
  return `${cluster}/${group}/${kind}/${namespace}/${name}` as ObjectId;
}

/** The {@link ObjectId} of an object in a cluster. */
export function objectId(cluster: string, object: KubeObject): ObjectId {
  const { name, namespace } = object.metadata;
  return objectIdOf(cluster, apiGroup(object.apiVersion), object.kind, namespace ?? "", name);
}

/** The parts of an {@link ObjectId}. */
export function parseObjectId(id: ObjectId): { cluster: string; group: string; kind: string; namespace: string; name: string } {
  const [cluster = "", group = "", kind = "", namespace = "", ...rest] = id.split("/");
  return { cluster, group, kind, namespace, name: rest.join("/") };
}

/** Kinds without a namespace among those that Trueline writes or reads. */
const CLUSTER_SCOPED = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "StorageClass",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterIssuer",
  "Bundle",
  "ClusterBundle",
  "ClusterTrustBundle",
  "ClusterExternalSecret",
  "ClusterSecretStore",
  "CustomResourceDefinition",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "PriorityClass",
  "IngressClass",
  "GatewayClass",
  "APIService",
]);

/** Whether objects of this kind live outside of namespaces. */
export function isClusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}
