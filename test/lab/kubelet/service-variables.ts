import type { KubeClient, LiveObject } from "../kube-client.ts";

/**
 * The variables by which a kubelet tells a pod of the Services of its namespace: none but those of Service `kubernetes` if the
 * pod says `enableServiceLinks: false`. Headless Services have none.
 * Source: kubernetes/kubernetes, pkg/kubelet/envvars/envvars.go, and pkg/kubelet/kubelet_pods.go, getServiceEnvVarMap.
 */
export async function serviceVariables(client: KubeClient, pod: LiveObject): Promise<Record<string, string>> {
  const own = pod["spec"].enableServiceLinks === false ? [] : await client.list(`/api/v1/namespaces/${pod.metadata.namespace}/services`);
  const made: Record<string, string> = {};
  for (const service of own) Object.assign(made, variablesOf(service));
  return made;
}

interface Port {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
}

function variablesOf(service: LiveObject): Record<string, string> {
  const address: string | undefined = service["spec"].clusterIP;
  const ports: readonly Port[] = service["spec"].ports ?? [];
  const [first] = ports;
  if (!address || address === "None" || first === undefined) return {};
  const stem = service.metadata.name.toUpperCase().replaceAll("-", "_");
  const made: Record<string, string> = { [`${stem}_SERVICE_HOST`]: address, [`${stem}_SERVICE_PORT`]: String(first.port) };
  const urlOf = ({ port, protocol = "TCP" }: Port): string => `${protocol.toLowerCase()}://${address}:${port}`;
  made[`${stem}_PORT`] = urlOf(first);
  for (const each of ports) {
    const protocol = each.protocol ?? "TCP";
    if (each.name) made[`${stem}_SERVICE_PORT_${each.name.toUpperCase().replaceAll("-", "_")}`] = String(each.port);
    const prefix = `${stem}_PORT_${each.port}_${protocol.toUpperCase()}`;
    made[prefix] = urlOf(each);
    made[`${prefix}_PROTO`] = protocol.toLowerCase();
    made[`${prefix}_PORT`] = String(each.port);
    made[`${prefix}_ADDR`] = address;
  }
  return made;
}
