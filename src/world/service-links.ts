import { place } from "../terms/place.ts";
import { at, list, record, text, whole } from "./data.ts";
import type { ObjectIndex } from "./object-index.ts";
import type { ServiceLink } from "./surroundings.ts";

/**
 * The variables that the kubelet adds to every container of a namespace for each Service with a ClusterIP, unless the
 * pod says `enableServiceLinks: false`. Of programs that take their options from variables of a common prefix some
 * read them as options. Source: kubernetes/kubernetes, pkg/kubelet/envvars/envvars.go.
 */
export function serviceLinks(index: ObjectIndex): ReadonlyMap<string, readonly ServiceLink[]> {
  const links = new Map<string, ServiceLink[]>();
  for (const { id, cluster, namespace, name, object } of index.ofKind("", "Service")) {
    const ports = list(at(object, "spec", "ports")).map(record);
    const first = whole(ports[0]?.["port"]);
    if (!hasClusterIP(object["spec"]) || first === undefined) continue;
    const known = links.get(`${cluster}/${namespace}`) ?? [];
    links.set(`${cluster}/${namespace}`, known);
    const prefix = name.toUpperCase().replaceAll("-", "_");
    const host = `service:${cluster}/${namespace}/${name}`;
    const add = (suffix: string, value: string) => known.push({ name: `${prefix}_${suffix}`, value, place: place(id) });
    add("SERVICE_HOST", host);
    add("SERVICE_PORT", String(first));
    add("PORT", `${protocolOf(ports[0])}://${host}:${first}`);
    for (const port of ports) {
      const number = whole(port["port"]);
      if (number === undefined) continue;
      const portName = text(port["name"]);
      if (portName !== undefined) add(`SERVICE_PORT_${portName.toUpperCase().replaceAll("-", "_")}`, String(number));
      const protocol = protocolOf(port);
      const base = `PORT_${number}_${protocol.toUpperCase()}`;
      add(base, `${protocol}://${host}:${number}`);
      add(`${base}_PROTO`, protocol);
      add(`${base}_PORT`, String(number));
      add(`${base}_ADDR`, host);
    }
  }
  return links;
}

/** Whether a Service has a virtual address: neither headless nor an ExternalName. */
export function hasClusterIP(spec: unknown): boolean {
  const { clusterIP, type } = record(spec);
  return clusterIP !== "None" && type !== "ExternalName";
}

function protocolOf(port: unknown): string {
  return (text(record(port)["protocol"]) ?? "TCP").toLowerCase();
}
