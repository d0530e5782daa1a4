/** What a cluster's alerts on certificates are to look like. Field names are those of the Prometheus Operator's API. */
export interface AlertsSpec {
  /** Labels of the PrometheusRules and Probes, by which Prometheus selects them: `{ release: "kube-prometheus-stack" }`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where PrometheusRules and Probes are put; default: the namespace of what they watch. */
  readonly namespace?: string;
  /** Where the pages of alerts are, with `{alert}` for the alert's name; becomes the annotation `runbook_url`. */
  readonly runbookURL?: string;
  /** Also looks at the certificates that servers present, by Probes of a blackbox exporter. */
  readonly probe?: ProbeSpec;
  /** Also runs `trueline probe` in the cluster, once per workload: compares more, and covers certificates that people bring. */
  readonly cronJob?: CronJobSpec;
}

/** How `trueline probe` runs in a cluster. */
export interface CronJobSpec {
  /** An image of yours whose working folder is this repository with its node_modules: nobody publishes one. */
  readonly image: string;
  /** As in Kubernetes' CronJob; default `17 * * * *`, once an hour. */
  readonly schedule?: string;
}

/** A blackbox exporter, and how it is asked. */
export interface ProbeSpec {
  /** `url` is host and port, without a scheme: `blackbox-exporter.monitoring.svc:9115`. */
  readonly prober: { readonly url: string; readonly scheme?: "http" | "https"; readonly path?: string };
  /** The exporter's module: a tcp prober with TLS, which docs/alerts/README.md shows. Default `tls_connect`. */
  readonly module?: string;
  /** Go duration between two looks; default `1m`. */
  readonly interval?: string;
}

/** The same with defaults. */
export interface Alerts {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly runbookURL?: string;
  readonly probe?: {
    readonly prober: ProbeSpec["prober"];
    readonly module: string;
    /** Canonical Go duration. */
    readonly interval: string;
  };
  readonly cronJob?: { readonly image: string; readonly schedule: string };
}

/** The CronJob that runs `trueline probe` for a workload. */
export function probeCronJobName(workload: string): string {
  return `${workload}-probe`;
}
