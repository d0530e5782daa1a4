import { type KubeObject, objectIdOf, parseObjectId } from "../terms/kube-object.ts";
import { type Place, place } from "../terms/place.ts";
import { at, text } from "../world/data.ts";
import { type Facts, gatherFacts } from "../world/facts.ts";
import { secretKeyId } from "../world/secret-key.ts";
import type { Certificate, KeyId } from "../world/tls.ts";
import type { Process, World } from "../world/world.ts";
import { isSharedOnPurpose } from "./shared-on-purpose.ts";

/** A Secret by where it is. */
export interface SecretName {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** An issuer whose leaves a workload takes for its own nodes' or callers'. */
export interface CallerIssuer {
  readonly cluster: string;
  readonly kind: "Issuer" | "ClusterIssuer";
  /** Absent for a ClusterIssuer. */
  readonly namespace?: string;
  readonly name: string;
  /** The object or, where none shows it, the reference to it. */
  readonly place: Place;
  /** The Secret with its key, for one of type ca. */
  readonly secret?: SecretName;
  /** The key that it signs with. */
  readonly key: KeyId;
}

/** Servers of one namespace that authenticate their callers by certificate, and what it takes to be such a caller. */
export interface CallerAuthority {
  readonly cluster: string;
  readonly namespace: string;
  readonly processes: readonly Process[];
  /** What the workloads are called: the names of the objects that make their pods. */
  readonly workloads: readonly string[];
  /** The Secrets with the keys that these servers present themselves. */
  readonly secrets: readonly SecretName[];
  readonly issuers: readonly CallerIssuer[];
  /** Keys of the roots that they trust, and of all CAs below. */
  readonly keys: ReadonlySet<KeyId>;
  /** Those of them whose leaves go to several workloads on purpose, as a person says. */
  readonly shared: ReadonlySet<KeyId>;
}

/**
 * Who authenticates callers by which private authority, one entry a namespace. Public authorities are left out: whom they
 * sign for is decided elsewhere (TL4407).
 */
export function callerAuthorities(world: World): readonly CallerAuthority[] {
  const byNamespace = new Map<string, Process[]>();
  for (const process of world.processes.values()) {
    const { cluster, namespace } = process;
    if (cluster === undefined || namespace === undefined || !process.listeners.some(authenticates)) continue;
    const key = `${cluster}/${namespace}`;
    const known = byNamespace.get(key);
    if (known) known.push(process);
    else byNamespace.set(key, [process]);
  }
  if (byNamespace.size === 0) return [];
  const facts = gatherFacts(world.environment);
  const issuers = issuersOf(world, facts);
  return [...byNamespace].map(([key, processes]) => {
    const [cluster = "", namespace = ""] = key.split("/");
    const listeners = processes.flatMap((process) => process.listeners.filter(authenticates));
    const roots = unique(listeners.flatMap((listener) => listener.tls?.trust?.roots ?? []));
    const keys = keysBelow(world, roots);
    const own = issuers.filter(({ key }) => keys.has(key));
    const leaves = unique(listeners.flatMap((listener) => listener.tls?.leaf?.slice(0, 1) ?? []));
    const named = leaves.flatMap((leaf) => (keys.has(leaf.signedBy) ? (issuerOf(world, leaf) ?? []) : []));
    const unread = listeners.flatMap((listener) => listener.tls?.unreadLeaf ?? []);
    return {
      cluster,
      namespace,
      processes,
      workloads: [...new Set(processes.map((process) => parseObjectId(process.place.object).name))],
      secrets: uniqueSecrets([...leaves.map((leaf) => leaf.place), ...unread].flatMap((where) => secretAt(world, where) ?? [])),
      issuers: [
        ...new Map([...own, ...named].map((each) => [`${each.cluster}/${each.kind}/${each.namespace}/${each.name}`, each])).values(),
      ],
      keys,
      shared: keysBelow(
        world,
        roots.filter((root) =>
          isSharedOnPurpose(
            world,
            root,
            own.filter(({ key }) => key === root.key).map(({ name }) => name),
          ),
        ),
      ),
    };
  });
}

function authenticates(listener: Process["listeners"][number]): boolean {
  return listener.tls?.callers !== undefined && listener.tls.clientAuth !== "none";
}

function unique(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((each) => [`${each.key} ${each.place.object}`, each])).values()];
}

