import { describe, expect, test } from "vitest";
import { Project } from "../commands/project.ts";
import { check, checked, cluster, topology } from "./topologies.ts";

const PROBE = { prober: { url: "blackbox-exporter.monitoring.svc:9115" } };

/** A topology whose cluster says this under `alerts`. */
function asking(alerts: unknown, platform: Record<string, unknown> = {}): Record<string, unknown> {
  const installed = { kubernetes: "1.33", certManager: "1.21", prometheusOperator: "0.94", ...platform };
  return topology({ clusters: { east: cluster({ platform: installed, alerts }) } });
}

/** What is wrong, what the cluster says, the problem, and the good twin. */
const rows: readonly (readonly [string, unknown, string, unknown])[] = [
  [
    "an unknown field",
    { label: {} },
    'clusters.east.alerts.label: there is no field "label" here. Did you mean "labels"?',
    { labels: { release: "kube-prometheus-stack", "example.com/team": "" } },
  ],
  ["alerts that are no object", true, "clusters.east.alerts: has to be an object, not true.", {}],
  [
    "a label's key",
    { labels: { "a b": "c" } },
    'clusters.east.alerts.labels.a b: "a b" is no key of a Kubernetes label.',
    { labels: { "a.b": "c" } },
  ],
  [
    "a label's value",
    { labels: { a: "b c" } },
    'clusters.east.alerts.labels.a: "b c" is no value of a Kubernetes label.',
    { labels: { a: "b" } },
  ],
  ["a namespace", { namespace: "Monitoring" }, 'clusters.east.alerts.namespace: "Monitoring" is no DNS label', { namespace: "monitoring" }],
  [
    "a page for all alerts",
    { runbookURL: "https://example.com/alerts" },
    'clusters.east.alerts.runbookURL: "https://example.com/alerts" is the same page for all alerts: it holds no {alert}. Put {alert}',
    { runbookURL: "https://example.com/alerts/{alert}.md" },
  ],
  ["a page that is no URL", { runbookURL: "docs/{alert}.md" }, 'clusters.east.alerts.runbookURL: "docs/{alert}.md" is no URL', {}],
  [
    "an image without a version",
    { cronJob: { image: "registry.example.com/manifests" } },
    'clusters.east.alerts.cronJob.image: "registry.example.com/manifests" names no version',
    { cronJob: { image: "registry.example.com/manifests:1.4" } },
  ],
  [
    "a schedule of other fields",
    { cronJob: { image: "registry.example.com/manifests:1.4", schedule: "hourly" } },
    'clusters.east.alerts.cronJob.schedule: "hourly" is no schedule of five fields',
    { cronJob: { image: "registry.example.com/manifests:1.4", schedule: "*/15 6-22 * * mon-fri" } },
  ],
  ["no prober", { probe: {} }, "clusters.east.alerts.probe.prober: is missing", { probe: PROBE }],
  [
    "a prober with a scheme",
    { probe: { prober: { url: "https://blackbox.monitoring.svc:9115/probe" } } },
    'clusters.east.alerts.probe.prober.url: "https://blackbox.monitoring.svc:9115/probe" is a URL, and host and port are wanted. Write url: "blackbox.monitoring.svc:9115", and scheme: "https" beside it.',
    { probe: { prober: { url: "blackbox.monitoring.svc:9115", scheme: "https", path: "/probe" } } },
  ],
  [
    "a prober without a port",
    { probe: { prober: { url: "blackbox" } } },
    'clusters.east.alerts.probe.prober.url: "blackbox" is no host and port',
    { probe: PROBE },
  ],
  [
    "a prober's host",
    { probe: { prober: { url: "black_box:9115" } } },
    'clusters.east.alerts.probe.prober.url: "black_box:9115":',
    { probe: PROBE },
  ],
  [
    "an interval in days",
    { probe: { ...PROBE, interval: "1d" } },
    'clusters.east.alerts.probe.interval: "1d" is no duration that Go accepts',
    { probe: { ...PROBE, interval: "30s" } },
  ],
  [
    "an interval that is too short",
    { probe: { ...PROBE, interval: "1s" } },
    'clusters.east.alerts.probe.interval: "1s" is too short',
    { probe: { ...PROBE, interval: "5s" } },
  ],
  [
    "an interval that leaves gaps",
    { probe: { ...PROBE, interval: "3m" } },
    'clusters.east.alerts.probe.interval: "3m0s" is too long: Prometheus forgets',
    { probe: { ...PROBE, interval: "2m" } },
  ],
];

describe("alerts of a cluster", () => {
  test.each(rows)("%s", (_, bad, problem, good) => {
    expect(check(asking(bad)).map((each) => each.slice(0, problem.length))).toEqual([problem]);
    expect(check(asking(good))).toEqual([]);
  });

  test("need the Prometheus Operator, and versions that have what they are made of", () => {
    expect(check(asking({}, { prometheusOperator: undefined }))).toEqual([
      'clusters.east.alerts: are asked for, and platform has no prometheusOperator, which takes PrometheusRules. Add the version that is installed: platform.prometheusOperator: "0.94".',
    ]);
    expect(check(asking({ probe: PROBE }, { prometheusOperator: "0.40" }))).toEqual([
      "clusters.east.alerts.probe: needs Probes, and the Prometheus Operator has them since 0.41; prometheusOperator is 0.40.",
    ]);
    expect(check(asking({}, { prometheusOperator: "0.40" }))).toEqual([]);
    expect(check(asking({ probe: PROBE }, { prometheusOperator: "0.41" }))).toEqual([]);
    expect(check(asking({}, { certManager: "1.5" }))).toEqual([
      "clusters.east.alerts: are made of a metric that cert-manager has since 1.6, certmanager_certificate_renewal_timestamp_seconds; certManager is 1.5.",
    ]);
    expect(check(asking({}, { certManager: "1.6" }))).toEqual([]);
  });

  test("have defaults", () => {
    expect(checked(asking({ probe: PROBE })).clusters["east"]?.alerts).toEqual({
      labels: {},
      probe: { ...PROBE, module: "tls_connect", interval: "1m0s" },
    });
    expect(checked(topology()).clusters["east"]).not.toHaveProperty("alerts");
  });

  test("have their problems where they stand in the spec", () => {
    const project = new Project();
    project.edit("specs/clusters.ts", 'release: "kube-prometheus-stack"', 'release: "kube prometheus"');
    project.edit("specs/clusters.ts", "probe: {", 'probe: { interval: "1d",');
    const { code, err, out } = project.run(["check"]);
    expect(code).toBe(2);
    expect(`${out}${err}`).toContain("specs/clusters.ts:12:15  clusters.east.alerts.labels.release");
    expect(`${out}${err}`).toContain("specs/clusters.ts:13:14  clusters.east.alerts.probe.interval");
  });
});
