import type { SecretKeyRef } from "../../spec/topology.ts";

/** Metrics for the Prometheus Operator. `{}` with the defaults, where anonymous callers may read them. */
export interface MonitoringSpec {
  /** Labels of the PodMonitors, by which Prometheus selects them: `{ release: "kube-prometheus-stack" }`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Go duration between two scrapes; default: Prometheus' own. */
  readonly interval?: string;
  /**
   * A user of the database, by Secrets of the workload's namespace: the server gives its metrics to users only. Any user will do. Not needed where
   * `configuration` says `AllowAnonymousEndpointAccess: true`.
   */
  readonly basicAuth?: { readonly username: SecretKeyRef; readonly password: SecretKeyRef };
  /** The namespace that Prometheus runs in, which `network.networkPolicy` then admits. */
  readonly namespace?: string;
}

/** The same with defaults. */
export type Monitoring = MonitoringSpec & { readonly labels: Readonly<Record<string, string>> };
