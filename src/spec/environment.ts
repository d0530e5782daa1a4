import type { Kind } from "../kinds/kind.ts";
import type {
  BroughtObject,
  ClusterFacts,
  Environment,
  OutsideProcess,
  OutsideTrust,
  StatedIssuer,
  StatedPeering,
  StatedRoot,
  StatedVault,
  StatedZone,
} from "../terms/environment.ts";
import { deepFreeze } from "../terms/freeze.ts";
import type { Acme } from "./authorities/acme.ts";
import { acmeReferences } from "./authorities/acme-references.ts";
import { carriedSecret, type PrivateCA } from "./authorities/private-ca.ts";
import type { GivenRoots } from "./authorities/roots.ts";
import type { Vault } from "./authorities/vault.ts";
import { isPrivate } from "./authority.ts";
import { madeSecret } from "./pass-through/made-secret.ts";
import type { Client, Cluster, NamespaceChoice, OutsideClient, Topology } from "./topology.ts";

/** Where Argo CD and Flux run unless the spec says otherwise: the defaults of their own manifests. */
const DELIVERY_NAMESPACE = { argocd: "argocd", flux: "flux-system" } as const;

/**
 * What the objects of a topology can't say: facts of its clusters, its clients, what others bring, and assumptions.
 * Holds only values that stand in the topology.
 */
export function environmentOf(topology: Topology, kinds: ReadonlyMap<string, Kind>): Environment {
  const restarts = Object.values(topology.workloads).flatMap((workload) => {
    const kind = kinds.get(workload.kind);
    if (kind?.restartedByKey?.(workload) !== true) return [];
    return [{ cluster: workload.cluster, namespace: kind.namespace(workload).name, workload: workload.name }];
  });
  const clusters = Object.entries(topology.clusters).map(([name, { platform, dns }]): [string, ClusterFacts] => [name, { platform, dns }]);
  return deepFreeze({
    kind: "environment",
    version: 1,
    topology: topology.name,
    test: topology.test,
    clusters: Object.fromEntries(clusters),
    ...networks(topology),
    processes: Object.values(topology.clients).map((client) => processOf(topology, kinds, client)),
    brought: notPassed(
      topology,
      unique([
        ...Object.values(topology.clusters).flatMap(installed),
        ...Object.values(topology.workloads).flatMap((workload): readonly BroughtObject[] => {
          const kind = kinds.get(workload.kind) as Kind;
          const { cluster } = workload;
          const own = kind.brought(workload).map((object) => ({ cluster, ...object }));
          const { name: namespace } = kind.namespace(workload);
          const accounts = kind.authorities(workload).flatMap((name) => issuerCredentials(topology, cluster, namespace, name));
          return [...broughtNamespace(cluster, kind.namespace(workload)), ...own, ...accounts];
        }),
        ...Object.values(topology.clients).flatMap((client) => (client.outside ? [] : broughtNamespace(client.cluster, client.namespace))),
      ]),
    ),
    ...statements(topology, kinds),
    shared: Object.values(topology.authorities).flatMap((authority) =>
      isPrivate(authority) && authority.shared ? [{ authority: authority.name, reason: authority.shared.reason }] : [],
    ),
    ...(restarts.length > 0 ? { restarts } : {}),
    assumptions: topology.assumptions.map(({ endpoint, reason }) => ({ endpoint, reason, evidence: "assumed" as const })),
  });
}

/** Peerings and zones. Absent without any, as in what older versions wrote. */
function networks(topology: Topology): Pick<Environment, "peerings" | "zones"> {
  const peerings = Object.values(topology.peerings).map(({ name, joins, podNetworks }): StatedPeering => ({ name, joins, podNetworks }));
  const zones = Object.values(topology.zones).map(
    ({ sharedWith, records, ...zone }): StatedZone => ({
      ...zone,
      ...(sharedWith.length > 0 ? { sharedWith } : {}),
      ...(Object.keys(records).length > 0 ? { records } : {}),
    }),
  );
  return { ...(peerings.length > 0 ? { peerings } : {}), ...(zones.length > 0 ? { zones } : {}) };
}

/** What a person states of signers that no object shows, and of roots that the clusters made. */
function statements(topology: Topology, kinds: ReadonlyMap<string, Kind>): Pick<Environment, "issuers" | "vaults" | "roots"> {
  const authorities = Object.values(topology.authorities);
  const issuers = Object.values(topology.workloads).flatMap((workload): readonly StatedIssuer[] => {
    const kind = kinds.get(workload.kind) as Kind;
    return kind.authorities(workload).flatMap((name): readonly StatedIssuer[] => {
      const authority = topology.authorities[name];
      if (authority?.kind !== "existingIssuer") return [];
      const namespace = authority.issuerRef.kind === "ClusterIssuer" ? "" : kind.namespace(workload).name;
      return [{ cluster: workload.cluster, namespace, ...authority.issuerRef, root: signingRoot(authority) }];
    });
  });
  const vaults = authorities.flatMap((authority): readonly StatedVault[] =>
    authority.kind === "vault" ? [{ server: authority.server, path: authority.path, root: signingRoot(authority) }] : [],
  );
  const roots = authorities.flatMap((authority): readonly StatedRoot[] =>
    isPrivate(authority) && authority.roots
      ? Object.entries(authority.roots).map(([generation, pem]) => ({ authority: authority.name, generation, pem }))
      : [],
  );
  return {
    ...(issuers.length > 0 ? { issuers: distinct(issuers) } : {}),
    ...(vaults.length > 0 ? { vaults } : {}),
    ...(roots.length > 0 ? { roots } : {}),
  };
}

function signingRoot({ roots, signsWith }: GivenRoots): string {
  return roots[signsWith] ?? "";
}

