import type { SpecPath } from "../../terms/manifest.ts";
import type { Surroundings, WorkloadContext } from "../kind.ts";
import { type Layout, layoutOf, type Member, type NamedKurrentDB, type NodeType } from "./layout.ts";
import { fqdn, fqdnFrom, hasFqdns } from "./node-names.ts";

/** What dials a workload from another cluster, by which of its strategies. */
export interface FarCallers {
  readonly cluster: string;
  readonly strategy: "internodeTrafficStrategy" | "clientTrafficStrategy";
}

/** Who dials a workload's servers from other clusters: servers of its fleet, and clients, which learn of all of it. */
export function farCallers(layout: Layout, around: Surroundings | undefined): readonly FarCallers[] {
  const { spec, fleet } = layout;
  const names = fleet.members.map((member) => member.spec.name);
  const clients = Object.values(around?.clients ?? {}).flatMap((client) =>
    !client.outside && names.includes(client.dials) ? client.cluster : [],
  );
  const away = (clusters: readonly string[]) => [...new Set(clusters)].filter((cluster) => cluster !== spec.cluster);
  return [
    ...away(fleet.members.map((member) => member.spec.cluster)).map((cluster) => ({
      cluster,
      strategy: "internodeTrafficStrategy" as const,
    })),
    ...away(clients).map((cluster) => ({ cluster, strategy: "clientTrafficStrategy" as const })),
  ];
}

/** The load balancer by which a member's pods are reached from another cluster: that inside of a peering where it joins the two. */
export function wayFrom(member: Member, cluster: string): "peering" | "public" | undefined {
  if (member.peering?.joins.includes(cluster) && member.peering.joins.includes(member.spec.cluster)) return "peering";
  return member.spec.network.loadBalancer.enabled ? "public" : undefined;
}

/** Whether servers of its fleet run in other clusters. */
export function hasFarServers({ spec, fleet }: Layout): boolean {
  return fleet.members.some((member) => member.spec.cluster !== spec.cluster);
}

/** Whether servers in other clusters come to this workload's by load balancers of this kind. */
export function serversComeBy(layout: Layout, way: "peering" | "public"): boolean {
  const far = layout.fleet.members.map((member) => member.spec.cluster).filter((cluster) => cluster !== layout.spec.cluster);
  return far.some((cluster) => wayFrom(layout, cluster) === way);
}

/** The name that such a load balancer carries, and the spec property that decides it. Undefined without either. */
export function carriedName(
  member: Member,
  cluster: string,
  type: NodeType,
  pod: string,
): { readonly name: string; readonly from: SpecPath } | undefined {
  const way = wayFrom(member, cluster);
  if (way === "peering") return peeringName(member, type, pod);
  return way === "public" && hasFqdns(member) ? { name: fqdn(member, type, pod), from: fqdnFrom(member) } : undefined;
}

/** The name of a pod's load balancer in the peering: in a domain of its own, or the pod's FQDN. */
export function peeringName(member: Member, type: NodeType, pod: string): { readonly name: string; readonly from: SpecPath } | undefined {
  const domain = member.peering?.domain;
  if (domain !== undefined) return { name: `${pod}.${domain}`, from: member.at("network", "peering", "domain") };
  return hasFqdns(member) ? { name: fqdn(member, type, pod), from: fqdnFrom(member) } : undefined;
}

/** The clusters in which a workload's Service names have to be given, since somebody there dials them. */
export function clustersThatLackNames(spec: NamedKurrentDB, context: WorkloadContext): readonly string[] {
  const layout = layoutOf(spec, context);
  const callers = farCallers(layout, context.around).filter(({ strategy }) => spec.network[strategy] === "ServiceName");
  return [...new Set(callers.map(({ cluster }) => cluster))];
}
