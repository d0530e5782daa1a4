import { apiGroup } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, isRecord, text, textEntries, textRecord } from "../data.ts";
import type { Address } from "../network.ts";
import type { Pod } from "../program.ts";
import { type Labels, matchesSelector } from "../selectors.ts";
import type { World } from "../world.ts";
import { type NetworkPolicy, readNetworkPolicy } from "./network-policy.ts";

/** The policies of a World, and what they select by. */
export interface PolicyIndex {
  readonly all: readonly NetworkPolicy[];
  of(cluster: string, namespace: string): readonly NetworkPolicy[];
  /** A policy of another kind that may be about a pod: it is not read. `labels`: undefined where nobody tells them. */
  unread(cluster: string, namespace: string, labels: Labels | undefined): Place | undefined;
  pod(address: Address): Pod | undefined;
  /** A namespace's labels. `open`: it is not among the objects, so it may have others. */
  namespace(cluster: string, name: string): { readonly labels: Labels; readonly open: boolean };
}

/** Kinds of policies that other projects bring, and whether they are about a whole cluster. */
const OTHERS: readonly { readonly group: RegExp; readonly kind: string; readonly clusterWide: boolean }[] = [
  { group: /^policy\.networking\.k8s\.io$/, kind: "AdminNetworkPolicy", clusterWide: true },
  { group: /^policy\.networking\.k8s\.io$/, kind: "BaselineAdminNetworkPolicy", clusterWide: true },
  { group: /^policy\.networking\.k8s\.io$/, kind: "ClusterNetworkPolicy", clusterWide: true },
  { group: /^cilium\.io$/, kind: "CiliumNetworkPolicy", clusterWide: false },
  { group: /^cilium\.io$/, kind: "CiliumClusterwideNetworkPolicy", clusterWide: true },
  { group: /^(crd\.)?projectcalico\.org$/, kind: "NetworkPolicy", clusterWide: false },
  { group: /^(crd\.)?projectcalico\.org$/, kind: "GlobalNetworkPolicy", clusterWide: true },
];

const indexes = new WeakMap<World, PolicyIndex>();

/** Made once for each World, at the first question. */
export function policiesOf(world: World): PolicyIndex {
  const known = indexes.get(world);
  if (known) return known;
  const made = makeIndex(world);
  indexes.set(world, made);
  return made;
}

function makeIndex(world: World): PolicyIndex {
  const byNamespace = new Map<string, NetworkPolicy[]>();
  const others: { readonly place: Place; readonly cluster: string; readonly namespace?: string; readonly selector: unknown }[] = [];
  const namespaces = new Map<string, Labels>();
  for (const [id, object] of world.objects) {
    const [cluster, group] = [id.slice(0, id.indexOf("/")), apiGroup(object.apiVersion)];
    if (object.kind === "Namespace" && group === "")
      namespaces.set(`${cluster}/${object.metadata.name}`, textRecord(object.metadata.labels));
    if (object.kind === "NetworkPolicy" && group === "networking.k8s.io") {
      const policy = readNetworkPolicy(id, object);
      const scope = `${cluster}/${policy.namespace}`;
      byNamespace.set(scope, [...(byNamespace.get(scope) ?? []), policy]);
    }
    const other = OTHERS.find((each) => each.kind === object.kind && each.group.test(group));
    if (other) {
      const namespace = other.clusterWide ? {} : { namespace: text(object.metadata.namespace) ?? "default" };
      others.push({ place: place(id), cluster, ...namespace, selector: at(object, "spec", "endpointSelector") });
    }
  }
  const pods = new Map(world.pods.map((pod) => [pod.address, pod]));
  return {
    all: [...byNamespace.values()].flat(),
    of: (cluster, namespace) => byNamespace.get(`${cluster}/${namespace}`) ?? [],
    unread: (cluster, namespace, labels) =>
      others.find((each) => each.cluster === cluster && (each.namespace ?? namespace) === namespace && !leavesOut(each.selector, labels))
        ?.place,
    pod: (address) => pods.get(address),
    namespace(cluster, name) {
      const labels = namespaces.get(`${cluster}/${name}`);
      return { labels: { ...labels, "kubernetes.io/metadata.name": name }, open: labels === undefined };
    },
  };
}

/** Whether Cilium's endpointSelector certainly leaves a pod out: by plain labels of Kubernetes that it does not have. */
function leavesOut(selector: unknown, labels: Labels | undefined): boolean {
  if (!isRecord(selector) || labels === undefined) return false;
  const plain = textEntries(selector["matchLabels"]).map(([key, value]): [string, string] => [key.replace(/^(k8s|any)[:.]/, ""), value]);
  const own = plain.filter(([key]) => !key.includes(":") && !key.startsWith("io.kubernetes.pod."));
  return !matchesSelector({ matchLabels: Object.fromEntries(own) }, labels);
}
