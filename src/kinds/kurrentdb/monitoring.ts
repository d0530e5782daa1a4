import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";
import { podMonitor, prometheusDuration } from "../../parts/crds/prometheus-operator.ts";
import { emit } from "../../parts/emit.ts";
import { pemText } from "../../parts/known-roots.ts";
import { labels } from "../../parts/labels.ts";
import { BUNDLE_KEY, rootKey } from "../../parts/names.ts";
import { isPrivate, knownRoots } from "../../spec/authority.ts";
import { parseDuration } from "../../terms/duration.ts";
import type { WorkloadContext } from "../kind.ts";
import type { SpecProblem } from "../spec-problem.ts";
import { KURRENTDB, type Layout, type NamedKurrentDB, type NodeType } from "./layout.ts";
import { clientName } from "./node-names.ts";

/** Where the server gives its metrics, on the port for clients (the vendor's page on metrics). */
const PATH = "/metrics";

/**
 * Adds a PodMonitor for a node type. Not a ServiceMonitor: each pod is behind two Services, and would be scraped twice. Prometheus
 * dials pods by address, which no certificate holds, so it is told a name that the certificate of all nodes of the type holds.
 */
export function addMonitoring(scope: Construct, layout: Layout, type: NodeType): void {
  const { spec, authority, at } = layout;
  const { monitoring } = spec;
  if (!monitoring) return;
  const [pod = type.name] = type.pods;
  const ca = caOf(layout);
  const tls = authority && {
    scheme: "https",
    tlsConfig: { ...(ca ? { ca: { configMap: ca } } : {}), serverName: clientName(layout, type, pod) },
  };
  const object = podMonitor(
    {
      name: type.name,
      namespace: spec.namespace.name,
      labels: { ...labels(KURRENTDB, spec.name, type.component), ...monitoring.labels },
    },
    {
      selector: { matchLabels: { ...type.selector } },
      podMetricsEndpoints: [
        {
          port: "http",
          path: PATH,
          ...(monitoring.interval === undefined ? {} : { interval: prometheusDuration(parseDuration(monitoring.interval) ?? 0) }),
          ...tls,
          ...(monitoring.basicAuth ? { basicAuth: monitoring.basicAuth } : {}),
        },
      ],
    },
  );
  emit(scope, object, at("monitoring"), [
    ...Object.keys(monitoring.labels).map((key) => [["metadata", "labels", key], at("monitoring", "labels", key)] as const),
    [["spec", "podMetricsEndpoints", 0, "basicAuth"], at("monitoring", "basicAuth")],
  ]);
}

/** Adds the roots that Prometheus verifies the nodes by, all in one file, where the spec holds them. */
export function addMonitoringRoots(scope: Construct, layout: Layout): void {
  const { spec, authority, at } = layout;
  const roots = isPrivate(authority) ? knownRoots(authority) : undefined;
  if (!spec.monitoring || !roots) return;
  const metadata = { name: rootsOf(spec), namespace: spec.namespace.name, labels: labels(KURRENTDB, spec.name, "monitoring") };
  emit(
    scope,
    k8s.KubeConfigMap.manifest({ metadata, data: { [BUNDLE_KEY]: Object.values(roots).map(pemText).join("") } }),
    at("monitoring"),
  );
}

function rootsOf({ name }: NamedKurrentDB): string {
  return `${name}-monitoring-roots`;
}

/** All trusted roots where the spec holds them. Else the one that signs: Prometheus reads one key, and the Job writes a key for each. */
function caOf({ spec, authority, rootsConfigMap }: Layout): { readonly name: string; readonly key: string } | undefined {
  if (!isPrivate(authority)) return undefined;
  if (knownRoots(authority)) return { name: rootsOf(spec), key: BUNDLE_KEY };
  return rootsConfigMap === undefined ? undefined : { name: rootsConfigMap, key: rootKey(authority.signsWith) };
}

/** What `monitoring` needs, and does not get. */
export function monitoringProblems(spec: NamedKurrentDB, { cluster }: WorkloadContext): readonly SpecProblem[] {
  const { monitoring, security } = spec;
  if (!monitoring) return [];
  const found: SpecProblem[] = [];
  if (cluster.platform.prometheusOperator === undefined) {
    const message = `makes PodMonitors, and cluster ${cluster.name} does not say that it runs the Prometheus Operator.`;
    found.push({
      path: ["monitoring"],
      message,
      hint: 'Say platform: { prometheusOperator: "0.86" }, with the version that is installed.',
    });
  }
  const readable = [spec.configuration, ...(spec.readOnlyReplicas.replicas > 0 ? [spec.readOnlyReplicas.configuration] : [])].every(
    ({ AllowAnonymousEndpointAccess: open }) => open === true,
  );
  if (!security.insecure && !monitoring.basicAuth && !readable) {
    const message = "names no user, and the server gives its metrics to users only.";
    const hint =
      "Name one by basicAuth: { username: { name, key }, password: { name, key } }, or let everybody read metrics, statistics and options: configuration: { AllowAnonymousEndpointAccess: true }.";
    found.push({ path: ["monitoring"], message, hint });
  }
  return found;
}
