import { isClusterScoped, type KubeObject, type ObjectId, objectId, parseObjectId } from "../terms/kube-object.ts";
import type { Manifest } from "../terms/manifest.ts";
import { isRecord } from "./data.ts";
import type { Derivation } from "./operators/derived.ts";

/** An object with where it lives. */
export interface Indexed {
  readonly id: ObjectId;
  readonly cluster: string;
  readonly group: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects; `default` where a namespaced object names none. */
  readonly namespace: string;
  readonly name: string;
  readonly object: KubeObject;
}

/** All objects, found by kind or by name. */
export interface ObjectIndex {
  readonly objects: ReadonlyMap<ObjectId, KubeObject>;
  readonly manifests: ReadonlyMap<ObjectId, Manifest>;
  readonly all: readonly Indexed[];
  /** Of objects that operators make, where they come from. */
  readonly derived: ReadonlyMap<ObjectId, Derivation>;
  /** Objects of a kind in all clusters, in the order of the manifests. */
  ofKind(group: string, kind: string): readonly Indexed[];
  find(cluster: string, group: string, kind: string, namespace: string, name: string): Indexed | undefined;
}

/**
 * Indexes manifests. What is no Kubernetes object (no kind, no name) is left out. Of two with one id the later one
 * counts, as when files are applied in their order.
 */
export function indexObjects(manifests: readonly Manifest[], derived: ObjectIndex["derived"] = new Map()): ObjectIndex {
  const objects = new Map<ObjectId, KubeObject>();
  const byId = new Map<ObjectId, Manifest>();
  for (const manifest of manifests) {
    const { object } = manifest;
    if (!isKubeObject(object)) continue;
    const id = objectId(manifest.cluster, object);
    objects.set(id, object);
    byId.set(id, manifest);
  }
  const all: Indexed[] = [];
  const kinds = new Map<string, Indexed[]>();
  const names = new Map<string, Indexed>();
  for (const [id, manifest] of byId) {
    const each = indexed(id, manifest.object);
    all.push(each);
    const kind = `${each.group}/${each.kind}`;
    const known = kinds.get(kind);
    if (known) known.push(each);
    else kinds.set(kind, [each]);
    names.set(`${each.cluster}/${kind}/${each.namespace}/${each.name}`, each);
  }
  return {
    objects,
    manifests: byId,
    all,
    derived,
    ofKind: (group, kind) => kinds.get(`${group}/${kind}`) ?? [],
    find: (cluster, group, kind, namespace, name) => names.get(`${cluster}/${group}/${kind}/${namespace}/${name}`),
  };
}

/** An object by its id, with where it lives. */
export function indexed(id: ObjectId, object: KubeObject): Indexed {
  const { cluster, group, kind } = parseObjectId(id);
  const namespace = isClusterScoped(object.kind) ? "" : object.metadata.namespace || "default";
  return { id, cluster, group, kind, namespace, name: object.metadata.name, object };
}

function isKubeObject(object: unknown): object is KubeObject {
  if (!isRecord(object) || typeof object["kind"] !== "string" || typeof object["apiVersion"] !== "string") return false;
  return isRecord(object["metadata"]) && typeof object["metadata"]["name"] === "string";
}
