import type { Construct } from "constructs";
import type { Alerts } from "../../spec/alerts.ts";
import type { Cluster } from "../../spec/topology.ts";
import { parseDuration } from "../../terms/duration.ts";
import type { KubeObject } from "../../terms/kube-object.ts";
import type { SpecPath } from "../../terms/manifest.ts";
import { probe, prometheusDuration, prometheusRule } from "../crds/prometheus-operator.ts";
import { emit } from "../emit.ts";
import { labels } from "../labels.ts";
import { certificateAlerts } from "./certificate-alerts.ts";
import { groupBy } from "./group-by.ts";
import { issuerAlerts } from "./issuer-alerts.ts";
import { addProbeCronJob } from "./probe-cron-job.ts";
import { type Alert, alertingRule } from "./rule.ts";
import type { ServedCertificate } from "./served.ts";
import { servedAlerts, servedLabels } from "./served-alerts.ts";
import { certificatesIn, issuersIn } from "./watched.ts";

/** A unit whose certificates and issuers are watched. */
export interface AlertsRequest {
  readonly cluster: Cluster & { readonly alerts: Alerts };
  readonly unit: string;
  /** The unit's objects. */
  readonly objects: readonly KubeObject[];
  /** All objects of the cluster. */
  readonly all: readonly KubeObject[];
  /** What servers of the unit present. */
  readonly served: readonly ServedCertificate[];
}

/**
 * A PrometheusRule for the certificates and issuers of a unit, in the unit itself so that it comes and goes with what it watches,
 * and a Probe for each Certificate that servers present; and the CronJob that compares what a workload's servers present. Nothing
 * for a unit without any.
 */
export function addAlerts(scope: Construct, request: AlertsRequest): void {
  const { cluster, objects, all } = request;
  const { version = "", clusterResourceNamespace: certManager = "cert-manager" } = cluster.platform.certManager ?? {};
  const certificates = groupBy(certificatesIn(objects, all), ({ namespace }) => namespace);
  const issuers = groupBy(issuersIn(objects), ({ namespace }) => namespace ?? certManager);
  for (const namespace of [...new Set([...certificates.keys(), ...issuers.keys()])].sort()) {
    const watched = certificates.get(namespace) ?? [];
    const served = request.served.filter((each) => each.namespace === namespace);
    const where = { namespace, certManager };
    addRule(scope, request, namespace, [
      ...(watched.length > 0 ? certificateAlerts(where, watched) : []),
      ...issuerAlerts(where, issuers.get(namespace) ?? [], version),
      ...servedBy(request, served, (each) => watched.find(({ name }) => name === each.certificate)),
    ]);
    for (const each of served) addProbe(scope, request, each);
  }
  const [served] = request.served;
  const { cronJob } = cluster.alerts;
  if (cronJob && served) addProbeCronJob(scope, { cluster: cluster.name, workload: request.unit, namespace: served.namespace, ...cronJob });
}

function servedBy(
  { cluster: { alerts } }: AlertsRequest,
  served: readonly ServedCertificate[],
  watchedOf: (served: ServedCertificate) => ReturnType<typeof certificatesIn>[number] | undefined,
): readonly Alert[] {
  const interval = parseDuration(alerts.probe?.interval ?? "0") ?? 0;
  return served.flatMap((each) => {
    const watched = watchedOf(each);
    return alerts.probe && watched ? servedAlerts(each, watched, interval) : [];
  });
}

function addRule(scope: Construct, request: AlertsRequest, namespace: string, alerts: readonly Alert[]): void {
  if (alerts.length === 0) return;
  const { runbookURL } = request.cluster.alerts;
  const rules = alerts.map((alert) => alertingRule(alert, runbookURL));
  const object = prometheusRule(metadataOf(request, namespace, `${request.unit}-certificates`), { name: "certificates", rules });
  const at = (...path: SpecPath): SpecPath => ["clusters", request.cluster.name, "alerts", ...path];
  emit(scope, object, at(), [
    [["metadata", "labels"], at("labels")],
    [["metadata", "namespace"], at("namespace")],
    ...rules.map((_, i) => [["spec", "groups", 0, "rules", i, "annotations", "runbook_url"], at("runbookURL")] as const),
  ]);
}

function addProbe(scope: Construct, request: AlertsRequest, served: ServedCertificate): void {
  const { probe: asked } = request.cluster.alerts;
  if (!asked) return;
  const { certificate, namespace, targets } = served;
  const object = probe(metadataOf(request, namespace, certificate), {
    jobName: `certificates/${namespace}/${certificate}`,
    interval: prometheusDuration(parseDuration(asked.interval) ?? 0),
    module: asked.module,
    prober: { ...asked.prober },
    targets: { staticConfig: { static: targets.map(({ host, port }) => `${host}:${port}`), labels: { ...servedLabels(served) } } },
  });
  const at = (...path: SpecPath): SpecPath => ["clusters", request.cluster.name, "alerts", ...path];
  emit(scope, object, at("probe"), [
    [["metadata", "labels"], at("labels")],
    [["metadata", "namespace"], at("namespace")],
    ...targets.map(({ from }, i) => [["spec", "targets", "staticConfig", "static", i], from] as const),
  ]);
}

/** In the namespace of what is watched, or in the one that the spec names, where names of several namespaces meet. */
function metadataOf({ cluster, unit }: AlertsRequest, namespace: string, name: string) {
  const own = cluster.alerts.namespace;
  return {
    name: own === undefined ? name : `${namespace}-${name}`,
    namespace: own ?? namespace,
    labels: { ...labels("certificate-alerts", unit, "alerts"), ...cluster.alerts.labels },
  };
}