function uniqueSecrets(secrets: readonly SecretName[]): readonly SecretName[] {
  return [...new Map(secrets.map((each) => [secretPath(each), each])).values()];
}

function secretPath({ cluster, namespace, name }: SecretName): string {
  return `${cluster}/${namespace}/${name}`;
}

/** The keys in the Secrets that Certificates fill. */
function issuedKeys(world: World): ReadonlyMap<string, KeyId> {
  const keys = new Map<string, KeyId>();
  for (const certificate of world.issued.values()) {
    const secret = secretAt(world, certificate.place);
    if (secret) keys.set(secretPath(secret), certificate.key);
  }
  return keys;
}

/** The roots' keys, and those of all CAs that lead up to them. */
function keysBelow(world: World, roots: readonly Certificate[]): ReadonlySet<KeyId> {
  const keys = new Set(roots.map((root) => root.key));
  for (let before = -1; before !== keys.size; ) {
    before = keys.size;
    for (const each of world.issued.values()) if (each.ca && keys.has(each.signedBy)) keys.add(each.key);
  }
  return keys;
}

/** All issuers of type ca. */
function issuersOf(world: World, facts: Facts): readonly CallerIssuer[] {
  const found: CallerIssuer[] = [];
  const keys = issuedKeys(world);
  for (const [id, object] of world.objects) {
    const { kind } = object;
    if (kind !== "Issuer" && kind !== "ClusterIssuer") continue;
    const { group, cluster, namespace: written, name } = parseObjectId(id);
    const secret = text(at(object, "spec", "ca", "secretName"));
    if (group !== "cert-manager.io" || secret === undefined) continue;
    const home = kind === "Issuer" ? written || "default" : facts.clusterResourceNamespace(cluster);
    const where = kind === "Issuer" ? { namespace: home } : {};
    const held = { cluster, namespace: home, name: secret };
    found.push({
      cluster,
      kind,
      ...where,
      name,
      place: place(id),
      secret: held,
      key: keys.get(secretPath(held)) ?? secretKeyId(held.cluster, held.namespace, held.name),
    });
  }
  return found;
}

/** The issuer that a leaf's Certificate names, also where no object shows it (Vault's, or one that others bring). */
function issuerOf(world: World, leaf: Certificate): CallerIssuer | undefined {
  const object = world.objects.get(leaf.place.object);
  if (object?.kind !== "Certificate") return undefined;
  const { cluster, namespace: written } = parseObjectId(leaf.place.object);
  const name = text(at(object, "spec", "issuerRef", "name"));
  const kind = text(at(object, "spec", "issuerRef", "kind")) ?? "Issuer";
  const group = text(at(object, "spec", "issuerRef", "group")) ?? "cert-manager.io";
  if (name === undefined || group !== "cert-manager.io" || (kind !== "Issuer" && kind !== "ClusterIssuer")) return undefined;
  const namespace = kind === "Issuer" ? written || "default" : "";
  const id = objectIdOf(cluster, group, kind, namespace, name);
  const secret = text(at(world.objects.get(id), "spec", "ca", "secretName"));
  // One of type ca is known with its Secret already.
  if (secret !== undefined) return undefined;
  const where = world.objects.has(id) ? place(id) : place(leaf.place.object, "spec", "issuerRef");
  return { cluster, kind, ...(kind === "Issuer" ? { namespace } : {}), name, place: where, key: leaf.signedBy };
}

/** The Secret that a Certificate fills, or that stands at a place itself. */
function secretAt(world: World, { object: id }: Place): SecretName | undefined {
  const { cluster, kind, namespace, name } = parseObjectId(id);
  if (kind === "Secret") return { cluster, namespace: namespace || "default", name };
  const secret = kind === "Certificate" ? secretOf(world.objects.get(id)) : undefined;
  return secret === undefined ? undefined : { cluster, namespace: namespace || "default", name: secret };
}

function secretOf(certificate: KubeObject | undefined): string | undefined {
  return text(at(certificate, "spec", "secretName"));
}
