/**
 * The fields of the Prometheus Operator's resources that Trueline writes, with their names and meaning as in its API
 * reference (monitoring.coreos.com/v1). See docs/decisions/0002-crd-types.md for why these are written by hand.
 */
import type { KubeObject } from "../../terms/kube-object.ts";

const API = "monitoring.coreos.com/v1";

export interface AlertingRule {
  readonly alert: string;
  /** PromQL. */
  readonly expr: string;
  /** A Prometheus duration: for how long the expression has to give something before the alert fires. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Go templates over the labels and the value of what the expression gives. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ProbeSpec {
  /** `job` of what is scraped. */
  readonly jobName: string;
  readonly interval: string;
  /** What the exporter is asked to do with each target. */
  readonly module: string;
  readonly prober: { readonly url: string; readonly scheme?: string; readonly path?: string };
  readonly targets: { readonly staticConfig: { readonly static: readonly string[]; readonly labels: Readonly<Record<string, string>> } };
}

/** What is scraped of pods, and how. */
export interface PodMonitorSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podMetricsEndpoints: readonly {
    /** The name of a container's port. */
    readonly port: string;
    readonly path: string;
    readonly interval?: string;
    readonly scheme?: string;
    readonly tlsConfig?: { readonly ca?: { readonly configMap: KeyOf }; readonly serverName: string };
    /** Keys of Secrets in the monitor's namespace. */
    readonly basicAuth?: { readonly username: KeyOf; readonly password: KeyOf };
  }[];
}

interface KeyOf {
  readonly name: string;
  readonly key: string;
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A PrometheusRule of one group, whose rules are evaluated one after the other. */
export function prometheusRule(metadata: Metadata, group: { readonly name: string; readonly rules: readonly AlertingRule[] }): KubeObject {
  return { apiVersion: API, kind: "PrometheusRule", metadata, spec: { groups: [group] } };
}

/** A Probe: Prometheus scrapes the prober once for each target. */
export function probe(metadata: Metadata, spec: ProbeSpec): KubeObject {
  return { apiVersion: API, kind: "Probe", metadata, spec };
}

/** A PodMonitor: Prometheus scrapes each pod that it selects. */
export function podMonitor(metadata: Metadata, spec: PodMonitorSpec): KubeObject {
  return { apiVersion: API, kind: "PodMonitor", metadata, spec };
}

/** Seconds as Prometheus writes a duration: `10m`, `1h30m`, `90d` never, since a Go duration can't be read from it. */
export function prometheusDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [Math.round(seconds % 60), "s"],
  ] as const;
  return (
    parts
      .filter(([amount]) => amount > 0)
      .map(([amount, unit]) => `${amount}${unit}`)
      .join("") || "0s"
  );
}
