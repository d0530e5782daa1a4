import type { ControlPlane } from "../control-plane.ts";
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

/** Reads Services and EndpointSlices, and gives what is behind an address by them. `balancers`: Services by public address. */
export async function readBehind(
  plane: ControlPlane,
  balancers: ReadonlyMap<string, string>,
): Promise<(address: string, port: number) => Behind> {
  const services = await plane.client.list("/api/v1/services");
  const slices = (await plane.client.list("/apis/discovery.k8s.io/v1/endpointslices")) as unknown as readonly Slice[];
  return (address, port) => {
    const service = services.find(
      (each) => each["spec"].clusterIP === address || balancers.get(address) === `${each.metadata.namespace}/${each.metadata.name}`,
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
    return served ? "service" : "service-without-port";
  };
}