/** Each once: two workloads may use one issuer. */
function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((each) => [JSON.stringify(each), each])).values()];
}

function processOf(topology: Topology, kinds: ReadonlyMap<string, Kind>, client: Client): OutsideProcess {
  const { name } = client;
  const workload = topology.workloads[client.dials];
  const kind = workload && kinds.get(workload.kind);
  if (!workload || !kind) throw new Error(`client ${name} of a checked topology dials ${client.dials}, which is not there`);
  const program = kind.clientProgram;
  if (client.outside) {
    const reads = { cluster: workload.cluster, namespace: kind.namespace(workload).name, configMap: name };
    return { name, program, reads, trusts: client.trusts.map((trust) => outsideTrust(topology, trust)) };
  }
  const { cluster, namespace } = client;
  return { name, program, cluster, namespace: namespace.name, reads: { cluster, namespace: namespace.name, configMap: name } };
}

function outsideTrust(topology: Topology, { authority: name, generations }: OutsideClient["trusts"][number]): OutsideTrust {
  const authority = topology.authorities[name];
  if (authority?.kind === "acme") return { kind: "public", server: authority.server };
  return { kind: "generations", authority: name, generations };
}

/** What the issuer of an authority reads: beside an Issuer, or for a ClusterIssuer in cert-manager's own namespace. */
function issuerCredentials(topology: Topology, cluster: string, workloadNamespace: string, name: string): readonly BroughtObject[] {
  const authority = topology.authorities[name];
  if (authority?.kind === "privateCA") return carriedKey(authority, cluster, workloadNamespace);
  if (authority?.kind !== "acme" && authority?.kind !== "vault") return [];
  const own = topology.clusters[cluster]?.platform.certManager?.clusterResourceNamespace;
  const namespace = authority.scope === "Issuer" ? workloadNamespace : own;
  if (namespace === undefined) return [];
  return authority.kind === "acme" ? acmeCredentials(authority, cluster, namespace) : vaultCredentials(authority, cluster, namespace);
}

/** The Secret with the key of a private CA that another cluster made. Its certificate is the root that stands in the spec. */
function carriedKey(authority: PrivateCA, cluster: string, namespace: string): readonly BroughtObject[] {
  const name = carriedSecret(authority, cluster);
  if (name === undefined) return [];
  const pem = { "tls.crt": authority.roots?.[authority.signsWith] ?? "" };
  return [{ cluster, namespace, kind: "Secret", name, keys: ["tls.crt", "tls.key"], pem }];
}

/** The Secrets and accounts of a public authority. */
function acmeCredentials(authority: Acme, cluster: string, namespace: string): readonly BroughtObject[] {
  const { secrets, serviceAccounts } = acmeReferences(authority);
  return [
    ...secrets.map((secret): BroughtObject => ({ cluster, namespace, kind: "Secret", name: secret.name, keys: [secret.key] })),
    ...serviceAccounts.map((account): BroughtObject => ({ cluster, namespace, kind: "ServiceAccount", name: account, keys: [] })),
  ];
}

/** The Secret by which cert-manager logs in to Vault. */
function vaultCredentials({ auth }: Vault, cluster: string, namespace: string): readonly BroughtObject[] {
  const secret = (name: string, keys: readonly string[]): readonly BroughtObject[] => [{ cluster, namespace, kind: "Secret", name, keys }];
  if ("tokenSecretRef" in auth) return secret(auth.tokenSecretRef.name, [auth.tokenSecretRef.key]);
  if ("appRole" in auth) return secret(auth.appRole.secretRef.name, [auth.appRole.secretRef.key]);
  if ("clientCertificate" in auth) return secret(auth.clientCertificate.secretName, ["tls.crt", "tls.key"]);
  return [];
}

function broughtNamespace(cluster: string, { name, create }: NamespaceChoice): readonly BroughtObject[] {
  return create ? [] : [namespaceObject(cluster, name)];
}

/** Namespaces that come with what is installed in a cluster. */
function installed({ name: cluster, platform, delivery, alerts }: Cluster): readonly BroughtObject[] {
  const names = [
    platform.certManager?.clusterResourceNamespace,
    platform.trustManager?.trustNamespace,
    delivery && (delivery.namespace ?? DELIVERY_NAMESPACE[delivery.kind]),
    alerts?.namespace,
  ];
  return names.flatMap((name) => (name === undefined ? [] : [namespaceObject(cluster, name)]));
}

function namespaceObject(cluster: string, name: string): BroughtObject {
  return { cluster, namespace: "", kind: "Namespace", name, keys: [] };
}

/** Without the Secrets that files of the topology become: those files say themselves which keys there are. */
function notPassed(topology: Topology, brought: readonly BroughtObject[]): readonly BroughtObject[] {
  const made = new Set(
    topology.passThrough.flatMap(({ cluster, object }) => {
      const secret = madeSecret(object);
      return secret ? [`${cluster}/${secret.namespace}/${secret.name}`] : [];
    }),
  );
  return brought.filter(({ kind, cluster, namespace, name }) => kind !== "Secret" || !made.has(`${cluster}/${namespace}/${name}`));
}

/** One entry per object, with the keys of all entries. */
function unique(objects: readonly BroughtObject[]): readonly BroughtObject[] {
  const byId = new Map<string, BroughtObject>();
  for (const object of objects) {
    const id = [object.cluster, object.kind, object.namespace, object.name].join("/");
    const keys = [...new Set([...(byId.get(id)?.keys ?? []), ...object.keys])];
    const pem = { ...byId.get(id)?.pem, ...object.pem };
    byId.set(id, { ...object, keys, ...(Object.keys(pem).length > 0 ? { pem } : {}) });
  }
  return [...byId.values()];
}
