import type { OpenWorld } from "../open-world.ts";
import type { Behind } from "./seen.ts";

interface Port {
  readonly name?: string;
  readonly port: number;
}

interface Slice {
  readonly metadata: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
}

/**
 * Reads Services and EndpointSlices of all clusters, and gives what is behind an address by them. Two clusters may have the same
 * ClusterIPs, so it matters from which one is dialled; the address of a load balancer is one for all.
 */
export async function readBehind({
  clusters,
  surroundings,
}: Pick<OpenWorld, "clusters" | "surroundings">): Promise<(from: string) => (address: string, port: number) => Behind> {
  const read = await Promise.all(
    clusters.map(async ({ name, plane: { client } }) => ({
      name,
      services: await client.list("/api/v1/services"),
      slices: (await client.list("/apis/discovery.k8s.io/v1/endpointslices")) as unknown as readonly Slice[],
    })),
  );
  return (from) => (address, port) => {
    const balanced = surroundings.serviceAt(address);
    const { services = [], slices = [] } = read.find(({ name }) => name === (balanced?.cluster ?? from)) ?? {};
    const service = services.find((each) =>
      balanced === undefined ? each["spec"].clusterIP === address : balanced.service === `${each.metadata.namespace}/${each.metadata.name}`,
    );
    if (service === undefined) return "pod";
    const ports: readonly Port[] = service["spec"].ports ?? [];
    const wanted = ports.find((each) => each.port === port);
    if (wanted === undefined) return "service-without-port";
    const own = slices.filter(
      ({ metadata }) =>
        metadata.namespace === service.metadata.namespace && metadata.labels?.["kubernetes.io/service-name"] === service.metadata.name,
    );
    const ready = own.filter((slice) => (slice.endpoints ?? []).some((each) => each.conditions?.ready === true));
    if (ready.length === 0) return "service-without-pods";
    const served = ready.some((slice) => (slice.ports ?? []).some((each) => (each.name ?? "") === (wanted.name ?? "")));
    if (!served) return "service-without-port";
    return balanced !== undefined && letsInSome(service["spec"].loadBalancerSourceRanges ?? []) ? "service-for-some" : "service";
  };
}

/** Whether a load balancer lets in some addresses only. */
function letsInSome(ranges: readonly string[]): boolean {
  return ranges.length > 0 && !ranges.some((each) => each.endsWith("/0"));
}
