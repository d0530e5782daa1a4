import { chainToTrusted } from "../../programs/tls/chain.ts";
import { holdsHost } from "../../programs/tls/hostname.ts";
import { listNames } from "../../programs/tls/names.ts";
import { parseObjectId } from "../../terms/kube-object.ts";
import { type Place, place } from "../../terms/place.ts";
import { at, isRecord, list, record, text, whole } from "../../world/data.ts";
import type { Listener } from "../../world/network.ts";
import type { Pod } from "../../world/program.ts";
import { resolveTargetPort } from "../../world/routes.ts";
import { matchesLabels, matchesSelector } from "../../world/selectors.ts";
import type { World } from "../../world/world.ts";
import type { Check, Finding } from "../findings/finding.ts";
import { finding } from "../findings/make.ts";

interface Monitor {
  readonly where: Place;
  readonly kind: "PodMonitor" | "ServiceMonitor";
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * TL5502 and TL5503: a monitor of the Prometheus Operator that selects nothing, or a port that nothing has. TL5504 to TL5507: one of a server that
 * is known to give metrics, by which Prometheus does not get them: cleartext to TLS, a name that the certificate does not hold (pods are dialled by
 * address), a root that did not sign, no user. Source: the operator's API reference, PodMonitor and ServiceMonitor; Go verifies names and chains.
 */
export const monitors: Check = (world) => monitorsOf(world).flatMap((monitor) => findingsOf(monitor, world));

function monitorsOf(world: World): readonly Monitor[] {
  return [...world.objects].flatMap(([id, object]): readonly Monitor[] => {
    const { cluster, group, kind, namespace, name } = parseObjectId(id);
    if (group !== "monitoring.coreos.com" || (kind !== "PodMonitor" && kind !== "ServiceMonitor")) return [];
    return [{ where: place(id), kind, cluster, namespace: namespace || "default", name, spec: record(object["spec"]) }];
  });
}

function findingsOf(monitor: Monitor, world: World): readonly Finding[] {
  const { where, kind, name, spec } = monitor;
  const told = { monitor: `${kind} ${name}` };
  const targets = kind === "PodMonitor" ? podsOf(monitor, world).map((pod) => ({ pod })) : behindServices(monitor, world);
  // Where nothing says what there is, or it looks beyond what is declared, others may have what it selects.
  if (targets.length === 0)
    return world.environment.length === 0 || at(spec, "namespaceSelector", "any") === true
      ? []
      : [finding("TL5502", { ...where, path: ["spec", "selector"] }, told)];
  const field = kind === "PodMonitor" ? "podMetricsEndpoints" : "endpoints";
  return list(spec[field]).flatMap((each, index): readonly Finding[] => {
    const endpoint = record(each);
    const here = (...path: readonly string[]): Place => ({ ...where, path: ["spec", field, index, ...path] });
    const ports = targets.map((target) => ({ pod: target.pod, port: portOf(endpoint, target, world) }));
    if (ports.every(({ port }) => port === undefined)) {
      const port = String(endpoint["port"] ?? endpoint["targetPort"] ?? endpoint["portNumber"] ?? "");
      return [finding("TL5503", here("port"), { ...told, port })];
    }
    const found = ports.flatMap(({ pod, port }) => {
      const listener = port === undefined ? undefined : listenerAt(pod, port, world);
      return listener?.metrics ? scraped(endpoint, listener, monitor, here, world) : [];
    });
    return [...new Map(found.map((one) => [one.code, one])).values()];
  });
}

function scraped(
  endpoint: Readonly<Record<string, unknown>>,
  listener: Listener,
  monitor: Monitor,
  here: (...path: readonly string[]) => Place,
  world: World,
): readonly Finding[] {
  const told = { monitor: `${monitor.kind} ${monitor.name}` };
  const scheme = (text(endpoint["scheme"]) ?? "http").toLowerCase();
  if ((scheme === "https") !== (listener.tls !== undefined))
    return [finding("TL5504", here("scheme"), { ...told, scheme, speaks: listener.tls ? "TLS" : "cleartext" }, [listener.place])];
  const users = ["basicAuth", "authorization", "oauth2", "bearerTokenSecret", "bearerTokenFile"].some(
    (each) => endpoint[each] !== undefined,
  );
  const anonymous = listener.metrics?.forUsers === true && !users ? [finding("TL5507", here(), told, [listener.place])] : [];
  const tls = record(endpoint["tlsConfig"]);
  const leaf = listener.tls?.leaf?.[0];
  if (!leaf || tls["insecureSkipVerify"] === true) return anonymous;
  const name = text(tls["serverName"]);
  const holds = { certificate: leaf.label, names: listNames(leaf.dnsNames) };
  if (name === undefined || !holdsHost(leaf, name)) {
    const at = name === undefined ? here("tlsConfig") : here("tlsConfig", "serverName");
    return [...anonymous, finding("TL5505", at, { ...told, ...holds, ...(name === undefined ? {} : { name }) }, [leaf.place])];
  }
  return [...anonymous, ...untrusted(tls, listener, monitor, here, world)];
}

function untrusted(
  tls: Readonly<Record<string, unknown>>,
  { tls: party }: Listener,
  { cluster, namespace, kind, name }: Monitor,
  here: (...path: readonly string[]) => Place,
  world: World,
): readonly Finding[] {
  const [source] = [at(tls, "ca", "configMap"), at(tls, "ca", "secret")].filter(isRecord);
  const holder = at(tls, "ca", "configMap") === source ? "ConfigMap" : "Secret";
  const contents = source && world.contents.get(`${cluster}/${holder}/${namespace}/${text(source["name"]) ?? ""}`);
  const content = contents?.keys.get(text(source?.["key"]) ?? "");
  // Files of Prometheus' own, and Secrets that others bring, are not known.
  if (source && content?.kind !== "certificates") return [];
  if (!source && tls["caFile"] !== undefined) return [];
  const roots = content?.kind === "certificates" ? content.chain : [];
  const trust = { place: here("tlsConfig"), roots, refused: [], publicRoots: !source, rules: [] };
  if (!party?.leaf || chainToTrusted(party.leaf, trust).trusted) return [];
  const values = { monitor: `${kind} ${name}`, certificate: party.leaf[0]?.label ?? "", roots: listNames(roots.map((each) => each.label)) };
  return [
    finding(
      "TL5506",
      here("tlsConfig", ...(source ? ["ca"] : [])),
      values,
      party.leaf.slice(0, 1).map((each) => each.place),
    ),
  ];
}

interface Target {
  readonly pod: Pod;
  /** The Service by which a ServiceMonitor comes to it. */
  readonly service?: Readonly<Record<string, unknown>>;
}

function isMeant({ cluster, namespace, spec }: Monitor, there: { readonly cluster: string; readonly namespace: string }): boolean {
  const { any, matchNames } = record(spec["namespaceSelector"]);
  if (cluster !== there.cluster) return false;
  if (any === true) return true;
  const names = list(matchNames);
  return names.length > 0 ? names.includes(there.namespace) : there.namespace === namespace;
}

function podsOf(monitor: Monitor, world: World): readonly Pod[] {
  return world.pods.filter((pod) => isMeant(monitor, pod) && matchesSelector(monitor.spec["selector"], pod.labels));
}

function behindServices(monitor: Monitor, world: World): readonly Target[] {
  return [...world.objects].flatMap(([id, object]): readonly Target[] => {
    const { cluster, kind, namespace } = parseObjectId(id);
    if (kind !== "Service" || !isMeant(monitor, { cluster, namespace })) return [];
    if (!matchesSelector(monitor.spec["selector"], record(object.metadata.labels) as Readonly<Record<string, string>>)) return [];
    const service = record(object["spec"]);
    const selector = record(service["selector"]);
    if (Object.keys(selector).length === 0) return [];
    const own = world.pods.filter((pod) => pod.cluster === cluster && pod.namespace === namespace && matchesLabels(selector, pod.labels));
    return own.map((pod) => ({ pod, service }));
  });
}

/** The port of the pod that an endpoint means; undefined where the pod, or the Service, has none such. */
function portOf(endpoint: Readonly<Record<string, unknown>>, { pod, service }: Target, world: World): number | undefined {
  const [port, target] = [text(endpoint["port"]), endpoint["targetPort"] ?? endpoint["portNumber"]];
  const resolve = (wanted: unknown): number | undefined =>
    typeof wanted === "string" || typeof wanted === "number" ? resolveTargetPort(world, pod.address, wanted) : undefined;
  if (!service || port === undefined) return resolve(port ?? target);
  const named = list(service["ports"])
    .map(record)
    .find((each) => each["name"] === port);
  return named && resolve(whole(named["targetPort"]) || text(named["targetPort"]) || named["port"]);
}

function listenerAt(pod: Pod, port: number, world: World): Listener | undefined {
  const processes = (world.processesAt.get(pod.address) ?? []).map((id) => world.processes.get(id));
  return processes.flatMap((each) => each?.listeners ?? []).find((listener) => listener.port === port);
}
